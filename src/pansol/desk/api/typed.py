"""The typed request, and the types of what comes in: bounded, without unknown keys, never coerced."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from pansol.desk.accounts.models import User

__all__ = ["ApiRequest", "Before", "Id", "Incoming", "Instant", "Key", "Limit", "Number", "Pk", "Revision", "Said", "Word"]

MOST_ON_A_PAGE = 100
_KEY_LENGTH = 64


class ApiRequest(HttpRequest):
    """A request of an integration: `auth` is the user its token acts as, `source` how the ledger names it."""

    auth: User
    source: str


class Incoming(BaseModel):
    """A body. Unknown keys are refused, and nothing is read as another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _is_text(value: object) -> object:
    if isinstance(value, str):
        return value
    raise PydanticCustomError("string_type", "string")


def _is_near(instant: datetime) -> datetime:
    """Dates that no calendar or database chokes on."""
    if 2000 <= instant.year <= 2100:
        return instant
    raise PydanticCustomError("far_away", "between 2000 and 2100")


def _is_printable(word: str) -> str:
    if "\x00" in word:
        raise PydanticCustomError("nul", "no NUL")
    return word


def _is_said(words: str) -> str:
    if not words.strip():
        raise PydanticCustomError("missing", "blank")
    return words


_ID = Field(ge=1, le=2**53)
Number = Annotated[int, _ID]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1, description="The case's revision as last read")]
Instant = Annotated[AwareDatetime, BeforeValidator(_is_text), AfterValidator(_is_near), Field(strict=False)]
Word = Annotated[str, StringConstraints(max_length=100), AfterValidator(_is_printable), Query("")]
Said = Annotated[str, StringConstraints(min_length=1), AfterValidator(_is_said)]
Pk = Annotated[int, _ID, Path()]
Id = Annotated[int | None, _ID, Query(None)]
Before = Annotated[int | None, Field(ge=1, le=2**53, description="`next` of the page before"), Query(None)]
Limit = Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE), Query(50)]
Key = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=_KEY_LENGTH, pattern=r"^[!-~]+$"),
    Header(None, alias="Idempotency-Key", description="A request that is repeated with the same key acts once and answers alike"),
]
