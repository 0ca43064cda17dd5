"""What lies ahead and what lies behind a decision: outcomes with their shares, questions left, why, why not, what would change it."""

from __future__ import annotations

from dataclasses import dataclass

from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.privacy import Hide
from pansol.sop.ahead import look_ahead
from pansol.sop.explain import what_would_change, why, why_not
from pansol.sop.model import Rule
from pansol.sop.settle import OPEN
from pansol.sop.values import show_value

__all__ = ["Likely", "Outlook", "Told", "outlook"]

_LIKELY = 5
_CHANGES = 4
_REASONS = 3


@dataclass(frozen=True, slots=True)
class Likely:
    rule: str
    title: str
    share: float

    @property
    def percent(self) -> str:
        """`45 %`; what is possible is never shown as nothing."""
        return "< 1 %" if 0 < self.share < 0.01 else f"{self.share:.0%}".replace("%", " %")

    @property
    def width(self) -> str:
        """Of the bar, out of 100."""
        return f"{self.share * 100:.1f}"


@dataclass(frozen=True, slots=True)
class Told:
    """A rule and, in words, why it holds, why it does not, or what would lead to it."""

    rule: Rule
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    is_decided: bool
    likely: tuple[Likely, ...] = ()
    rest: int = 0
    fewest: int = 0
    expected: int = 0
    is_last: bool = False
    why: tuple[str, ...] = ()
    why_not: tuple[Told, ...] = ()
    changes: tuple[Told, ...] = ()


def outlook(file: CaseFile, hide: Hide) -> Outlook:
    """Before the goal is decided: what may come of it. After: why this, what would change it, why not something else."""
    situation, goal = file.situation, file.case.goal
    if file.answer.contradiction is not None:
        return Outlook(is_decided=False)
    if situation.outcome(goal) == OPEN:
        ahead = look_ahead(situation, goal, file.ledger.unanswerable())
        likely = tuple(Likely(o.rule, o.title, o.share) for o in ahead.outlooks[:_LIKELY])
        # a datum is not counted as a question, but the agent is asked for it all the same
        more = 1 if file.question is not None and file.question.how == "given" else 0
        fewest, expected = ahead.fewest + more, ahead.expected + more
        return Outlook(False, likely, max(0, len(ahead.outlooks) - _LIKELY), fewest, round(expected), is_last=expected == 1)
    rule = file.answer.result.rule
    if rule is None:
        return Outlook(is_decided=False, why_not=_against(file, "", hide))
    return Outlook(True, why=_for(file, rule, hide), why_not=_against(file, rule, hide), changes=_changes(file, hide))


def _for(file: CaseFile, rule: str, hide: Hide) -> tuple[str, ...]:
    facts = file.compiled.procedure.facts
    said = []
    for reason in why(file.situation, file.case.goal, rule):
        # the value speaks for itself, but for a limit one has to see both sides
        asked = f" ({reason.test})" if facts[reason.fact].kind.is_ordered else ""
        said.append(hide(f"{reason.label.rstrip('?')}: {reason.found}{asked}"))
    return tuple(said)


def _against(file: CaseFile, decided: str, hide: Hide) -> tuple[Told, ...]:
    """The rules that came nearest, each with what speaks against it."""
    found = []
    for rule in file.compiled.procedure.decisions[file.case.goal].rules:
        if rule.id == decided:
            continue
        kind, reasons = why_not(file.situation, file.case.goal, rule.id)
        if kind in ("facts", "overridden") and reasons:
            found.append((len(reasons), Told(rule, tuple(hide(f"{r.label.rstrip('?')}: {r.found}") for r in reasons[:_REASONS]))))
    return tuple(told for _count, told in sorted(found, key=lambda f: f[0])[:_CHANGES])


def _changes(file: CaseFile, hide: Hide) -> tuple[Told, ...]:
    procedure = file.compiled.procedure
    decision = procedure.decisions[file.case.goal]
    return tuple(
        Told(
            decision.rule(c.rule),
            tuple(hide(f"{procedure.facts[n].label.rstrip('?')}: {show_value(procedure.facts[n].kind, v)}") for n, v in c.facts),
        )
        for c in what_would_change(file.situation, file.case.goal)[:_CHANGES]
    )
