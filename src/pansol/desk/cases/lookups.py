"""Look-ups for a case: what a system knows is recorded with its source; what it does not answer, the agent checks.

The only module of this app that knows cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.cases.actions import answer
from pansol.desk.cases.errors import Stale
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import CaseState, FactEntry
from pansol.desk.connectors.binding import Bound, bind, bind_open
from pansol.desk.connectors.breaker import BreakerState
from pansol.desk.connectors.live import Connectors, connectors
from pansol.desk.connectors.reading import Miss
from pansol.desk.connectors.seek import Sought, seek
from pansol.sop.asking import next_step
from pansol.sop.errors import FactError
from pansol.sop.guidance import needed_facts

__all__ = ["LookupOutcome", "LookupResult", "bound_facts", "look_up", "to_look_up"]

_SOURCE = "connector:"


class LookupOutcome(TextChoices):
    FOUND = "found", gettext_lazy("Ditemukan")
    NO_ANSWER = "no_answer", gettext_lazy("Sistem tidak punya jawabannya")
    TO_AGENT = "to_agent", gettext_lazy("Perlu penilaian agen")
    UNREACHABLE = "unreachable", gettext_lazy("Sistem tidak dapat dihubungi")
    CHANGED = "changed", gettext_lazy("Kasus berubah selama pencarian")
    NOT_BOUND = "not_bound", gettext_lazy("Tidak ada yang perlu dicari")


@dataclass(frozen=True, slots=True)
class LookupResult:
    """How a look-up for `fact` ended. `recorded` are the facts the case learned, `fact` among them only when FOUND."""

    fact: str
    outcome: LookupOutcome
    title: str = ""
    recorded: tuple[str, ...] = ()
    outdated: str = ""  # the label of `fact` when its value speaks of a number or order that was corrected, and stays in force

    @property
    def has_news(self) -> bool:
        """Whether the page should show the case anew."""
        return bool(self.recorded) or self.outcome == LookupOutcome.CHANGED

    @property
    def message(self) -> str:
        """What the agent is told; nothing when there is nothing to do."""
        if self.outdated:
            return _("“%(fact)s” masih dari data sebelum dikoreksi, dan %(system)s tidak menjawab. Silakan cek dan perbaiki sendiri.") % {
                "fact": self.outdated,
                "system": self.title,
            }
        match self.outcome:
            case LookupOutcome.UNREACHABLE:
                return _("%(system)s sedang tidak bisa dihubungi. Silakan cek sendiri.") % {"system": self.title}
            case LookupOutcome.NO_ANSWER:
                return _("%(system)s belum punya jawabannya. Silakan cek sendiri.") % {"system": self.title}
            case LookupOutcome.TO_AGENT:
                return _("%(system)s menemukan data yang perlu Anda nilai. Silakan cek sendiri.") % {"system": self.title}
        return ""


def to_look_up(file: CaseFile) -> str | None:
    """The fact to look up now: one that was found for a number or order corrected since, or the one being asked.

    Cheap enough for every page: it does not search for what else could be asked.
    """
    asked = [file.question.fact.name] if file.question is not None else []
    bound = _bound(file, asked)
    outdated = (n for n, b in bound.items() if n not in asked and b.live.breaker.state(file.now) != BreakerState.OPEN)
    return next(outdated, next(iter(bound), None))


def bound_facts(file: CaseFile) -> dict[str, Bound]:
    """The facts that matter now and that a system can be asked for, the one being asked first."""
    return _bound(file, _worth_knowing(file))


def _bound(file: CaseFile, names: Iterable[str]) -> dict[str, Bound]:
    active = connectors()
    if active is None or file.case.state == CaseState.CLOSED:
        return {}
    taken = set(_taken_over(file))
    found = bind_open(active, file.situation, (n for n in names if n not in taken), file.ledger.unanswerable(), file.now)
    return found | {n: b for n, b in _outdated(active, file) if n not in taken}


def look_up(file: CaseFile, fact: str, *, by: User, now: datetime) -> LookupResult:
    """Ask the system that knows `fact`, for it and for what else it can say, and record what it says. Never raises for its sake.

    Takes no longer than the budget of the connectors file; call it outside a transaction. Raises Forbidden.
    """
    require(by, "case.answer", file.case)
    bound, active = bound_facts(file), connectors()
    if active is None or fact not in bound:
        return LookupResult(fact, LookupOutcome.NOT_BOUND)
    live = bound[fact].live
    sought = seek(live, [b for b in bound.values() if b.live is live], now=now, budget=active.budget)
    try:
        recorded = tuple(_record(file, sought, live.source, by))
    except Stale:
        return LookupResult(fact, LookupOutcome.CHANGED, live.system.title)
    outcome = _outcome(fact, recorded, sought)
    is_outdated = outcome not in (LookupOutcome.FOUND, LookupOutcome.CHANGED) and file.situation.value(fact) is not None
    return LookupResult(fact, outcome, live.system.title, recorded, bound[fact].fact.label.rstrip("?") if is_outdated else "")


def _outcome(fact: str, recorded: tuple[str, ...], sought: Sought) -> LookupOutcome:
    if fact in recorded:
        return LookupOutcome.FOUND
    if fact in sought.missed:
        return LookupOutcome.TO_AGENT if sought.missed[fact] == Miss.TO_AGENT else LookupOutcome.NO_ANSWER
    return LookupOutcome.CHANGED if fact in sought.found else LookupOutcome.UNREACHABLE


def _worth_knowing(file: CaseFile) -> Iterator[str]:
    """The question's fact, what can still change a decision, what the decided guidance needs."""
    if file.question is not None:
        yield file.question.fact.name
    for result in file.answer.results.values():
        if result.status == "open":
            yield from result.open
    yield from needed_facts(file.answer)


