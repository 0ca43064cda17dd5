"""What is logged of a failure: where, which kind, and why only in a machine's words; errors may quote what somebody typed."""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import Iterator
from types import TracebackType

__all__ = ["WithoutWords", "named"]

_DATA_EXCEPTION = "22"  # the class of SQLSTATEs whose first line quotes the value
_OF_CODE = (AttributeError, ImportError, NameError, OSError, sqlite3.Error)  # these name columns, files, attributes


class WithoutWords(logging.Formatter):
    """Tracebacks keep their places and lose the words of the errors."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have written it with the words
        return super().format(record)

    def formatException(  # noqa: N802  logging's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "\n".join(_traced(ei[1])) if ei[1] is not None else ""


def named(error: BaseException) -> str:
    """The kind of an error, with its words where they cannot be somebody's."""
    kind, words = f"{type(error).__module__}.{type(error).__qualname__}", _words(error)
    return f"{kind}: {words}" if words else kind


def _words(error: BaseException) -> str:
    if isinstance(error, _OF_CODE):
        return str(error)
    if not type(error).__module__.startswith("psycopg"):
        return ""
    state, said = getattr(error, "sqlstate", None), getattr(error, "diag", None)
    if state is None or said is None:  # nobody was reached, or hung up
        return str(error) if type(error).__name__ == "OperationalError" else ""
    return str(state) if state.startswith(_DATA_EXCEPTION) else f"{state} {said.message_primary}"


def _traced(error: BaseException) -> Iterator[str]:
    """As Python prints it: what came first first."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.insert(0, cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    for one in chain:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(one.__traceback__)).rstrip("\n")
        yield named(one)
