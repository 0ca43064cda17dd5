"""The next question: in the SOP's order where it has one, for the sake of a fact that matters, and never twice."""

from __future__ import annotations

from pansol.sop.compile import Compiled
from pansol.sop.interview import Question, next_question, question_for
from pansol.sop.ledger import Ledger
from tests.world import NOW, TODAY, answer, compiled_from, situation

YES_NO = "{type: yes_no, ask: X?}"


def asked(
    compiled: Compiled, facts: dict[str, object] | None = None, *, nobody: tuple[str, ...] = (), goal: str | None = None
) -> Question | None:
    return question_for(situation(compiled, facts), goal, frozenset(nobody))


def name_of(question: Question | None) -> str | None:
    return question.fact.name if question else None


def two(
    facts: str,
    rules: str = "    - {rule: R1, when: {a: yes, b: yes}}\n    - {rule: R2, when: {a: no}}\n    - {rule: R3, when: {a: yes, b: no}}\n",
    head: str = "",
) -> Compiled:
    return compiled_from(f"{head}facts:\n{facts}decisions:\n  guidance:\n{rules}")


def test_intake_comes_first_even_if_it_decides_nothing() -> None:
    compiled = two(f"  a: {YES_NO}\n  b: {YES_NO}\n  msisdn: {{type: phone, ask: Nomor?}}\n", head="intake: [msisdn]\n")
    question = asked(compiled)
    assert question is not None
    assert (question.fact.name, question.phase) == ("msisdn", "intake")
    assert name_of(asked(compiled, {"msisdn": "08123456"})) == "a"


def test_first_comes_before_the_rest_if_it_can_matter() -> None:
    compiled = two(f"  a: {YES_NO}\n  b: {YES_NO}\n", head="first: [b]\n")
    assert name_of(asked(compiled)) == "b"
    assert asked(compiled, {"a": "no"}) is None


def test_listed_order_is_the_order_in_which_facts_are_declared() -> None:
    assert name_of(asked(two(f"  b: {YES_NO}\n  a: {YES_NO}\n", head="ordering: listed\n"))) == "b"
    assert name_of(asked(two(f"  b: {YES_NO}\n  a: {YES_NO}\n"))) == "a"


def test_a_look_is_cheaper_than_a_question_and_a_question_than_a_try() -> None:
    facts = "  t: {type: yes_no, try: T, label: T}\n  q: {type: yes_no, ask: Q?}\n  c: {type: yes_no, check: x.c, label: C}\n"
    rules = "    - {rule: R1, when: {t: yes, q: yes, c: yes}}\n    - {rule: R2, when: [{t: no}, {q: no}, {c: no}]}\n"
    compiled = two(facts, rules)
    order = []
    known: dict[str, object] = {}
    while (question := asked(compiled, known)) is not None:
        order.append((question.fact.name, question.how))
        known[question.fact.name] = True
    assert order == [("c", "check"), ("q", "ask"), ("t", "try")]


def test_the_interview_stops_as_soon_as_the_outcome_cannot_change() -> None:
    assert asked(two(f"  a: {YES_NO}\n  b: {YES_NO}\n"), {"a": "no"}) is None


def test_a_prerequisite_is_asked_only_for_the_sake_of_a_fact_that_matters() -> None:
    compiled = two(f"  p: {YES_NO}\n  a: {YES_NO}\n  b: {{type: yes_no, ask: B?, after: p}}\n")
    assert name_of(asked(compiled)) == "a"
    question = asked(compiled, {"a": "yes"})
    assert question is not None
    assert (question.fact.name, question.target) == ("p", "b")
    assert asked(compiled, {"a": "no"}) is None
    assert name_of(asked(compiled, {"a": "yes"}, nobody=("p",))) == "b"


def test_nobody_is_told_to_try_on_a_possibility() -> None:
    facts = f"  broken: {YES_NO}\n  a: {YES_NO}\n  b: {{type: yes_no, try: Nyalakan ulang, applies_when: {{broken: yes}}}}\n"
    rules = "    - {rule: R1, when: {b: yes}}\n    - {rule: R2, when: {b: no}}\n    - {rule: R3, when: {b: absent}}\n"
    compiled = two(facts, rules)
    assert name_of(asked(compiled)) == "broken"
    assert name_of(asked(compiled, {"broken": "yes"})) == "b"
    assert answer(compiled, {"broken": "no"}).result.rule == "R3"


def test_what_nobody_can_say_is_not_asked_and_the_case_is_stuck_when_nothing_is_left() -> None:
    compiled = two(f"  a: {YES_NO}\n  b: {YES_NO}\n")
    assert name_of(asked(compiled, nobody=("a",))) is None
    result = answer(compiled, unanswerable=("a",)).result
    assert (result.status, result.is_stuck, set(result.stuck)) == ("uncovered", True, {"a", "b"})
    assert answer(compiled, {"a": "yes"}, unanswerable=("a",)).result.status == "open"
    assert answer(compiled, {"a": "no"}, unanswerable=("b",)).result.rule == "R2"


def test_a_fact_whose_sources_all_depend_on_something_is_stuck_where_none_applies() -> None:
    facts = f"  a: {YES_NO}\n  b: {{type: yes_no, label: B, sources: [{{check: x.b, when: {{a: no}}}}]}}\n"
    compiled = two(facts)
    assert asked(compiled, {"a": "yes"}) is None
    assert answer(compiled, {"a": "yes"}).result.is_stuck


