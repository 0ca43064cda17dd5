"""What the audit trail recorded, in the words of the desk and of the procedures that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from pansol.desk.accounts.models import Role
from pansol.desk.audit.models import Event
from pansol.desk.audit.wording import key_in_words, value_in_words
from pansol.desk.cases.forms import CLOSINGS, DISPOSITIONS
from pansol.desk.cases.leader_queries import REASONS
from pansol.desk.cases.models import Case, Channel
from pansol.desk.cases.screen import source_in_words
from pansol.desk.customers.models import KeyKind
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version, Withdrawal
from pansol.sop.render.words import name_in_words

__all__ = ["DATA", "recorded"]

DATA = {**dict(KeyKind.choices), "name": _("Nama"), "area": _("Wilayah")}
_CODES: dict[str, dict[str, Any]] = {
    "cases": dict(Withdrawal.choices), "channel": dict(Channel.choices),
    "disposition": {**dict(DISPOSITIONS), "dropped": _("Sambungan terputus")},
    "keys_added": DATA, "matched": DATA, "named": DATA, "outcome": dict(CLOSINGS),
    "reason": {code: _(words) for code, words in REASONS.items()}, "role": dict(Role.choices),
}  # fmt: skip
_FACTS = ("fact", "again")


def recorded(events: Iterable[Event]) -> list[tuple[Event, list[tuple[str, str, bool]]]]:
    """Each event with what it holds in words: (key, value, whether the value is content).

    A name that no procedure has any longer stands as it was written.
    """
    events = list(events)
    labels = _labels(events)
    titles = dict(Version.objects.filter(procedure__in={e.data.get("procedure", "") for e in events}).values_list("procedure", "title"))
    return [(e, list(_lines(e, {**_CODES, "procedure": titles, **dict.fromkeys(_FACTS, labels.get(e.chain, {}))}))) for e in events]


def _lines(event: Event, codes: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, str, bool]]:
    for name, value in event.data.items():
        if name != "note":
            said = source_in_words(value) if name == "source" else value_in_words(value, codes.get(name, {}))
            yield key_in_words(name), said, isinstance(value, str | list | dict) and name not in _CODES and name != "source"


def _labels(events: Iterable[Event]) -> dict[str, dict[str, str]]:
    """The names of facts, for each chain of a case of which one is named."""
    chains = {e.chain for e in events if e.chain.startswith("case:") and any(name in e.data for name in _FACTS)}
    cases = Case.objects.filter(pk__in={chain.partition(":")[2] for chain in chains}).select_related("version").defer("version__files")
    procedures = {f"case:{case.pk}": compiled(case.version).procedure for case in cases}
    return {chain: {name: name_in_words(p, name).rstrip("?") for name in p.facts} for chain, p in procedures.items()}
