"""Words for people: what is wrong with a field, and what somebody else changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from pansol.desk.api.errors import Outdated, ProblemOut
from pansol.desk.api.masks import shown_text
from pansol.desk.audit.models import Event
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import FactEntry
from pansol.desk.knowledge.library import compiled

__all__ = ["at_revision", "change_of", "words_of"]


def words_of(error: Mapping[str, Any]) -> str:
    """A validation error in one sentence."""
    limits = error.get("ctx") or {}
    words: dict[str, str] = {
        "missing": _("Wajib diisi."),
        "extra_forbidden": _("Kunci ini tidak dikenal."),
        "string_type": _("Seharusnya teks."),
        "int_type": _("Seharusnya bilangan bulat."),
        "int_parsing": _("Seharusnya bilangan bulat."),
        "int_from_float": _("Seharusnya bilangan bulat."),
        "bool_type": _("Seharusnya true atau false."),
        "bool_parsing": _("Seharusnya true atau false."),
        "dict_type": _("Seharusnya objek."),
        "model_type": _("Seharusnya objek."),
        "model_attributes_type": _("Seharusnya objek."),
        "list_type": _("Seharusnya daftar."),
        "string_too_long": _("Terlalu panjang; paling banyak %s huruf.") % limits.get("max_length", ""),
        "string_too_short": _("Terlalu pendek; paling sedikit %s huruf.") % limits.get("min_length", ""),
        "string_pattern_mismatch": _("Berisi huruf yang tidak diterima."),
        "too_long": _("Terlalu banyak; paling banyak %s.") % limits.get("max_length", ""),
        "too_short": _("Terlalu sedikit; paling sedikit %s.") % limits.get("min_length", ""),
        "literal_error": _("Pilihannya: %s.") % limits.get("expected", ""),
        "greater_than_equal": _("Terlalu kecil."),
        "less_than_equal": _("Terlalu besar."),
        "timezone_aware": _("Sebut zona waktunya, misalnya 2026-07-01T10:00:00+07:00."),
        "datetime_parsing": _("Bukan tanggal dan jam. Contoh: 2026-07-01T10:00:00+07:00."),
        "datetime_from_date_parsing": _("Bukan tanggal dan jam. Contoh: 2026-07-01T10:00:00+07:00."),
        "nul": _("Karakter NUL tidak diterima."),
        "far_away": _("Tanggalnya harus antara tahun 2000 dan 2100."),
    }
    return words.get(str(error["type"]), _("Nilai ini tidak sesuai."))


def at_revision(file: CaseFile, revision: int) -> None:
    """Raise Outdated, with what changed, unless the case stands where the writer read it."""
    case = file.case
    if case.revision != revision:
        raise Outdated(case.revision, _changes(file, case.revision - revision))


def _changes(file: CaseFile, count: int) -> Iterator[ProblemOut]:
    """The last `count` changes of a case: who did what, then the facts that came with them."""
    current = {"revision": file.case.revision}
    yield ProblemOut(where="revision", code="revision", message=_("Revisi sekarang: %(revision)s.") % current, details={**current})
    if count <= 0:
        return
    rows = Event.objects.filter(chain=f"case:{file.case.pk}", verb__startswith="case.").select_related("actor").order_by("-number")
    events = list(rows[: min(count, 20)])[::-1]
    for event in events:
        who = event.actor.display_name if event.actor else ""
        yield ProblemOut(where=event.verb, code="changed", message=f"{who}: {event.verb}", details={"by": who, "at": event.at.isoformat()})
    since = events[0].at if events else None
    for entry in file.rows:
        if since is not None and entry.at >= since:
            yield change_of(entry, file)


def change_of(entry: FactEntry, file: CaseFile | None = None) -> ProblemOut:
    """A new line of the ledger; personal data masked."""
    facts = (file.compiled if file else compiled(entry.case.version)).procedure.facts
    label = facts[entry.fact].label if entry.fact in facts else entry.fact
    value = shown_text(facts, entry) or entry.mark
    who = entry.by.display_name if entry.by else ""
    at = entry.at.isoformat()
    details: dict[str, str | int | None] = {"value": value, "mark": entry.mark, "by": who, "at": at, "number": entry.number}
    return ProblemOut(where=entry.fact, code="changed", message=f"{who}: {label}: {value}", details=details)
