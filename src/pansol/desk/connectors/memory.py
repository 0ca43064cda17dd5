"""What systems answered a short while ago, in this process only: answers hold customers' data and never reach a disk."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from pansol.desk.connectors.reading import Miss, Reading

__all__ = ["Memory", "Readings"]

Readings = Mapping[str, Reading | Miss]


class Memory:
    """Readings by address. An entry is dropped when it is too old for every fact it holds, or when there are too many."""

    def __init__(self, size: int = 1000) -> None:
        self._size = size
        self._entries: OrderedDict[str, tuple[datetime, datetime, Readings]] = OrderedDict()
        self._lock = Lock()

    def recall(self, url: str, now: datetime, valid_for: timedelta) -> tuple[datetime, Readings] | None:
        """(when, what) an address answered, if that is no older than `valid_for`."""
        with self._lock:
            entry = self._entries.get(_key(url))
            if entry is None or not timedelta(0) <= now - entry[0] <= valid_for:
                return None
            return entry[0], entry[2]

    def keep(self, url: str, readings: Readings, *, now: datetime, longest: timedelta) -> None:
        """Remember an answer for `longest`."""
        with self._lock:
            for key in [k for k, (_, until, _) in self._entries.items() if until < now]:
                del self._entries[key]
            self._entries[_key(url)] = (now, now + longest, readings)
            self._entries.move_to_end(_key(url))
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)


def _key(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
