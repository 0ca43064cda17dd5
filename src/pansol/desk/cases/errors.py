"""What can go wrong with a case, as one small tree."""

from __future__ import annotations

from pansol.desk.cases.models import FactEntry

__all__ = ["CaseError", "NotAllowedNow", "Stale"]


class CaseError(Exception):
    """A case could not be changed; nothing was."""


class NotAllowedNow(CaseError):
    """The case is in a state in which this cannot be done; the message says why."""


class Stale(CaseError):
    """Somebody else changed the case meanwhile. `entries` are what is new since the revision that was seen."""

    def __init__(self, entries: list[FactEntry]) -> None:
        super().__init__("Kasus ini sudah diubah orang lain.")
        self.entries = entries
