"""The one screen: known · asked · ahead. An answer goes out and the next question comes back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.accounts.rules import may
from pansol.desk.cases import queries
from pansol.desk.cases.actions import answer, mark_unanswerable, undo
from pansol.desk.cases.advice import awaited
from pansol.desk.cases.errors import NotAllowedNow, Stale
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.ledger import as_text, fits
from pansol.desk.cases.lookups import look_up, to_look_up
from pansol.desk.cases.memory import given_in, given_to
from pansol.desk.cases.models import CaseState, Contact
from pansol.desk.cases.outlook import outlook
from pansol.desk.cases.screen import changes_in_words, question_about
from pansol.desk.cases.views.common import changes, hidden, is_revealed, whole_number, work
from pansol.desk.connectors.live import connectors
from pansol.desk.knowledge.models import Version
from pansol.sop.answers import Unreadable, read_answer
from pansol.sop.errors import FactError
from pansol.sop.interview import Question

__all__ = ["ahead", "answers", "case", "fact", "lookups", "reversal"]

_REMEMBERED = 8


@needs("case.view")
@require_GET
def case(request: DeskRequest, pk: int) -> HttpResponse:
    """The page, or with htmx its two left columns."""
    file = queries.case_file(request.user, pk, timezone.now(), *(() if request.htmx else ("contact__customer", "customer")))
    context = work(request, file, group=request.GET.get("group", "")[:4], lookup=_lookup(request, file))
    if request.htmx:
        return render(request, "cases/work.html", context)
    return render(request, "cases/case.html", context | _page(request, file))


def _page(request: DeskRequest, file: CaseFile) -> dict[str, Any]:
    """What surrounds the columns and stays while questions are answered."""
    contact, running = file.case.contact, queries.open_contacts(request.user)
    is_over = contact.ended_at is not None and file.case.state != CaseState.CLOSED and may(request.user, "case.answer")
    return {
        "contact": contact,
        "contacts": running,
        "longest": queries.longest_waiting(running, contact),
        "resumable": [c for c in running if is_over and _fits(c, file)],
        "siblings": list(contact.cases.select_related("version").defer("version__files")),
        "outages": queries.active_outages(contact, file.now) if contact.ended_at is None else [],
        "grey": queries.latest_decision(file.case),
        **_moved(file),
        "same_cause": [
            c for c in queries.open_cases_of(contact) if c.version.procedure == file.case.version.procedure and c.pk != file.case.pk
        ],
        **_ahead(request, file),
    }


def _moved(file: CaseFile) -> dict[str, Any]:
    """The withdrawn version that the case came from, and the facts whose answers the new one could not read."""
    if file.case.moved_from_id is None:
        return {}
    facts = file.compiled.procedure.facts
    numbers = {int(n) for row in file.rows if row.mark == "undone" for n in row.value.split(",")}
    gone = {row.fact: None for row in file.rows if row.number in numbers and row.fact in facts and not fits(file.compiled, row)}
    open_now = [facts[name].label.rstrip("?") for name in gone if name not in file.ledger.current()]
    return {"moved_from": Version.objects.defer("files").get(pk=file.case.moved_from_id), "asked_again": open_now}


def _fits(contact: Contact, file: CaseFile) -> bool:
    """Whether the case may go on in a contact: the same client, and not another customer."""
    return contact.client_id == file.case.client_id and file.case.customer_id in (None, contact.customer_id or file.case.customer_id)


def _lookup(request: DeskRequest, file: CaseFile) -> bool:
    """Whether the page should ask the systems once it stands. A cheap guess; `lookups` finds out what for."""
    active = connectors()
    if active is None or file.case.state != CaseState.OPEN or not may(request.user, "case.answer"):
        return False
    if any(row.source.startswith("connector:") and not row.mark for row in file.rows) and request.POST.get("fact") in file.situation.known:
        return True  # a corrected number may make what was looked up for the old one worthless
    question = file.question
    if question is None or question.how != "check":
        return False
    client = file.compiled.procedure.client
    return any(active.offers(source.text, client) for source in question.fact.sources if source.how == "check")


@needs("case.view")
@require_GET
def ahead(request: DeskRequest, pk: int) -> HttpResponse:
    """The right column; it costs more than an answer and is fetched after it. A whole page brings it along."""
    file = queries.case_file(request.user, pk, timezone.now(), "customer")
    if not request.htmx:
        return redirect("case", pk)
    context = {"file": file, "case": file.case, "now": file.now, **_ahead(request, file)}
    return render(request, "cases/ahead.html", context)


def _ahead(request: DeskRequest, file: CaseFile) -> dict[str, Any]:
    """What may come, what is promised, and what was told before."""
    customer = file.case.customer
    promises = queries.open_promises(request.user, customer=customer) if customer is not None else file.case.promises.filter(state="open")
    return {
        "outlook": outlook(file, hidden(request, file)),
        "promises": list(promises),
        "told_before": (given_to(customer) if customer is not None else given_in(file.case)[::-1])[:_REMEMBERED],
    }


@needs("case.view")
@require_GET
def fact(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """A known fact is asked again, to be corrected; or one that steps wait for, now that it is known."""
    file = queries.case_file(request.user, pk, timezone.now())
    if name not in file.ledger.current() and name not in {f.name for f in awaited(file)}:
        raise Http404
    context = work(request, file, correct=question_about(file, name), group=request.GET.get("group", "")[:4])
    if request.htmx:
        return render(request, "cases/work.html", context)
    return render(request, "cases/case.html", context | _page(request, file))


@needs("case.answer")
@changes("case")
def answers(request: DeskRequest, pk: int) -> HttpResponse:
    """An answer, a correction, or that nobody knows."""
    file, revision = _opened(request, pk)
    name = request.POST.get("fact", "")
    if name not in file.compiled.procedure.facts:
        raise Http404
    question = question_about(file, name)
    start, key = len(file.ledger.entries), request.POST.get("key", "")[:64]
    try:
        if "unknown" in request.POST:
            mark_unanswerable(file, name, by=request.user, now=file.now, key=key)
        else:
            answer(file, name, _literal(file, question, request), by=request.user, now=file.now, key=key)
    except (Unreadable, FactError):
        return _unread(request, file, question)
    except Stale:
        return _overtaken(request, pk, name)
    except NotAllowedNow as refusal:
        return _shown(request, queries.case_file(request.user, pk, file.now), status=409, refusal=str(refusal))
    return _shown(request, queries.after_change(file, start, revision, request.user), new=frozenset({name}))


def _opened(request: DeskRequest, pk: int) -> tuple[CaseFile, int]:
    """The case at the revision that the agent saw, so that a change since is noticed."""
    file = queries.case_file(request.user, pk, timezone.now())
    file.case.revision = whole_number(request.POST.get("revision"))
    return file, file.case.revision


def _literal(file: CaseFile, question: Question, request: DeskRequest) -> str:
    """What was typed or chosen, in the notation of the engine. Raises Unreadable."""
    kind, zone = question.fact.kind, file.compiled.procedure.zone
    if kind.kind == "choices":
        chosen = request.POST.getlist("value")
        if "absent" in chosen:
            return "absent"
        if not set(chosen) <= set(kind.values or ()):
            raise Unreadable(",".join(chosen))
        return ",".join(chosen)
    raw = request.POST.get("value", "")
    if kind.is_finite:
        return raw  # a button's value; the action refuses any other
    text, mark = as_text(file.compiled, question.fact.name, read_answer(question, raw, file.now, zone))
    return mark or text


def _unread(request: DeskRequest, file: CaseFile, question: Question) -> HttpResponse:
    file = queries.case_file(request.user, file.case.pk, file.now)
    asked = file.question
    is_current = asked is not None and asked.fact.name == question.fact.name
    error = _("Belum terbaca. Yang diharapkan: %(right)s.") % {"right": question.fact.kind.in_words(get_language() or "id")}
    typed = request.POST.get("value", "")[:20_000]
    return _shown(request, file, status=422, correct=None if is_current else question, typed=typed, error=error)


def _overtaken(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Somebody was faster: what is new, and the answer that was not taken, ready to be given again."""
    file = queries.case_file(request.user, pk, timezone.now())
    rows = queries.entries_since(file, whole_number(request.POST.get("seen")))
    if rows and all(row.source.startswith("connector:") for row in rows) and request.POST.get("again") != "1":
        return _after_systems(request, file, name, frozenset(row.fact for row in rows))
    changes = changes_in_words(file, rows, is_revealed=is_revealed(request, file))
    fact = file.compiled.procedure.facts[name]
    chosen = request.POST.getlist("value")
    if fact.kind.kind != "choices":
        chosen = chosen[-1:]  # “Tidak ada” comes after the empty field beside it
    kept = {
        "fact": fact,
        "values": chosen,
        "words": _said(file, name, chosen),
        "is_unknown": "unknown" in request.POST,
    }
    return _shown(request, file, status=409, overtaken=changes, kept=kept, new=frozenset(r.fact for r in rows))


