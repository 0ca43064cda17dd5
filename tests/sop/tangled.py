"""Random small procedures in which everything hangs together: decisions that are facts, sums of facts, policies, prerequisites."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from pansol.sop.derive import parse, resolve
from pansol.sop.model import Decision, Fact, Impossible, Policy, Procedure, Rule, Source
from pansol.sop.values import Type
from tests.sop.oracle import DURATION, GIVEN, LETTERS, YES_NO, ZONE, whens

__all__ = ["SUBSET", "tangled"]

SUBSET = Type("choices", {"a": "A", "b": "B", "c": "C"})
KINDS = [YES_NO, YES_NO, LETTERS, DURATION, SUBSET]


@st.composite
def tangled(draw: st.DrawFn, *, most: int = 4) -> Procedure:
    """A goal that may test computed facts, a policy and another decision, which may be collected."""
    facts: dict[str, Fact] = {}
    for index in range(draw(st.integers(2, most))):
        facts[f"f{index}"] = _fact(draw, f"f{index}", facts)
    policies = {}
    if draw(st.integers(0, 3)) == 0:
        policies["p"] = Policy("p", draw(st.booleans()), "anggapan")
        facts["policy.p"] = Fact("policy.p", YES_NO, "policy.p", (Source("given", "policy.p"),), is_policy=True)
    for index in range(draw(st.integers(0, 2))):
        facts[f"g{index}"] = _computed(draw, f"g{index}", facts)
    lead = _decision(draw, "lead", facts, draw(st.sampled_from(["unique", "collect"])), 3)
    facts["lead"] = _as_fact(lead)
    if draw(st.booleans()):
        facts["h"] = _computed(draw, "h", facts)
    goal = _decision(draw, "goal", facts, "unique", 4)
    impossible = tuple(Impossible(draw(whens(facts, most=2)), "tidak mungkin") for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))))
    return Procedure(
        "uji/kusut", "Kusut", "uji", ZONE, {**GIVEN, **facts, "goal": _as_fact(goal)}, {"lead": lead, "goal": goal}, ("goal",),
        first=tuple(draw(st.lists(st.sampled_from(["f0", "f1"]), max_size=1))), ordering=draw(st.sampled_from(["best", "listed"])),
        policies=policies, impossible=impossible,
    )  # fmt: skip


def _fact(draw: st.DrawFn, name: str, before: Mapping[str, Fact]) -> Fact:
    applies, condition = None, None
    after: tuple[str, ...] = ()
    if before and draw(st.integers(0, 3)) == 0:
        applies = draw(whens(before, most=2))
    if before and draw(st.integers(0, 2)) == 0:
        after = tuple(draw(st.lists(st.sampled_from(sorted(before)), max_size=2, unique=True)))
    how = draw(st.sampled_from(["check", "ask", "try"]))
    if before and draw(st.integers(0, 4)) == 0:
        condition = draw(whens(before, most=1, rows=1))
    sources = (Source(draw(st.sampled_from(["check", "try"])), name, condition), Source("ask", name)) if condition else (Source(how, name),)
    kind = draw(st.sampled_from(KINDS))
    return Fact(name, kind, name, sources, applies_when=applies, after=after, may_be_absent=draw(st.booleans()))


def _computed(draw: st.DrawFn, name: str, facts: Mapping[str, Fact]) -> Fact:
    """A truth or a length of time made of other facts."""
    spans = [n for n, f in facts.items() if f.kind.kind == "duration"]
    atoms = [_atom(draw, facts) for _ in range(3)]
    one, two, three = atoms
    truths = [
        f"{one} and not ({two})",
        f"{one} or {two}",
        f"count({one}, {two}, {three}) >= 2",
        f"if {one} then {two} else {three}",
        f"not ({one})",
    ]
    lengths = []
    if spans:
        a, b = draw(st.sampled_from(spans)), draw(st.sampled_from(spans))
        truths += [f"{a} + {b} > 4h", f"{a} <= {b}", f"{one} and {a} * 2 >= {b}"]
        lengths = [f"{a} + {b}", f"if {one} then {a} else {b}", f"max({a}, {b})", f"first_known({a}, {b}, 3h)"]
    text = draw(st.sampled_from(truths + lengths))
    kind = DURATION if text in lengths else YES_NO
    tree = resolve(parse(text), lambda n: facts[n].kind if n in facts else None, lambda: tuple(facts), kind)
    return Fact(name, kind, text, is_=tree)


def _atom(draw: st.DrawFn, facts: Mapping[str, Fact]) -> str:
    name = draw(st.sampled_from(sorted(facts)))
    kind = facts[name].kind
    match kind.kind:
        case "yes_no":
            text = draw(st.sampled_from([name, f"{name} = no"]))
        case "duration":
            text = draw(st.sampled_from([f"{name} < 3h", f"{name} >= 2h"]))
        case _:
            keys = sorted(kind.values or {})
            text = f"{name} {draw(st.sampled_from(['=', '!=']))} {draw(st.sampled_from(keys))}"
            text = text if kind.kind == "choice" or "!=" not in text else f"{name} = {keys[0]}"
    return draw(st.sampled_from([text, text, text, f"known({name})"]))


def _decision(draw: st.DrawFn, name: str, facts: Mapping[str, Fact], hit: str, most: int) -> Decision:
    letter = {"lead": "l", "goal": "r"}[name]
    rules = [Rule(f"{letter}{i}", f"{letter}{i}", draw(whens(facts))) for i in range(draw(st.integers(1, most)))]
    if hit == "unique":
        rules = [
            Rule(r.id, r.title, r.when, overrides=tuple(s.id for s in rules[i + 1 :] if draw(st.integers(0, 1)) == 0))
            for i, r in enumerate(rules)
        ]
    applies = draw(whens(facts, most=1, rows=1)) if draw(st.integers(0, 3)) == 0 else None
    return Decision(name, name, hit, tuple(rules), applies)


def _as_fact(decision: Decision) -> Fact:
    kind = Type("choice" if decision.hit == "unique" else "choices", {r.id: r.id for r in decision.rules})
    return Fact(decision.name, kind, decision.title, may_be_absent=True)
