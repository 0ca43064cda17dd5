"""Personal data of a case as it is answered by default: masked, in the ledger as in every word composed from it."""

from __future__ import annotations

from collections.abc import Mapping

from pansol.desk.cases.models import FactEntry
from pansol.desk.web.masking import masked_name, masked_value
from pansol.sop.model import Fact
from pansol.sop.situation import Situation

__all__ = ["masked_situation", "masked_text", "shown_text"]


def masked_text(name: str, text: str) -> str:
    """One value of a fact that holds personal data."""
    return masked_name(text) if name.endswith("name") else masked_value(text)


def shown_text(facts: Mapping[str, Fact], entry: FactEntry) -> str:
    """The value of a line of the ledger; the numbers of an `undone` line are no value."""
    if entry.mark == "undone":
        return ""
    is_private = entry.fact in facts and facts[entry.fact].pii
    return masked_text(entry.fact, entry.value) if is_private else entry.value


def masked_situation(situation: Situation) -> Situation:
    """The same moment with personal texts masked: only to compose words from, never to decide with."""
    private = {name for name, fact in situation.procedure.facts.items() if fact.pii and fact.kind.is_textual}
    known = {
        name: masked_text(name, value) if name in private and isinstance(value, str) else value for name, value in situation.known.items()
    }
    return Situation(situation.compiled, known, situation.now, situation.as_of)
