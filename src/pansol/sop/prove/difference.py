"""What a new version of a procedure changes: every pair of outcomes that differ, each with an example."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from pansol.sop.model import Dates, Decision, Fact, Place, Procedure, Rule
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.logic import Formula, conj, disj, iff, neg
from pansol.sop.prove.situations import Situation, Situations
from pansol.sop.prove.space import Space
from pansol.sop.prove.terms import same
from pansol.sop.prove.words import situation_words

__all__ = ["CHANGES_SHOWN", "Change", "Difference", "difference"]

CHANGES_SHOWN = 200  # per decision
T = TypeVar("T")
Names = tuple[str, ...]
_OUTCOMES = {
    "uncovered": ("tanpa aturan", "uncovered"),
    "conflict": ("dua aturan bertabrakan", "conflict"),
    "absent": ("tidak berlaku", "does not apply"),
    "impossible": ("situasi mustahil", "impossible situation"),
    "": ("tidak dipakai", "not used"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """In `decision`, situations that came out as `before` now come out as `after`: a rule id, `uncovered`, `conflict`,
    `absent` or `impossible`. For a collect decision the rule is before or after, and the other side is empty."""

    decision: str
    before: str
    after: str
    example: Situation
    shown: tuple[tuple[str, str], ...]

    def text(self, lang: str = "id") -> str:
        """The change with its example, in one line."""
        at = 0 if lang == "id" else 1
        before, after = (_OUTCOMES[o][at] if o in _OUTCOMES else o for o in (self.before, self.after))
        example = "; ".join(f"{k}: {v}" for k, v in self.shown)
        return f"{self.decision}: {before} → {after}" + (f" ({'contoh' if at == 0 else 'e.g.'} {example})" if example else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a procedure side by side.

    `facts_changed` holds facts whose type, values, source or conditions differ; `rules_rewritten` rules of the same id that
    say or do something else. `is_complete` is false when some decision has more than CHANGES_SHOWN changed pairs.
    `on_common_days` is false when the versions are never in force together: then their dates are left aside.
    """

    facts_added: tuple[str, ...]
    facts_removed: tuple[str, ...]
    facts_changed: tuple[str, ...]
    decisions_added: tuple[str, ...]
    decisions_removed: tuple[str, ...]
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    rules_rewritten: tuple[str, ...]
    changes: tuple[Change, ...]
    is_complete: bool = True
    on_common_days: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether the versions decide and do the same everywhere."""
        listed = (self.changes, self.rules_rewritten, self.decisions_added, self.decisions_removed)
        return not any(listed)


def difference(old: Procedure, new: Procedure) -> Difference:
    """Compare two versions.

    A fact of one name means the same in both: where one version computes what the other asks, the computed value counts; a
    value that only one version knows is a value the other has no rule for. A fact that only one version has is free.
    Raises RuntimeError should Z3 give up.
    """
    facts = _compare(old.facts, new.facts, _fact_essence)
    decisions = _compare(old.decisions, new.decisions, lambda d: d.hit)
    rules = _compare({r.id: r for r in old.rules()}, {r.id: r for r in new.rules()}, _rule_essence)
    pair = _Pair(old, new)
    changes, is_complete = pair.changes()
    own = set(old.decisions) | set(new.decisions)
    added, removed, changed = (tuple(n for n in names if n not in own) for names in facts)
    return Difference(
        added, removed, changed, decisions[0], decisions[1], rules[0], rules[1], rules[2], changes, is_complete, pair.common is not None,
    )  # fmt: skip


def _compare(old: Mapping[str, T], new: Mapping[str, T], essence: Callable[[T], object]) -> tuple[Names, Names, Names]:
    """Names added, removed, and kept with another essence."""
    changed = tuple(n for n in new if n in old and essence(old[n]) != essence(new[n]))
    return tuple(n for n in new if n not in old), tuple(n for n in old if n not in new), changed


def _fact_essence(fact: Fact) -> object:
    return replace(fact, place=Place(), label="", how="", cites="", implements=())


def _rule_essence(rule: Rule) -> object:
    """What a rule says and does; when it does so is what the changes tell."""
    actions = tuple(replace(a, place=Place(), cites="") for a in rule.do)
    return rule.title, rule.is_, actions, rule.basis, rule.propose, rule.expires, rule.forbids


class _Pair:
    """Both versions over one space."""

    def __init__(self, old: Procedure, new: Procedure) -> None:
        space = Space()
        values = {n: {*(f.kind.values or ()), *(old.facts[n].kind.values or ())} for n, f in new.facts.items() if n in old.facts}
        self.old, self.new = Encoding(old, space, values), Encoding(new, space, values)
        self.situations = Situations(self.new, self.old)
        self.common = _overlap(old.in_force, new.in_force)
        possible = disj((self.old.legal, self.new.legal))
        space.axioms += [possible, True if self.common is None else self.new.within(self.common), *self._bound()]

    def _bound(self) -> Iterator[Formula]:
        """Ties a fact that one version computes to the same fact asked by the other."""
        for name, fact in self.new.procedure.facts.items():
            other = self.old.procedure.facts.get(name)
            if other is None or other.kind.kind != fact.kind.kind or (fact.is_ is None) == (other.is_ is None):
                continue
            if name not in self.new.procedure.decisions and not fact.kind.is_textual:
                left, right = self.new.term(name), self.old.term(name)
                yield disj((neg(conj((left.present, right.present))), same(left, right, lambda _a, _b: True)))

    def changes(self) -> tuple[tuple[Change, ...], bool]:
        """All changed pairs, and whether that is all."""
        found: list[Change] = []
        is_complete = True
        for name, decision in self.new.procedure.decisions.items():
            before = self.old.procedure.decisions.get(name)
            if before is None or before.hit != decision.hit:
                continue
            pairs = list(self._collected(before, decision) if decision.hit == "collect" else self._decided(before, decision))
            found += pairs[:CHANGES_SHOWN]
            is_complete = is_complete and len(pairs) <= CHANGES_SHOWN
        return tuple(found), is_complete

    def _outcomes(self, encoding: Encoding, decision: Decision) -> dict[str, Formula]:
        outcomes = {name: conj((encoding.legal, formula)) for name, formula in encoding.outcome(decision).items()}
        outcomes["impossible"] = neg(encoding.legal)
        return {n: encoding.space.named(n, f) for n, f in outcomes.items()}

    def _decided(self, old: Decision, new: Decision) -> Iterator[Change]:
        before, after = self._outcomes(self.old, old), self._outcomes(self.new, new)
        differs = neg(disj(conj((before[n], after[n])) for n in before.keys() & after.keys()))
        seen: list[Formula] = []
        while len(seen) <= CHANGES_SHOWN:
            with self.situations.scope(differs, *seen):
                model = self.situations.check(self.situations.intact)
                if model is None:
                    return
                one, other = (next(n for n, f in side.items() if self.situations.holds(model, f)) for side in (before, after))
            pair = conj((before[one], after[other]))
            seen.append(neg(pair))
            yield self._change(old.name, one, other, pair)

    def _collected(self, old: Decision, new: Decision) -> Iterator[Change]:
        sides = [{r.id: conj((e.legal, e.sole(r))) for r in d.rules} for e, d in ((self.old, old), (self.new, new))]
        for rule in dict.fromkeys((*sides[0], *sides[1])):
            before, after = (side.get(rule, False) for side in sides)
            if iff(before, after) is True:
                continue
            for lost, one, other in ((conj((before, neg(after))), rule, ""), (conj((neg(before), after)), "", rule)):
                if self.situations.can_be(self.situations.intact, lost):
                    yield self._change(old.name, one, other, lost)

    def _change(self, decision: str, before: str, after: str, pair: Formula) -> Change:
        example = self.situations.example([pair], [decision]) or {}
        shown = tuple(self._words(name, value) for name, value in example.items())
        return Change(decision, before, after, example, shown)

    def _words(self, name: str, value: object) -> tuple[str, str]:
        procedure = self.new.procedure if name in self.new.procedure.facts else self.old.procedure
        return situation_words(procedure, {name: value})[0]


def _overlap(one: Dates, other: Dates) -> Dates | None:
    """The days on which both are in force; None when there are none."""
    first = max((d for d in (one.first, other.first) if d), default=None)
    last = min((d for d in (one.last, other.last) if d), default=None)
    return None if first and last and first > last else Dates(first, last)
