"""One shape for every refusal: `{code, message, problems}`, in Indonesian or, by Accept-Language, in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel

__all__ = [
    "AlreadyDone", "ErrorOut", "Invalid", "KeyReused", "Outdated", "ProblemOut", "answers", "language", "not_found", "refusal",
]  # fmt: skip


class ProblemOut(BaseModel):
    """One thing that is wrong: where, which kind, and in words."""

    where: str = ""
    code: str
    message: str
    details: dict[str, str | int | None] = {}


class ErrorOut(BaseModel):
    """Why nothing was done."""

    code: str
    message: str
    problems: list[ProblemOut] = []


class Invalid(Exception):
    """Well-formed, but not something that can be done: 422, with the reasons."""

    def __init__(self, *problems: ProblemOut) -> None:
        super().__init__("invalid")
        self.problems = problems


class AlreadyDone(Exception):
    """Somebody did it before: 409."""


class KeyReused(Exception):
    """An idempotency key came with another request than the first time: 422."""


class Outdated(Exception):
    """The case has moved on since the revision that was read: 409, with what changed."""

    def __init__(self, revision: int, problems: Iterable[ProblemOut]) -> None:
        super().__init__("stale")
        self.revision = revision
        self.problems = list(problems)


_REFUSALS = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 503})


def answers(shape: Any, status: int = 200) -> Mapping[Any, Any]:
    """What an operation may answer: its own shape, or a refusal."""
    return {status: shape, _REFUSALS: ErrorOut}


def language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


def refusal(status: int, code: str, message: str, problems: Iterable[ProblemOut] = (), **headers: str) -> HttpResponse:
    body = ErrorOut(code=code, message=message, problems=list(problems))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JsonResponse(body.model_dump(), status=status, headers=named, json_dumps_params={"ensure_ascii": False})


def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal(404, "not_found", _("Tidak ditemukan."))
