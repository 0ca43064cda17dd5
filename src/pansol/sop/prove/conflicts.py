"""Gaps, overlaps, unreachable rules and idle overrides of every decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pansol.sop.model import Decision, Rule
from pansol.sop.prove.boxes import Box, gap_boxes
from pansol.sop.prove.findings import Finding
from pansol.sop.prove.logic import Formula, conj, disj
from pansol.sop.prove.situations import Situation, Situations
from pansol.sop.prove.words import box_words, situation_words

__all__ = ["GAPS_SHOWN", "OVERLAPS_SHOWN", "gaps", "idle_overrides", "overlap_finding", "overlaps", "unreachable"]

GAPS_SHOWN = 12  # per decision
OVERLAPS_SHOWN = 24


def gaps(situations: Situations) -> Iterator[Finding]:
    """Situations that a unique decision has to answer and cannot, box by box."""
    for decision in _unique(situations):
        boxes = gap_boxes(situations, decision, GAPS_SHOWN)
        for count, box in enumerate(boxes):
            if count == GAPS_SHOWN:
                yield Finding("more_gaps", decision.name, places=(decision.place,), details={"count": str(count)})
            else:
                yield _gap(situations, decision, box)


def _gap(situations: Situations, decision: Decision, box: Box) -> Finding:
    encoding = situations.encoding
    names = [decision.name, *(d.fact.name for d, _ in box.sides)]
    example = situations.example([encoding.legal, encoding.gap(decision), box.formula(situations)], names)
    shown = situation_words(encoding.procedure, example or {})
    words: dict[str, str] = {}
    for dimension, cells in box.sides:
        label, told = box_words(encoding.procedure, dimension, cells)
        words[label if label not in words else f"{label} [{dimension.key}]"] = told
    return Finding("gap", decision.name, (), (decision.place,), (), example, shown, words)


def overlaps(situations: Situations) -> Iterator[Finding]:
    """Pairs of rules of a unique decision that win together."""
    encoding = situations.encoding
    for decision in _unique(situations):
        left = list(encoding.rivals(decision))
        count = 0
        while pair := _next_overlap(situations, decision, left):
            if count == OVERLAPS_SHOWN:
                yield Finding("more_overlaps", decision.name, places=(decision.place,), details={"count": str(count)})
                break
            yield overlap_finding(situations, decision, *pair)
            left.remove(pair)
            count += 1


def _next_overlap(situations: Situations, decision: Decision, pairs: Sequence[tuple[Rule, Rule]]) -> tuple[Rule, Rule] | None:
    encoding = situations.encoding
    formulas = [encoding.both(a, b) for a, b in pairs]
    model = situations.check(situations.intact, encoding.legal, encoding.applies(decision), disj(formulas))
    if model is None:
        return None
    return next(pair for pair, formula in zip(pairs, formulas, strict=True) if situations.holds(model, formula))


def overlap_finding(situations: Situations, decision: Decision, first: Rule, second: Rule) -> Finding:
    """The finding for two rules known to win together."""
    encoding = situations.encoding
    formulas = [encoding.legal, encoding.applies(decision), encoding.both(first, second)]
    example = situations.example(formulas, [decision.name])
    return _finding("overlap", situations, decision, (first, second), example)


def unreachable(situations: Situations) -> Iterator[Finding]:
    """Rules that are never the outcome of their decision."""
    encoding = situations.encoding
    with situations.scope(situations.intact, encoding.legal):
        for decision in encoding.procedure.decisions.values():
            applies = encoding.applies(decision)
            for rule in _never(situations, [(r, conj((applies, encoding.wins(r)))) for r in decision.rules]):
                yield _unreachable(situations, decision, rule)


def _never(situations: Situations, targets: Iterable[tuple[Rule, Formula]]) -> Iterator[Rule]:
    return (rule for rule, formula in targets if not situations.can_be(formula))


def _unreachable(situations: Situations, decision: Decision, rule: Rule) -> Finding:
    encoding = situations.encoding
    applies, fits = encoding.applies(decision), encoding.fits(rule)
    if not situations.can_be(fits):
        reason = ("syaratnya tidak mungkin terpenuhi", "its condition can never hold")
    elif not situations.can_be(applies, fits):
        reason = ("syaratnya di luar `applies_when` keputusan", "its condition lies outside the decision's `applies_when`")
    else:
        winners = [o for o in encoding.overriders[rule.id] if situations.can_be(fits, encoding.fits(encoding.rule[o]))]
        reason = (f"selalu kalah dari {', '.join(winners)}", f"it always loses to {', '.join(winners)}")
    return _finding("unreachable", situations, decision, (rule,), None, {"reason": reason[0], "reason_en": reason[1]})


def idle_overrides(situations: Situations) -> Iterator[Finding]:
    """Overrides between rules that never hold together. One over a whole section, or a module's, is idle only when all of it is."""
    encoding = situations.encoding
    with situations.scope(situations.intact, encoding.legal):
        for decision in _unique(situations):
            touching = {frozenset((a.id, b.id)) for a, b in encoding.cells.touching(decision)}
            for rule in decision.rules:
                for group in _override_groups(decision, rule):
                    meets = (o for o in group if frozenset((rule.id, o.id)) in touching)
                    if not any(situations.can_be(encoding.fits(rule), encoding.fits(o)) for o in meets):
                        others = ", ".join(o.id for o in group)
                        yield _finding("idle_override", situations, decision, (rule, *group), None, {"others": others})


def _override_groups(decision: Decision, rule: Rule) -> Iterator[tuple[Rule, ...]]:
    """All that a module's rule overrides; else whole sections (told by their being complete), then single rules."""
    losers = {r.id: r for r in decision.rules if r.id in rule.overrides}
    sections: dict[str, list[Rule]] = {}
    for other in decision.rules:
        if other.section != rule.section and rule.id not in other.overrides:
            sections.setdefault(other.section, []).append(other)
    if rule.is_of_module and losers:
        yield tuple(losers.values())
        return
    for members in sections.values():
        if len(members) > 1 and losers.keys() >= {m.id for m in members}:
            yield tuple(members)
            for member in members:
                del losers[member.id]
    yield from ((r,) for r in losers.values())


def _unique(situations: Situations) -> Iterator[Decision]:
    return (d for d in situations.encoding.procedure.decisions.values() if d.hit != "collect")


def _finding(
    kind: str,
    situations: Situations,
    decision: Decision,
    rules: tuple[Rule, ...],
    example: Situation | None,
    details: dict[str, str] | None = None,
) -> Finding:
    shown = situation_words(situations.encoding.procedure, example or {})
    ids, places, cites = tuple(r.id for r in rules), tuple(r.place for r in rules), tuple(dict.fromkeys(r.cites for r in rules))
    return Finding(kind, decision.name, ids, places, cites, example, shown, details=details or {})
