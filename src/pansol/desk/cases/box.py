"""The smallest part of what is known that already leaves a situation open, so that editors see what the SOP does not say."""

from __future__ import annotations

from collections.abc import Mapping

from pansol.desk.cases.file import CaseFile
from pansol.sop.decide import Answer, decide_situation
from pansol.sop.situation import Situation
from pansol.sop.values import Value

__all__ = ["smallest_box"]


def smallest_box(file: CaseFile) -> dict[str, Value]:
    """Facts under which, whatever the others are, the outcome is certainly the same; leaving any one of them out loses that.

    Greedy, in the order in which the facts were learnt, by the engine's own deciding.
    """
    wanted = _outcome(file.answer)
    facts = file.compiled.procedure.facts
    kept = {name: value for name, value in file.ledger.values(file.now).items() if name in facts}
    for name in list(kept):
        rest = {n: v for n, v in kept.items() if n != name}
        if wanted <= _outcome(_decided(file, rest)):
            kept = rest
    return kept


def _decided(file: CaseFile, known: Mapping[str, Value]) -> Answer:
    situation = Situation(file.compiled, known, file.situation.now, file.situation.as_of)
    return decide_situation(situation, file.case.goal, file.ledger.unanswerable())


def _outcome(answer: Answer) -> frozenset[tuple[str, ...]]:
    """What makes the situation one for a leader: a contradiction, no rule or several, the rules that leave it to somebody."""
    if answer.contradiction is not None:
        return frozenset({("impossible", str(answer.contradiction.place))})
    result = answer.result
    if result.status != "decided":
        return frozenset({(result.status, str(result.is_stuck), *result.rules)}) if result.status != "open" else frozenset()
    open_rules = {r.id for r in answer.rules() if r.basis == "gap" or any(a.kind == "needs_decision" for a in r.do)}
    return frozenset({("decided", result.rule or "")} | {("open", rule) for rule in open_rules})