def _after_systems(request: DeskRequest, file: CaseFile, name: str, learned: frozenset[str]) -> HttpResponse:
    """Only a system was faster. Its answer to the same question stands and is shown; an answer to another one is taken all the same."""
    if name in learned:
        return _shown(request, file, new=learned)
    data = request.POST.copy()
    data["revision"], data["seen"], data["again"] = str(file.case.revision), str(file.next_number - 1), "1"
    request.POST = data  # type: ignore[assignment]
    return answers(request, file.case.pk)


def _said(file: CaseFile, name: str, values: list[str]) -> str:
    labels = {"yes": _("Ya"), "no": _("Tidak"), "absent": _("Tidak ada"), "-": _("Tidak ada")}
    labels |= file.compiled.procedure.facts[name].kind.values or {}
    return ", ".join(labels.get(v, v) for v in values)


@needs("case.answer")
@changes("case")
def reversal(request: DeskRequest, pk: int) -> HttpResponse:
    """The last step is taken back."""
    file, _revision = _opened(request, pk)
    try:
        undone = undo(file, by=request.user, now=file.now, key=request.POST.get("key", "")[:64])
    except Stale:
        fresh = queries.case_file(request.user, pk, file.now)
        rows = queries.entries_since(fresh, whole_number(request.POST.get("seen")))
        return _shown(request, fresh, status=409, overtaken=changes_in_words(fresh, rows, is_revealed=is_revealed(request, fresh)))
    except NotAllowedNow as refusal:
        return _shown(request, file, status=409, refusal=str(refusal))
    note = "" if undone else _("Belum ada yang dapat diurungkan.")
    return _shown(request, queries.case_file(request.user, pk, file.now), refusal=note)


