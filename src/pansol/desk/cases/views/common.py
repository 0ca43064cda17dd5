"""What the views of contacts and cases share: refusals as messages, the panels of the one screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pansol.desk.accounts.request import DeskRequest, sent_fields
from pansol.desk.accounts.rules import may
from pansol.desk.cases.advice import advice
from pansol.desk.cases.errors import NotAllowedNow, Stale
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.memory import Given, given_in, has_failed
from pansol.desk.cases.models import CaseState
from pansol.desk.cases.privacy import hider
from pansol.desk.cases.queries import case_file, latest_decision
from pansol.desk.cases.screen import ask_panel, changes_in_words, known_facts
from pansol.desk.interactions.errors import RecordError
from pansol.desk.knowledge.queries import current_versions
from pansol.sop.interview import Question

__all__ = ["changes", "hidden", "is_revealed", "refusals_shown", "whole_number", "work"]

View = Callable[..., HttpResponse]


def refusals_shown(place: str) -> Callable[[View], View]:
    """A refused change says why; nothing was changed. Typed words stay, on a page that sends them again; else it is the page of the
    thing (`place` is its url name) that says so."""

    def decorate(view: View) -> View:
        @wraps(view)
        def handle(request: DeskRequest, pk: int) -> HttpResponse:
            try:
                return view(request, pk)
            except Stale as stale:
                words = _("Kasus ini baru saja diubah orang lain. Periksa yang baru, lalu ulangi; ketikan Anda masih ada.")
                return _refused(request, place, pk, words, stale)
            except NotAllowedNow as refusal:
                return _refused(request, place, pk, str(refusal))
            except RecordError as refusal:
                return _refused(request, place, pk, str(refusal), wanted=refusal.wanted)

        return handle

    return decorate


def _refused(request: DeskRequest, place: str, pk: int, words: str, stale: Stale | None = None, wanted: str = "") -> HttpResponse:
    sent = sent_fields(request)
    if not any(is_typed and value.strip() for _name, value, is_typed in sent):
        messages.error(request, words)
        return redirect(place, pk)
    news: list[str] = []
    if stale is not None:
        file = case_file(request.user, pk, timezone.now())
        news = changes_in_words(file, stale.entries, is_revealed=is_revealed(request, file))
        now = {"revision": str(file.case.revision), "seen": str(file.next_number - 1)}
        sent = [(name, now.get(name, value), is_typed) for name, value, is_typed in sent]
    back = reverse(place, args=[pk])
    if wanted:
        wanted = hidden(request, case_file(request.user, pk, timezone.now()))(wanted)
        back += f"#record-{request.POST['record']}"
    context = {"refusal": words, "news": news, "sent": sent, "wanted": wanted, "back": back}
    return render(request, "cases/refused.html", context, status=409)


def changes(place: str) -> Callable[[View], View]:
    """A view that only takes POST. A GET, which comes after signing in again, goes to the page of the thing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def handle(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            return redirect(place, *args, **kwargs) if request.method == "GET" else HttpResponseNotAllowed(["POST"])

        return handle

    return decorate


def whole_number(text: str | None) -> int:
    """A number from a hidden field; -1, which no revision has, when it was tampered with."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def is_revealed(request: DeskRequest, file: CaseFile) -> bool:
    """Whether this user had the personal data of this case shown in this session."""
    return file.case.pk in request.session.get("revealed", [])


def hidden(request: DeskRequest, file: CaseFile) -> Callable[[str], str]:
    return hider(file, is_revealed=is_revealed(request, file))


def work(
    request: DeskRequest,
    file: CaseFile,
    *,
    correct: Question | None = None,
    typed: str = "",
    error: str = "",
    new: frozenset[str] = frozenset(),
    group: str = "",
    **more: Any,
) -> dict[str, Any]:
    """The context of the two left columns. A decision is computed only once no question of the goal is left."""
    revealed = is_revealed(request, file)
    question = correct or (file.question if file.case.state != CaseState.CLOSED else None)
    context: dict[str, Any] = {
        "file": file,
        "case": file.case,
        "procedure": file.compiled.procedure,
        "facts": known_facts(file, is_revealed=revealed, new=new),
        "is_revealed": revealed,
        "now": file.now,
        "is_expired": _is_past(file),
        "may_answer": file.case.state != CaseState.CLOSED and may(request.user, "case.answer"),
    }
    if question is not None:
        context["panel"] = ask_panel(file, question, group=group, typed=typed, error=error, is_correction=correct is not None)
    if file.case.version.withdrawn_at is not None:
        context |= {"successor": current_versions(file.case.version.procedure, file.case.client_id), **_history(file)}
    if correct is None and (question is None or question.phase == "form"):
        context |= _decided(request, file, question)
    elif file.case.rule:
        context["earlier"] = _last(given_in(file.case))
    return {**context, **more}


def _is_past(file: CaseFile) -> bool:
    expires = file.compiled.procedure.expires
    return expires is not None and file.case.as_of > expires


def _decided(request: DeskRequest, file: CaseFile, question: Question | None) -> dict[str, Any]:
    answer, facts = file.answer, file.compiled.procedure.facts
    context: dict[str, Any] = {"answer": answer, "is_expired": answer.is_expired, "may_guide": file.may_guide, **_history(file)}
    if answer.contradiction is not None:
        names = dict.fromkeys(name for row in answer.contradiction.when for name in row if not name.startswith("policy."))
        known = [n for n in names if n in file.ledger.current()]
        return context | {"contradiction": answer.contradiction, "against": [facts[n] for n in known]}
    if answer.result.status == "decided" and file.may_guide:
        context["advice"] = advice(file, request.user, is_revealed=is_revealed(request, file))
    elif answer.result.status != "decided" and question is None:
        context["undecided"] = answer.result
        context["stuck"] = [facts[n].label.rstrip("?") for n in answer.result.stuck[:6] if n in facts]
        decision = answer.situation.procedure.decisions[answer.goal]
        context["conflicting"] = [decision.rule(r) for r in answer.result.rules]
    return context


def _history(file: CaseFile) -> dict[str, Any]:
    """What was told before, what came of it, what the team leader decided. Asked of the database only where there can be something."""
    answer, case = file.answer, file.case
    is_open = answer.needs_decision or answer.contradiction is not None
    if not (is_open or case.rule or case.version.withdrawn_at):
        return {}
    newest = latest_decision(case)
    ruling = newest if newest is not None and newest.decided_at is not None else None
    given = given_in(case) if case.rule or newest is not None else []
    rule = answer.result.rule or ""
    since = ruling.decided_at if ruling is not None else None
    standing = [g.told for g in given if g.told is not None and g.outcome is None and (since is None or g.told.at >= since)]
    # a case that was taken up again is told its guidance anew
    told = next((t for t in reversed(standing) if t.rule in (rule, "")), None) if case.settled_at is not None else None
    return {
        "given": given, "ruling": ruling, "has_failed": has_failed(given, rule),
        "told": told, "earlier": None if told is not None else _last(given),
        "wants_leader": is_open or has_failed(given, rule),
    }  # fmt: skip


def _last(given: list[Given]) -> Given | None:
    return given[-1] if given else None
