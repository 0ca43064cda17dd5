"""Whatever is put in, what comes out is an answer or a PansolError: never a traceback."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pansol.sop.compile import Compiled, compile_procedure
from pansol.sop.decide import decide
from pansol.sop.errors import FactError, PansolError
from pansol.sop.facts import read_facts
from pansol.sop.interview import question_for
from pansol.sop.load import load
from pansol.sop.scenario import run_scenarios
from pansol.sop.values import ABSENT
from tests.world import NOW, TODAY, load_text, situation, written

WHOLE = (Path(__file__).parent / "good" / "everything.yaml").read_text(encoding="utf-8")
SCENARIOS = (Path(__file__).parent / "good" / "everything-scenarios.yaml").read_text(encoding="utf-8")
PIECES = [
    "{", "}", "[", "]", ",", ": ", "\n", "  ", "- ", "?", "&a ", "*a", "!x ", "'", '"', "|", ">", "#", "%", "@", "yes", "null", "~", "-1",
    "not(", "..", "< ", "absent", "known", "2026-02-30", "24h", "1e999", "if", "then", "now", "as_of", "policy.", "\u2028", "\x85", "\ufeff", "é",
    "facts", "rules", "when", "overrides", "is", "values", "guidance", "applies_when", "after", "collect", "hit", "include", "uses", "section",
]  # fmt: skip


def broken(text: str, seed: int) -> str:
    """`text` with a few pieces cut out, doubled, moved or put in."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(text)), chance.choice([1, 1, 2, 5, 20, 80])
        piece = chance.choice([chance.choice(PIECES), text[(other := chance.randrange(len(text))) : other + length], ""])
        text = text[:at] + piece + text[at + chance.choice([0, length]) :]
    return text


def survive(text: str, scenarios: str) -> None:
    with TemporaryDirectory() as root:
        folder = written(Path(root), "", scenarios=scenarios)
        (folder / "procedure.yaml").write_text(text, encoding="utf-8")
        try:
            procedure = load(folder)
            compiled = compile_procedure(procedure)
            decide(compiled, {}, now=NOW, as_of=TODAY)
            question_for(situation(compiled), None, frozenset())
            run_scenarios(procedure, compiled)
        except PansolError as error:
            refused = error
        else:
            return
    assert refused.show("id")
    assert refused.show("en")


@settings(max_examples=250)
@given(st.integers(0, 2**32))
def test_a_damaged_procedure_is_loaded_or_refused(seed: int) -> None:
    survive(broken(WHOLE, seed), SCENARIOS)


@settings(max_examples=100)
@given(st.integers(0, 2**32))
def test_damaged_scenarios_are_run_or_refused(seed: int) -> None:
    survive(WHOLE, broken(SCENARIOS, seed))


LEAVES = st.sampled_from(
    ["", "yes", "a", "status", "paid", "R1", "24h", "now", "not(a)", "[1..2]", "unique", "choice", "text", "2026-01-01..", "x y", None]
)
KEYS = st.sampled_from([
    "facts", "decisions", "goals", "rules", "rule", "when", "do", "say", "type", "values", "ask", "is", "sources", "label", "forms", "fields",
    "messages", "text", "channel", "machines", "states", "impossible", "because", "policies", "units", "codes", "records", "variants", "section",
    "overrides", "applies_when", "hit", "status", "guidance", "in_force", "expires", "uses", "include", "glossary", "intake",
])  # fmt: skip
TREES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25)


def as_yaml(tree: Any) -> str:
    """A tree in flow style, which needs no indentation."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{k}: {as_yaml(v)}" for k, v in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(as_yaml, tree)) + "]"
    return "" if tree is None else f'"{tree}"'


@settings(max_examples=150)
@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_any_tree_of_known_keys_is_loaded_or_refused(tree: dict[str, Any]) -> None:
    survive("procedure: uji/kecil\n" + "".join(f"{k}: {as_yaml(v)}\n" for k, v in tree.items()), "")


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return compile_procedure(load_text(WHOLE))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["yes", "absent", "unknown", "paid", "24h", "2026-07-01", "1_000"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
FACTS = [*sorted(n for n, f in load_text(WHOLE).facts.items() if f.is_ is None), "tiada"]


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(FACTS), JSON, max_size=4))
def test_facts_as_json_fit_or_are_refused(compiled: Compiled, raw: dict[str, Any]) -> None:
    try:
        facts = read_facts(compiled.procedure, raw)
    except FactError:
        return
    decide(compiled, facts, now=NOW, as_of=TODAY)


TYPED = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.decimals(), st.timedeltas(), st.datetimes(), st.dates(), st.times(),
    st.datetimes(timezones=st.just(timezone(timedelta(hours=7)))), st.frozensets(st.sampled_from(["p", "q", "x"])), st.just(ABSENT),
    st.sampled_from(["paid", "sent", b"paid", object(), ["p"], {"p"}, Decimal("NaN"), Decimal("Infinity")]),
)  # fmt: skip


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from([*FACTS, "guidance", "waited", "now"]), TYPED, max_size=3))
def test_typed_facts_fit_or_are_refused(compiled: Compiled, facts: dict[str, Any]) -> None:
    try:
        decided = decide(compiled, facts, now=NOW, as_of=TODAY)
    except FactError:
        return
    assert decided.result.status in ("decided", "open", "uncovered", "conflict")


@pytest.mark.parametrize("now", [datetime(2026, 7, 1, 10), date(2026, 7, 1), "2026-07-01T10:00:00+07:00", None])
def test_an_instant_without_zone_is_refused(compiled: Compiled, now: Any) -> None:
    with pytest.raises(FactError, match="now"):
        decide(compiled, {}, now=now, as_of=TODAY)


@pytest.mark.parametrize("as_of", [NOW, "2026-07-01", None, 20260701])
def test_a_day_that_is_no_date_is_refused(compiled: Compiled, as_of: Any) -> None:
    with pytest.raises(FactError, match="as_of"):
        decide(compiled, {}, now=NOW, as_of=as_of)