def test_the_first_source_that_applies_is_asked() -> None:
    facts = f"  a: {YES_NO}\n  b: {{type: yes_no, label: Kolom B, sources: [{{check: x.b, when: {{a: no}}}}, {{ask: 'Apakah B?'}}]}}\n"
    rules = "    - {rule: R1, when: {b: yes}}\n    - {rule: R2, when: {b: no}}\n"
    compiled = two(facts, rules)
    questions = [asked(compiled, {"a": value}) for value in ("yes", "no")]
    assert [(q.how, q.text) for q in questions if q] == [("ask", "Apakah B?"), ("check", "Kolom B")]


def test_a_try_is_not_offered_before_its_condition_is_certain() -> None:
    facts = f"  a: {YES_NO}\n  b: {{type: yes_no, label: B, sources: [{{try: Nyalakan ulang, when: {{a: yes}}}}]}}\n"
    compiled = two(facts, "    - {rule: R1, when: {b: yes}}\n    - {rule: R2, when: {b: no}}\n")
    question = asked(compiled)
    assert question is not None
    assert (question.fact.name, question.target) == ("a", "b")
    assert [q.how for value in ("yes", "no") if (q := asked(compiled, {"a": value}))] == ["try"]


def test_facts_that_only_matter_together_are_asked_all_the_same() -> None:
    compiled = two(
        f"  a: {YES_NO}\n  b: {YES_NO}\n",
        "    - {rule: R1, when: {a: yes, b: yes}}\n    - {rule: R2, when: {a: no, b: no}}\n",
        "impossible: [{when: [{a: yes, b: no}, {a: no, b: yes}], because: selalu sama}]\n",
    )
    assert answer(compiled).result.open == ("a", "b")
    assert name_of(asked(compiled)) == "a"
    assert answer(compiled, {"a": "yes"}).result.rule == "R1"


def test_a_branch_that_is_not_taken_is_not_asked_about() -> None:
    facts = f"  flag: {YES_NO}\n  t1: {{type: duration, ask: T1?}}\n  t2: {{type: duration, ask: T2?}}\n  t: {{type: duration, is: if flag then t2 else t1}}\n"
    compiled = two(facts, "    - {rule: R1, when: {t: '< 1h'}}\n    - {rule: R2, when: {t: '>= 1h'}}\n")
    told: tuple[dict[str, object], ...] = ({}, {"flag": "yes"}, {"flag": "no"}, {"flag": "yes", "t1": "1h"})
    assert [name_of(asked(compiled, f)) for f in told] == ["flag", "t2", "t1", "t2"]


def test_a_collected_goal_asks_until_every_rule_is_certain() -> None:
    compiled = compiled_from(
        f"facts:\n  a: {YES_NO}\n  b: {YES_NO}\n  c: {YES_NO}\ndecisions:\n  duties:\n    hit: collect\n    rules:\n"
        "      - {rule: D1, when: [{a: yes}, {b: yes}]}\n      - {rule: D2, when: {c: yes}}\n"
    )
    assert answer(compiled, {"a": "yes"}).result.open == ("c",)
    assert name_of(asked(compiled, {"a": "yes"})) == "c"
    assert asked(compiled, {"a": "yes", "c": "no"}) is None


def test_another_goal_can_be_asked_for() -> None:
    compiled = compiled_from(
        f"goals: [one, two]\nfacts:\n  a: {YES_NO}\n  b: {YES_NO}\ndecisions:\n  one: [{{rule: A1, when: {{a: yes}}}}]\n  two: [{{rule: B1, when: {{b: yes}}}}]\n"
    )
    assert (name_of(asked(compiled)), name_of(asked(compiled, goal="two"))) == ("a", "b")


def test_a_claim_of_the_impossible_is_not_asked_about() -> None:
    compiled = two(f"  a: {YES_NO}\n  b: {YES_NO}\n  c: {YES_NO}\n", head="impossible: [{when: {a: yes, c: yes}, because: x}]\n")
    assert asked(compiled, {"a": "yes", "c": "yes"}) is None
    assert answer(compiled, {"a": "yes", "c": "yes"}).needs_decision


def test_a_question_offers_the_answers_and_their_groups() -> None:
    facts = "  a: {type: choice, ask: Yang mana?, may_be: absent, values: {g: {label: Grup, values: {x: X, y: Y}}, z: Z}}\n"
    question = asked(two(facts, "    - {rule: R1, when: {a: g}}\n    - {rule: R2, when: {a: z}}\n    - {rule: R3, when: {a: absent}}\n"))
    assert question is not None
    assert question.options == (("x", "X"), ("y", "Y"), ("z", "Z"))
    assert question.groups == (("Grup", ("x", "y")),)
    assert question.may_be_absent


def test_what_has_gone_stale_is_asked_again_and_not_before() -> None:
    compiled = two(f"  a: {{type: yes_no, check: x.a, label: A, valid_for: 15m}}\n  b: {YES_NO}\n")
    ledger = Ledger(compiled.procedure)
    ledger.record("a", True, at=NOW)
    names = [name_of(next_question(compiled, ledger, now=NOW.replace(minute=m), as_of=TODAY)) for m in (15, 16)]
    assert names == ["b", "a"]
