"""Which facts are still worth learning, and what has to be asked first for their sake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pansol.sop.compile import bit_numbers
from pansol.sop.derive import Binary, Call, Expr, If, Ref, evaluate
from pansol.sop.model import Fact, Source, When
from pansol.sop.settle import Known, matters
from pansol.sop.situation import Situation

__all__ = ["COSTS", "askable", "base_facts", "next_step", "open_columns", "open_facts", "source_of", "unknown_in"]

COSTS = {"given": 0, "check": 1, "ask": 2, "try": 5}


def source_of(situation: Situation, fact: Fact) -> Source | None:
    """The first source that applies; one whose condition is still unknown only when no other is left, and never a `try`."""
    later = None
    for source in fact.sources:
        applies = True if source.when is None else situation.holds(source.when)
        if applies:
            return source
        if applies is None and later is None and source.how != "try":
            later = source
    return later


def unknown_in(situation: Situation, when: When) -> tuple[str, ...]:
    """The facts that keep a condition unknown, as base facts; none when it is known."""
    if situation.holds(when) is not None:
        return ()
    names: dict[str, None] = {}
    for row in when:
        answers = {name: test.holds(situation.value(name)) for name, test in row.items()}
        if False not in answers.values():
            for name in (n for n, a in answers.items() if a is None):
                names.update(dict.fromkeys(base_facts(situation, name)))
    return tuple(names)


def base_facts(situation: Situation, name: str) -> tuple[str, ...]:
    """The unknown facts that a person or system has to supply for `name` to become known."""
    found = situation.bases.get(name)
    if found is None:
        found = situation.bases[name] = _bases(situation, name)
    return found


def _bases(situation: Situation, name: str) -> tuple[str, ...]:
    if situation.value(name) is not None:
        return ()
    if name in situation.procedure.decisions:
        return open_facts(situation, name)
    fact = situation.procedure.facts[name]
    if fact.is_ is None and situation.known.get(name) is None:
        return (name,)
    if fact.applies_when is not None and situation.holds(fact.applies_when) is None:
        return unknown_in(situation, fact.applies_when)
    found: dict[str, None] = {}
    for part in _unknown_refs(situation, fact.is_) if fact.is_ is not None else ():
        found.update(dict.fromkeys(base_facts(situation, part)))
    return tuple(found)


def _unknown_refs(situation: Situation, tree: Expr) -> Iterator[str]:
    """The facts that keep an expression unknown; what a false `and` or a chosen branch has made irrelevant is left out."""
    is_list = isinstance(tree, Call) and tree.name == "list"
    if not is_list and evaluate(tree, situation.value, situation.procedure.zone) is not None:
        return
    match tree:
        case Ref(name):
            yield name
        case If(condition, then, other):
            chosen = evaluate(condition, situation.value, situation.procedure.zone)
            parts = (condition, then, other) if chosen is None else (then if chosen is True else other,)
            for part in parts:
                yield from _unknown_refs(situation, part)
        case Binary(_, left, right):
            yield from _unknown_refs(situation, left)
            yield from _unknown_refs(situation, right)
        case Call(_, args):
            for part in args:
                yield from _unknown_refs(situation, part)


def open_columns(known: Known) -> tuple[str, ...]:
    """The facts of a table that a row which is neither certain nor ruled out still tests, in the order its rows test them."""
    undecided = known.possible & ~known.certain
    return tuple(name for name, (must, _) in known.free.items() if undecided & ~must)


def open_facts(situation: Situation, decision: str) -> tuple[str, ...]:
    """The base facts that can still change a decision, in the order its rules test them."""
    applies = situation.procedure.decisions[decision].applies_when
    if applies is not None and situation.holds(applies) is None:
        return unknown_in(situation, applies)
    known = situation.of(decision)
    if situation.procedure.decisions[decision].hit == "collect":
        return _all_bases(situation, _collecting(known))
    # a logical computed fact is tied to its inputs by constraint rows, so the inputs speak for themselves
    computed = {name for name in known.table.heads if situation.procedure.facts[name].is_ is not None}
    names = [name for name in open_columns(known) if name not in computed]
    return _all_bases(situation, [name for name in names if matters(known, name)] or names)


def _all_bases(situation: Situation, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(base for name in names for base in base_facts(situation, name)))


def _collecting(known: Known) -> Iterator[str]:
    """The facts that tell whether a rule is collected that is neither certain nor ruled out."""
    for rows in known.table.rule_rows:
        for row in bit_numbers(rows & known.possible) if not rows & known.certain else ():
            yield from (name for name, mask in known.table.rows[row].items() if known.masks.get(name, -1) & ~mask)


def next_step(situation: Situation, name: str, unanswerable: frozenset[str], trail: frozenset[str] = frozenset()) -> str | None:
    """What to ask now in order to learn `name`: itself, or a prerequisite. None when the way is blocked."""
    if name in unanswerable or name in trail:
        return None
    fact = situation.procedure.facts[name]
    trail |= {name}
    if source_of(situation, fact) is None:
        conditions = (unknown_in(situation, s.when) for s in fact.sources if s.when is not None)
        return _first(situation, tuple(n for names in conditions for n in names), unanswerable, trail)
    if fact.applies_when is not None and situation.holds(fact.applies_when) is None:
        return _first(situation, unknown_in(situation, fact.applies_when), unanswerable, trail)
    for prerequisite in fact.after:
        waiting = base_facts(situation, prerequisite)
        step = _first(situation, waiting, unanswerable, trail)
        if step is not None:
            return step
        if any(w not in unanswerable for w in waiting):
            return None
    return name


def _first(situation: Situation, names: tuple[str, ...], unanswerable: frozenset[str], trail: frozenset[str]) -> str | None:
    steps: Iterator[str | None] = (next_step(situation, n, unanswerable, trail) for n in names)
    return next((s for s in steps if s is not None), None)


def askable(situation: Situation, name: str, unanswerable: frozenset[str]) -> bool:
    """Whether anybody can still supply a fact."""
    return next_step(situation, name, unanswerable) is not None
