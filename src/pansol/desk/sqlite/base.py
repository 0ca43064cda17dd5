"""A database backend: the transactions of one process take turns before they ask SQLite.

SQLite's own waiting is polling with growing pauses, so that among eight threads the unlucky one starves. Between
processes it remains: only one thread of each is ever polling.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from pansol.desk.sqlite.turns import Turns

__all__ = ["DatabaseWrapper"]

_TURNS: dict[str, Turns] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: Turns | None = None

    def _start_transaction_under_autocommit(self) -> None:
        turns = _TURNS.setdefault(str(self.settings_dict["NAME"]), Turns())
        if not turns.take(self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._held = turns
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.give()