@needs("case.answer")
@changes("case")
def lookups(request: DeskRequest, pk: int) -> HttpResponse:
    """A system is asked for the fact; what it says is recorded. Nothing new: the agent goes on as she was."""
    file = queries.case_file(request.user, pk, timezone.now())
    name = to_look_up(file)
    if name is None:
        return _whispered(request, "") if request.htmx else redirect("case", pk)
    result = look_up(file, name, by=request.user, now=file.now)
    if not result.has_news and request.htmx:
        return _whispered(request, result.message)
    fresh = queries.case_file(request.user, pk, timezone.now())
    return _shown(request, fresh, new=frozenset(result.recorded), said=result.message)


def _whispered(request: DeskRequest, message: str) -> HttpResponse:
    """Only the line that said “searching” changes: the agent may be typing already."""
    response = render(request, "cases/said.html", {"said": message})
    response["HX-Retarget"], response["HX-Reswap"] = "#lookup", "outerHTML"
    return response


def _shown(request: DeskRequest, file: CaseFile, *, status: int = 200, **context: Any) -> HttpResponse:
    """The columns for htmx; a browser without scripts goes back to the page, or sees it with the refusal."""
    if not request.htmx and status == 200 and not context.get("refusal"):
        return redirect("case", file.case.pk)
    if "lookup" not in context and status == 200:
        context["lookup"] = _lookup(request, file)
    columns = work(request, file, **context)
    if not request.htmx:
        return render(request, "cases/case.html", columns | _page(request, file), status=status)
    response = render(request, "cases/work.html", columns, status=status)
    response["HX-Trigger-After-Swap"] = "case-changed"
    return response
