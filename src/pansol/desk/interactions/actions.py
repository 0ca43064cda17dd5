"""Writing interaction records: composed in the format in force, append-only, a correction supersedes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record as note
from pansol.desk.interactions.errors import RecordError
from pansol.desk.interactions.models import Interaction
from pansol.desk.interactions.wording import lacking, parts_of
from pansol.sop.forms import record_text
from pansol.sop.situation import Situation

__all__ = ["Filed", "reveal", "write"]

LONGEST = 20_000


class Filed(Protocol):
    """A case opened for work, as far as a record needs it (`cases.file.CaseFile`)."""

    @property
    def case(self) -> Any: ...
    @property
    def situation(self) -> Situation: ...


def write(file: Filed, record: str, *, by: User, now: datetime, words: str = "") -> Interaction:
    """Write a record of the case's contact. `words` are the agent's own for the summary; the format's parts must stay in them.

    Writing the same record again in the same contact supersedes the earlier one; the same words again change nothing.
    Raises RecordError, and NotFound for a record the procedure does not have.
    """
    case = file.case
    require(by, "record.write", case)
    text = record_text(file.situation, record)
    if text is None:
        raise RecordError(_("Tidak ada format catatan yang berlaku pada tanggal ini."))
    summary = (words.strip() or text.summary).replace("\x00", "")
    if len(summary) > LONGEST:
        raise RecordError(_("Ringkasan terlalu panjang; paling banyak 20.000 huruf."))
    if missing := lacking(parts_of(file.situation, text.variant), summary, text.variant.separator):
        raise RecordError(_("Bagian wajib belum ada atau bergeser: %(parts)s.") % {"parts": ", ".join(missing)}, missing, text.summary)
    try:
        with transaction.atomic():
            return _append(case, record, dict(text.fields), summary, by, now)
    except IntegrityError:
        raise RecordError(_("Catatan ini baru saja ditulis orang lain. Muat ulang, lalu perbaiki bila perlu.")) from None


def _append(case: Any, record: str, fields: dict[str, str], summary: str, by: User, now: datetime) -> Interaction:
    rows = Interaction.objects.filter(contact_id=case.contact_id, case_id=case.pk, record=record)
    last = rows.order_by("-pk").first()
    if last is not None and (last.summary, last.fields) == (summary, fields):
        return last
    written = Interaction.objects.create(
        client_id=case.client_id, contact_id=case.contact_id, case_id=case.pk, record=record, fields=fields, summary=summary,
        supersedes=last, by=by, at=now,
    )  # fmt: skip
    data = {"record": record, "interaction": written.pk, "supersedes": last.pk if last else None}
    note(f"record:{written.pk}", "record.write", by=by, now=now, client_id=case.client_id, data=data)
    return written


def reveal(found: Interaction, *, by: User, now: datetime) -> None:
    """Open the words of a record, which hold names and numbers: who did is on record."""
    require(by, "record.view", found)
    with transaction.atomic():
        note(f"record:{found.pk}", "record.reveal", by=by, now=now, client_id=found.client_id)
