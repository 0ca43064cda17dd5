"""Random small procedures, and deciding by trying every completion: naive, slow, and with nothing in common with bitmaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from pansol.sop.derive import evaluate, parse, resolve
from pansol.sop.model import Dates, Decision, Fact, Impossible, Procedure, Rule, Source, When
from pansol.sop.unary import parse_test
from pansol.sop.values import ABSENT, Type, Value

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
AS_OF = date(2026, 7, 1)
HOURS = {"h0": timedelta(hours=1), "h1": timedelta(hours=2), "h2": timedelta(hours=3), "h3": timedelta(hours=4)}

YES_NO = Type("yes_no")
LETTERS = Type("choice", {"a": "A", "b": "B", "c": "C"})
DURATION = Type("duration")
GIVEN = {
    "now": Fact("now", Type("datetime"), "Sekarang", (Source("given", "now"),)),
    "as_of": Fact("as_of", Type("date"), "Tanggal", (Source("given", "as_of"),)),
}
TESTS = {
    "yes_no": ("yes", "no"),
    "choice": ("a", "b", "c", "a, b", "not(a)", "not(b, c)"),
    "choices": ("a", "b", "a, c", "not(a)", "not(b, c)"),
    "duration": ("< 2h", "<= 2h", "> 2h", ">= 4h", "[2h..4h]", "not(2h)", "(2h..4h)"),
}
SAMPLES: Mapping[str, tuple[Value, ...]] = {
    "yes_no": (True, False),
    "choice": ("a", "b", "c"),
    "choices": tuple(frozenset(c) for n in range(4) for c in combinations("abc", n)),
    "duration": tuple(timedelta(hours=h) for h in (1, 2, 2.5, 3, 4, 5)),  # computed facts compare with 3h
}


def texts(fact: Fact) -> tuple[str, ...]:
    """Tests that can be written on a fact."""
    presence = ("known", "absent") if fact.can_be_absent else ()
    keys = tuple(fact.kind.values or ())
    if keys and keys[0] not in "abc":  # a decision: a choice over its rules
        return (*keys, f"not({keys[-1]})", ", ".join(keys[:2]), *presence)
    return TESTS[fact.kind.kind] + presence


@st.composite
def whens(draw: st.DrawFn, facts: Mapping[str, Fact], most: int = 3, rows: int = 2) -> When:
    """A condition on some of the facts."""
    found = []
    for _ in range(draw(st.integers(1, rows))):
        names = draw(st.lists(st.sampled_from(sorted(facts)), min_size=1, max_size=most, unique=True))
        found.append({n: parse_test(facts[n].kind, draw(st.sampled_from(texts(facts[n])))) for n in names})
    return tuple(found)


@st.composite
def procedures(draw: st.DrawFn, *, independent: bool = False) -> Procedure:
    """A small procedure; with `independent` nothing ties its facts to each other."""
    facts: dict[str, Fact] = {}
    for index in range(draw(st.integers(2, 5))):
        name, kind = f"f{index}", draw(st.sampled_from([YES_NO, LETTERS, DURATION]))
        applies = None
        if facts and not independent and draw(st.integers(0, 3)) == 0:
            applies = draw(whens(facts, most=2))
        how = draw(st.sampled_from(["check", "ask", "try"]))
        fact = Fact(name, kind, name, (Source(how, name),), applies_when=applies, may_be_absent=draw(st.booleans()))
        facts[name] = fact
    if not independent and draw(st.booleans()):
        facts["g"] = _computed(draw, facts)
    rules = [
        Rule(
            f"R{i}",
            f"R{i}",
            draw(whens(facts)),
            in_force=draw(st.sampled_from([Dates(), Dates(), Dates(AS_OF, None), Dates(None, date(2026, 1, 1))])),
        )
        for i in range(draw(st.integers(1, 5)))
    ]
    rules = [
        Rule(r.id, r.title, r.when, in_force=r.in_force, overrides=tuple(s.id for s in rules[i + 1 :] if draw(st.integers(0, 2)) == 0))
        for i, r in enumerate(rules)
    ]
    impossible: tuple[Impossible, ...] = ()
    if not independent and draw(st.integers(0, 2)) == 0:
        impossible = (Impossible(draw(whens(facts, rows=1)), "tidak mungkin"),)
    decision = Decision("goal", "Tujuan", "unique", tuple(rules))
    goal = Fact("goal", Type("choice", {r.id: r.id for r in rules}), "Tujuan", may_be_absent=True)
    return Procedure(
        "uji/acak", "Acak", "uji", ZONE, {**GIVEN, **facts, "goal": goal}, {"goal": decision}, ("goal",), impossible=impossible
    )


def _computed(draw: st.DrawFn, facts: Mapping[str, Fact]) -> Fact:
    yes_no = [n for n, f in facts.items() if f.kind is YES_NO]
    letters = [n for n, f in facts.items() if f.kind is LETTERS]
    atoms = (
        yes_no
        + [f"{n} = a" for n in letters]
        + [f"known({n})" for n in facts]
        + [f"{n} < 3h" for n, f in facts.items() if f.kind is DURATION]
    )
    one, two = draw(st.sampled_from(atoms)), draw(st.sampled_from(atoms))
    text = draw(
        st.sampled_from([f"{one} and not ({two})", f"{one} or {two}", f"count({one}, {two}) >= 1", f"if {one} then {two} else yes"])
    )
    tree = resolve(parse(text), lambda n: facts[n].kind if n in facts else None, lambda: tuple(facts), YES_NO)
    return Fact("g", YES_NO, text, is_=tree)


Complete = Mapping[str, Value]


def holds(when: When, values: Complete) -> bool:
    return any(all(test.holds(values[n]) for n, test in row.items()) for row in when)


class CannotBe(Exception):
    """A base fact is absent where it cannot be."""


class Whole(dict[str, Value]):
    """One complete situation: what is not a base fact is worked out when it is looked up."""

    def __init__(self, procedure: Procedure, base: Mapping[str, Value]) -> None:
        super().__init__({"now": NOW, "as_of": AS_OF})
        self.procedure, self.base = procedure, base

    def __missing__(self, name: str) -> Value:
        self[name] = found = self._decided(name) if name in self.procedure.decisions else self._fact(self.procedure.facts[name])
        return found

    def _fact(self, fact: Fact) -> Value:
        if fact.applies_when is not None and not holds(fact.applies_when, self):
            return ABSENT
        if fact.is_ is not None:
            return evaluate(fact.is_, self.__getitem__, ZONE)
        if self.base[fact.name] is ABSENT and not fact.may_be_absent:
            raise CannotBe
        return self.base[fact.name]

    def _decided(self, name: str) -> Value:
        decision = self.procedure.decisions[name]
        won = winners(self.procedure, self, name)
        if decision.hit == "collect":
            return won
        return next(iter(won)) if len(won) == 1 else ABSENT


def base_facts(procedure: Procedure) -> list[Fact]:
    """The facts somebody has to supply."""
    facts = (f for n, f in procedure.facts.items() if n not in procedure.decisions and n not in GIVEN)
    return [f for f in facts if f.is_ is None and not f.is_policy]


def completions(procedure: Procedure, known: Mapping[str, Value]) -> Iterator[Complete]:
    """Every way the unknown facts can turn out."""
    base = base_facts(procedure)
    policies = {f"policy.{n}": p.default for n, p in procedure.policies.items()}
    choices = [((known[f.name],) if f.name in known else SAMPLES[f.kind.kind] + (ABSENT,)) for f in base]
    seen = set()
    for combination in product(*choices):
        whole = Whole(procedure, {**policies, **dict(zip([f.name for f in base], combination, strict=True))})
        try:
            values = {name: whole[name] for name in procedure.facts}
        except CannotBe:
            continue
        key = tuple(values.items())
        if key not in seen and not any(holds(i.when, values) for i in procedure.impossible):
            seen.add(key)
            yield values


def winners(procedure: Procedure, values: Complete, name: str = "goal") -> frozenset[str]:
    """The rules that hold and are not overridden by one that holds; in a collect decision all that hold."""
    decision = procedure.decisions[name]
    if decision.applies_when is not None and not holds(decision.applies_when, values):
        return frozenset()
    rules = [r for r in decision.rules if r.in_force.has(AS_OF) and holds(r.when, values)]
    beaten = {o for r in rules for o in r.overrides} if decision.hit == "unique" else set()
    return frozenset(r.id for r in rules if r.id not in beaten)


def outcomes(procedure: Procedure, known: Mapping[str, Value]) -> set[frozenset[str]]:
    """The winners of every completion."""
    return {winners(procedure, values) for values in completions(procedure, known)}


@st.composite
def partly_known(draw: st.DrawFn, procedure: Procedure) -> dict[str, Value]:
    """Some of the facts of one possible situation; empty when the procedure has none."""
    whole = list(completions(procedure, {}))
    if not whole:
        return {}
    values = draw(st.sampled_from(whole))
    names = [f.name for f in base_facts(procedure)]
    kept = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return {n: values[n] for n in kept}
