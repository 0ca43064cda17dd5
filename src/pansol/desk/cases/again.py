"""Which facts are asked again when advice did not help: what was tried, what has gone stale, what a system may say differently now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pansol.desk.accounts.models import User
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import FactEntry
from pansol.sop.decide import Answer
from pansol.sop.derive import refs

__all__ = ["forgetting", "rests_on", "worth_asking_again"]


def worth_asking_again(file: CaseFile, since: datetime | None) -> tuple[str, ...]:
    """The facts to ask again: the first kind that has any. None when all that may have changed was asked again already.

    `since` is the first failure of this advice; what was learnt after it is not asked a third time.
    """
    facts, standing = file.compiled.procedure.facts, file.ledger.current()
    known = [n for n in rests_on(file.answer) if n in standing and not standing[n].mark]
    left = [n for n in known if since is None or standing[n].at <= since]
    tried = tuple(n for n in left if any(s.how == "try" for s in facts[n].sources))
    perishable = ((n, facts[n].valid_for) for n in left)
    stale = tuple(n for n, valid in perishable if valid is not None and file.now - standing[n].at > valid)
    checked = tuple(n for n in left if any(s.how == "check" for s in facts[n].sources))
    return tried or stale or checked


def rests_on(answer: Answer) -> tuple[str, ...]:
    """The facts, not computed, that the decided row reads, in its order."""
    return tuple(dict.fromkeys(_bases(answer, answer.goal, set())))


def _bases(answer: Answer, decision: str, seen: set[str]) -> Iterator[str]:
    for name, _test in answer.results[decision].why:
        yield from _base(answer, name, seen)


def _base(answer: Answer, name: str, seen: set[str]) -> Iterator[str]:
    if name in seen:
        return
    seen.add(name)
    procedure = answer.situation.procedure
    if name in procedure.decisions:
        yield from _bases(answer, name, seen) if name in answer.results else ()
        return
    fact = procedure.facts[name]
    if fact.is_ is None:
        yield name
        return
    for part in sorted(refs(fact.is_)):
        yield from _base(answer, part, seen)


def forgetting(file: CaseFile, names: tuple[str, ...], *, by: User, now: datetime) -> list[FactEntry]:
    """Entries by which `names` are asked again, and by which nobody's not knowing is held against anyone any longer."""
    start, rows = file.next_number, []
    taken = [str(row.number) for row in file.rows if row.mark == "unanswerable"]
    if taken:
        fact = next(row.fact for row in file.rows if row.mark == "unanswerable")
        rows.append(FactEntry(case=file.case, number=start, fact=fact, value=",".join(taken), mark="undone", source="again", by=by, at=now))
    for name in names:
        number = start + len(rows)
        rows.append(FactEntry(case=file.case, number=number, fact=name, mark="withdrawn", source="again", by=by, at=now))
    return rows
