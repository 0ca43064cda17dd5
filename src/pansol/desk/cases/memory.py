"""Memory across calls: the guidance a customer was given, each with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from pansol.desk.cases.models import Case, GuidanceEntry, GuidanceMark
from pansol.desk.customers.models import Customer

__all__ = ["Given", "given_in", "given_to", "has_failed"]

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of guidance as it was told (None: refused or judged without), and the latest that is known of what came of it."""

    told: GuidanceEntry | None
    outcome: GuidanceEntry | None

    @property
    def entry(self) -> GuidanceEntry:
        """The line that names the guidance."""
        found = self.told or self.outcome
        assert found is not None
        return found


def given_in(case: Case) -> list[Given]:
    """The guidance of a case, in the order in which it was told."""
    return _together(case.guidance.select_related("by").order_by("at", "pk"))


def given_to(customer: Customer) -> list[Given]:
    """The guidance of all cases of a customer, the latest first."""
    rows = GuidanceEntry.objects.filter(case__customer=customer).select_related("by").order_by("case_id", "at", "pk")[:_SHOWN]
    found = [given for _case, entries in groupby(rows, key=lambda e: e.case_id) for given in _together(entries)]
    return sorted(found, key=lambda g: g.entry.at, reverse=True)


def has_failed(given: Iterable[Given], rule: str) -> bool:
    """Whether the guidance of a rule was given and did not help."""
    return any(g.entry.rule == rule and g.outcome is not None and g.outcome.mark == GuidanceMark.FAILED for g in given)


def _together(entries: Iterable[GuidanceEntry]) -> list[Given]:
    found: list[Given] = []
    for entry in entries:
        if entry.mark == GuidanceMark.TOLD:
            found.append(Given(entry, None))
            continue
        last = next((n for n in reversed(range(len(found))) if found[n].entry.rule == entry.rule), None)
        if last is None:
            found.append(Given(None, entry))
        else:
            found[last] = Given(found[last].told, entry)
    return found
