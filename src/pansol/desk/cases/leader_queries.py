"""What a team leader sees: the inbox of grey cases and the board of promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import VERBS
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import GreyCase, GreyState, Promise, PromiseState
from pansol.desk.cases.screen import source_in_words
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.register import facts_in_words
from pansol.sop.values import ABSENT, show_value

__all__ = [
    "REASONS",
    "KnownFact",
    "Shelf",
    "board",
    "box_in_words",
    "decided_cases",
    "deciders",
    "facts_of",
    "reason_words",
    "rules_of",
    "visible_grey",
    "waiting_cases",
]

SOON = timedelta(minutes=30)
SHOWN = 200

REASONS = {
    "uncovered": gettext_noop("SOP tidak mengatur keadaan ini"), "conflict": gettext_noop("Aturan SOP bertentangan"),
    "stuck": gettext_noop("Yang menentukan tidak dapat diketahui"), "gap": gettext_noop("SOP sengaja menyerahkan kepada team leader"),
    "withdrawn": gettext_noop("SOP ditarik"), "failed": gettext_noop("Saran SOP sudah dicoba dan tidak berhasil"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact for people: personal ones arrive marked, so that the page masks them."""

    label: str
    text: str
    source: str
    at: datetime | None
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """One column of the promises board."""

    name: str
    title: str
    promises: list[Promise]


def visible_grey(user: User) -> QuerySet[GreyCase]:
    related = GreyCase.objects.select_related(
        "case__version", "case__customer", "case__owner", "raised_by__team", "decided_by", "recipient", "client"
    )
    return related.defer("case__version__files").filter(client_id__in=user.client_ids())


def waiting_cases(user: User) -> list[GreyCase]:
    """Waiting for a decision: mine first, then nobody's, then somebody else's; among them the longest wait first."""
    rows = visible_grey(user).filter(state__in=[GreyState.OPEN, GreyState.FORWARDED]).order_by("raised_at", "pk")
    return sorted(rows, key=lambda g: 0 if g.recipient_id == user.pk else 1 if g.recipient_id is None else 2)


def deciders(grey: GreyCase, user: User) -> QuerySet[User]:
    """To whom a grey case can be forwarded: who may decide for its client, but for oneself and who has it already."""
    rows = User.objects.filter(is_active=True, clients=grey.client_id, role__in=VERBS["case.decide_grey"])
    return rows.exclude(pk__in=[user.pk, grey.recipient_id or 0]).order_by("first_name", "username")


def decided_cases(user: User) -> QuerySet[GreyCase]:
    return visible_grey(user).filter(state=GreyState.DECIDED).order_by("-decided_at")[:20]


def reason_words(grey: GreyCase) -> str:
    return _(REASONS.get(grey.reason, grey.reason))


def rules_of(grey: GreyCase) -> list[tuple[str, str]]:
    """(id, title) of the rules that speak to the case."""
    titles = {rule.id: rule.title for rule in compiled(grey.case.version).procedure.rules()}
    return [(rule, titles.get(rule, "")) for rule in grey.rules]


def box_in_words(grey: GreyCase) -> list[tuple[str, str]]:
    """(label, value) of the smallest part of the facts that leaves the situation open."""
    return facts_in_words(compiled(grey.case.version).procedure, grey.box)


def facts_of(file: CaseFile) -> list[KnownFact]:
    """Every fact that stands in the ledger, in the order it was learnt."""
    facts, found = file.compiled.procedure.facts, []
    for name, entry in file.ledger.current().items():
        fact = facts.get(name)
        if fact is None or entry.value is None:
            continue
        text = _("tidak ada") if entry.value is ABSENT else show_value(fact.kind, entry.value)
        found.append(KnownFact(fact.label.rstrip("?"), text, source_in_words(entry.source), entry.at, fact.pii))
    return found


def board(user: User, *, whose: str, now: datetime) -> list[Shelf]:
    """Running promises by how soon they are due: what is late, what will be late within half an hour, today, later."""
    rows = Promise.objects.filter(client_id__in=user.client_ids(), state=PromiseState.OPEN)
    if whose == "mine":
        rows = rows.filter(owner=user)
    elif whose == "team":
        rows = rows.filter(owner__team=user.team_id)
    related = rows.select_related("owner", "customer", "case__version", "client").defer("case__version__files")
    return _shelves(related.order_by("due_at", "pk")[:SHOWN], now)


def _shelves(promises: Iterable[Promise], now: datetime) -> list[Shelf]:
    titles = {
        "late": _("Terlambat"), "soon": _("Dalam 30 menit"), "today": _("Hari ini"), "later": _("Nanti"), "undated": _("Tanpa batas waktu"),
    }  # fmt: skip
    shelves = {name: Shelf(name, title, []) for name, title in titles.items()}
    for promise in promises:
        shelves[_shelf_of(promise.due_at, now)].promises.append(promise)
    return list(shelves.values())


def _shelf_of(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return "undated"
    if due_at < now:
        return "late"
    if due_at <= now + SOON:
        return "soon"
    return "today" if timezone.localdate(due_at) == timezone.localdate(now) else "later"
