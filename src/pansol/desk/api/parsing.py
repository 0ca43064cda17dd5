"""Reading a body: JSON, nothing else; what a database or a log would choke on is refused before anybody looks at it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from pansol.desk.api.errors import ProblemOut

__all__ = ["JsonOnly", "Unreadable", "reason_of"]


class Unreadable(ValueError):
    """Text that is JSON but is not accepted: `nul`, `surrogate`, `not_a_number`, `duplicate_key`."""


class JsonOnly(Parser):
    """JSON with every key once, without NUL, lone surrogates and NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        data = json.loads(request.body, parse_constant=_no_constant, object_pairs_hook=_once_each)
        _check(data)
        return data


def _no_constant(name: str) -> NoReturn:
    raise Unreadable("not_a_number")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("duplicate_key")
    return found


def _check(data: Any) -> None:
    """Look at every text, without recursion."""
    todo = [data]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            if "\x00" in item:
                raise Unreadable("nul")
            if not item.isascii() and any("\ud800" <= c <= "\udfff" for c in item):
                raise Unreadable("surrogate")
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, dict):
            todo += item.keys()
            todo += item.values()


def reason_of(error: BaseException | None) -> ProblemOut:
    """In words, why a body could not be read."""
    code = str(error) if isinstance(error, Unreadable) else "bad_json"
    words = {
        "nul": _("Karakter NUL tidak diterima."),
        "surrogate": _("Teks berisi karakter Unicode yang tidak lengkap."),
        "not_a_number": _("NaN dan Infinity bukan JSON."),
        "duplicate_key": _("Satu kunci tertulis dua kali."),
    }
    return ProblemOut(where="body", code=code, message=words.get(code, _("Kirim isi sebagai JSON.")))
