"""The names that rules, forms and actions may refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pansol.sop.load.document import Part

__all__ = ["NO_CODE", "NO_SLA", "Names", "collect_names"]

NO_CODE = "tidak_ada_di_sop"
NO_SLA = "belum_ditetapkan"


@dataclass(frozen=True, slots=True)
class Names:
    """What exists, by kind."""

    messages: frozenset[str]
    forms: frozenset[str]
    records: frozenset[str]
    units: frozenset[str]
    codes: frozenset[str]
    decisions: frozenset[str]

    def is_code_list(self, text: str) -> bool:
        """Whether a rule's `is` must be a code: it is one, or says that there is none."""
        return text in self.codes and text != NO_CODE


def collect_names(parts: list[Part], decisions: Iterable[str]) -> Names:
    """Gather the names from all files."""

    def of(kind: str) -> frozenset[str]:
        return frozenset(name for part in parts for name in getattr(part.document, kind))

    return Names(of("messages"), of("forms"), of("records"), of("units"), of("codes") | {NO_CODE}, frozenset(decisions))
