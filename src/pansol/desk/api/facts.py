"""The ledger of a case: answer, say that nobody knows, take back, read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from pansol.desk.api import finding
from pansol.desk.api.errors import AlreadyDone, Invalid, ProblemOut, answers
from pansol.desk.api.guidance import GuidanceOut, guidance_of
from pansol.desk.api.masks import masked_text, shown_text
from pansol.desk.api.once import once_at
from pansol.desk.api.shapes import PersonOut
from pansol.desk.api.typed import ApiRequest, Incoming, Key, Pk, Revision
from pansol.desk.cases import actions
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.queries import case_file
from pansol.sop.facts import read_facts
from pansol.sop.values import show_value

__all__ = [
    "AnswersIn", "EntryOut", "FactOut", "Given", "LedgerOut", "RevisedIn", "UnanswerableIn", "answer", "as_texts", "ledger", "router",
    "undo", "unanswerable",
]  # fmt: skip

router = Router(tags=["facts"])

_Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
_Text = Annotated[str, StringConstraints(max_length=20_000)]
_Value = _Text | bool | int | float | Annotated[list[Annotated[str, StringConstraints(max_length=60)]], Field(max_length=100)]
Given = Annotated[dict[_Name, _Value], Field(max_length=50)]


class RevisedIn(Incoming):
    revision: Revision


class AnswersIn(RevisedIn):
    """One fact or several, written all or not at all; `absent` where it is established that there is none."""

    facts: Given = Field(min_length=1)


class UnanswerableIn(RevisedIn):
    fact: str = Field(min_length=1, max_length=60)


class FactOut(BaseModel):
    """What is known now; personal data masked."""

    fact: str
    label: str
    text: str
    is_stale: bool


class EntryOut(BaseModel):
    number: int
    fact: str
    value: str
    mark: str
    source: str
    by: PersonOut | None
    at: datetime


class LedgerOut(BaseModel):
    revision: int
    known: list[FactOut]
    unanswerable: list[str]
    entries: list[EntryOut]


def as_texts(facts: Given) -> dict[str, str]:
    """JSON values as the texts that facts are read from."""
    return {name: _as_text(value) for name, value in facts.items()}


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _check(file: CaseFile, facts: dict[str, str]) -> None:
    """Raise FactError with every fact that does not fit, or Invalid for one that says nothing."""
    read = read_facts(file.compiled.procedure, facts)
    empty = [
        ProblemOut(where=name, code="unknown_value", message=_("Untuk fakta yang tidak diketahui siapa pun, pakai `unanswerable`."))
        for name in facts
        if name not in read
    ]
    if empty:
        raise Invalid(*empty)


def _askable(file: CaseFile, name: str) -> None:
    procedure = file.compiled.procedure
    fact = procedure.facts.get(name)
    if fact is None or fact.is_ is not None or fact.is_policy or name in procedure.decisions or name in ("now", "as_of"):
        raise Invalid(ProblemOut(where="fact", code="fact_unknown", message=_("Fakta ini tidak ditanyakan dalam prosedur ini.")))


def _shown(request: ApiRequest, pk: int) -> GuidanceOut:
    return guidance_of(case_file(request.auth, pk, timezone.now()))


@router.get("{int:pk}/facts/", response=answers(LedgerOut), summary="Read the ledger")
def ledger(request: ApiRequest, pk: Pk) -> LedgerOut:
    file = finding.one_case(request.auth, pk, "case.view")
    return LedgerOut(
        revision=file.case.revision, known=_known(file), unanswerable=sorted(file.ledger.unanswerable()), entries=_entries(file)
    )


def _known(file: CaseFile) -> list[FactOut]:
    facts, stale = file.compiled.procedure.facts, file.ledger.stale(file.now)
    found = []
    for name, entry in file.ledger.current().items():
        if not entry.mark and name in facts:
            shown = show_value(facts[name].kind, entry.value)
            is_private = facts[name].pii
            found.append(
                FactOut(fact=name, label=facts[name].label, text=masked_text(name, shown) if is_private else shown, is_stale=name in stale)
            )
    return found


def _entries(file: CaseFile) -> list[EntryOut]:
    facts = file.compiled.procedure.facts
    return [
        EntryOut(
            number=e.number, fact=e.fact, value=shown_text(facts, e), mark=e.mark, source=e.source,
            by=PersonOut(id=e.by.pk, name=e.by.display_name) if e.by else None, at=e.at,
        )
        for e in file.rows
    ]  # fmt: skip


@router.post("{int:pk}/facts/", response=answers(GuidanceOut), summary="Answer or correct facts")
def answer(request: ApiRequest, pk: Pk, body: AnswersIn, key: Key = None) -> GuidanceOut:
    file = finding.one_case(request.auth, pk, "case.answer")
    facts = as_texts(body.facts)

    def change() -> None:
        _check(file, facts)
        written = file
        for number, (name, value) in enumerate(facts.items()):
            if number:
                written = case_file(request.auth, pk, file.now)
            actions.answer(written, name, value, by=request.auth, now=file.now, source=request.source)

    return once_at(request, key, file, body.revision, change, lambda made: _shown(request, made))


@router.post("{int:pk}/unanswerable/", response=answers(GuidanceOut), summary="Nobody can say: do not ask again in this contact")
def unanswerable(request: ApiRequest, pk: Pk, body: UnanswerableIn, key: Key = None) -> GuidanceOut:
    file = finding.one_case(request.auth, pk, "case.answer")

    def change() -> None:
        _askable(file, body.fact)
        actions.mark_unanswerable(file, body.fact, by=request.auth, now=file.now)

    return once_at(request, key, file, body.revision, change, lambda made: _shown(request, made))


@router.post("{int:pk}/undo/", response=answers(GuidanceOut), summary="Take the last step back")
def undo(request: ApiRequest, pk: Pk, body: RevisedIn, key: Key = None) -> GuidanceOut:
    file = finding.one_case(request.auth, pk, "case.answer")

    def change() -> None:
        if actions.undo(file, by=request.auth, now=file.now) is None:
            raise AlreadyDone

    return once_at(request, key, file, body.revision, change, lambda made: _shown(request, made))