def _record(file: CaseFile, sought: Sought, source: str, by: User) -> Iterator[str]:
    """Record what was found, each only while the case still wants it. What does not fit the fact is left to the agent."""
    instants = {found.at: _free_instant(file, found.at) for found in sought.found.values()}
    for name, found in sought.found.items():
        fresh = CaseFile(file.case, file.now)
        if not _is_wanted(file, fresh, name):
            continue
        try:
            answer(fresh, name, found.text, by=by, now=instants[found.at], source=source)
        except FactError:
            sought.missed[name] = Miss.NONSENSE
            continue
        yield name


def _is_wanted(before: CaseFile, fresh: CaseFile, name: str) -> bool:
    """Whether a value is still of use after those recorded just before it."""
    if fresh.situation.value(name) is None:
        return next_step(fresh.situation, name, fresh.ledger.unanswerable()) == name
    return before.situation.value(name) is not None  # it was outdated, and is now told anew


def _free_instant(file: CaseFile, at: datetime) -> datetime:
    """`at`, moved on by microseconds until no entry has it: undo takes back together what was learned at one instant."""
    taken = {row.at for row in file.rows}
    while at in taken:
        at += timedelta(microseconds=1)
    return at


def _standing(file: CaseFile) -> Iterator[tuple[FactEntry, bool]]:
    """Every entry, and whether it was taken back."""
    undone = {int(n) for row in file.rows if row.mark == "undone" for n in row.value.split(",")}
    for row in file.rows:
        if row.mark != "undone":
            yield row, row.number in undone


def _taken_over(file: CaseFile) -> Iterator[str]:
    """Facts whose looked-up value the agent took back or corrected: from then on a person answers them."""
    looked_up: set[str] = set()
    for row, is_undone in _standing(file):
        if row.source.startswith(_SOURCE):
            looked_up.add(row.fact)
            if is_undone:
                yield row.fact
        elif row.fact in looked_up and row.mark != "withdrawn" and not is_undone:
            yield row.fact


def _outdated(active: Connectors, file: CaseFile) -> Iterator[tuple[str, Bound]]:
    """Facts a system told of a number, order … that was corrected afterwards: they speak of something else."""
    latest = {row.fact: row for row, is_undone in _standing(file) if not is_undone}
    for name, row in latest.items():
        if row.source.startswith(_SOURCE) and row.mark != "withdrawn" and name in file.situation.procedure.facts:
            bound = bind(active, file.situation, name, file.now)
            if bound is not None and any(_corrected(file, key, row.number) for key in bound.offer.request.needs):
                yield name, bound


def _corrected(file: CaseFile, key: str, since: int) -> bool:
    """Whether a fact that was known before entry `since` has another value now."""
    values = [(row.number > since, row.value) for row, is_undone in _standing(file) if row.fact == key and not is_undone and not row.mark]
    before = [value for is_later, value in values if not is_later]
    return bool(before) and any(is_later for is_later, _value in values) and before[-1] != values[-1][1]
