"""Scenarios: each kind of expectation is met by the right answer and missed by a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pansol.sop.errors import LoadError
from pansol.sop.load import load
from pansol.sop.scenario import Report, run_scenarios
from tests.world import written

PROCEDURE = (Path(__file__).parent / "good" / "everything.yaml").read_text(encoding="utf-8")
WAITING = "status: paid, ordered_at: 2026-07-01T08:00:00+07:00"
LATE = "status: paid, ordered_at: 2026-06-29T21:00:00+07:00, receipt: absent, email: sari@contoh.id"
SENT = "status: sent"


def run(root: Path, scenarios: str) -> Report:
    return run_scenarios(load(written(root, PROCEDURE, scenarios=scenarios)))


def one(root: Path, scenario: str, background: str = 'outage: no, msisdn: "081234567890"') -> tuple[str, ...]:
    (verdict,) = run(root, f"background: {{{background}}}\nscenarios:\n  - {{scenario: Uji, {scenario}}}\n").verdicts
    return verdict.complaints


@pytest.mark.parametrize(
    ("given", "met", "missed"),
    [
        (WAITING, "decided: G-1", "decided: G-2"), (SENT, "open: reachable", "open: note"), (SENT, "open: reachable", "decided: G-3"), (WAITING, "decided: G-1", "open: status"),
        (SENT, "next: reachable", "next: works"), (WAITING, "uncovered: no", "uncovered: yes"), (WAITING, "stuck: no", "stuck: yes"), (WAITING, "impossible: no", "impossible: yes"),
        ("status: lost, reachable: yes", "impossible: yes", "impossible: no"), ("status: lost, reachable: yes", "impossible: yes", "uncovered: yes"),
        (WAITING, "decided: G-1", "conflict: [G-1, G-2]"), (WAITING, "needs_decision: no", "needs_decision: yes"), ("status: lost", "needs_decision: yes", "needs_decision: no"),
        (WAITING, "also: [D-1]", "also: [A-1]"), (WAITING, "not_also: [A-1]", "not_also: [D-1]"), (WAITING, "do: [say, advise, wait]", "do: [say, wait]"),
        (WAITING, "also: [D-1], do: [say, advise, wait, record]", "also: [D-1], do: [say, advise, wait]"), (WAITING, "not_do: [ticket]", "not_do: [wait]"),
        (WAITING, "due: {wait: 2026-07-02T08:00:00+07:00}", "due: {wait: 2026-07-02T08:00:01+07:00}"), (WAITING, "not_do: [callback]", "due: {callback: 2026-07-02T08:00:00+07:00}"),
        (LATE, "blocked: {callback: [tl_confirmed]}", "blocked: {callback: []}"), (LATE + ", tl_confirmed: yes", "blocked: {callback: []}", "blocked: {callback: [tl_confirmed]}"),
        (WAITING, "not_do: [callback]", "blocked: {callback: []}"), (LATE, "form: {lama: {ready: yes}}", "form: {lama: {ready: no}}"),
        (WAITING, "form: {lama: {missing: [receipt]}}", "form: {lama: {missing: []}}"), (LATE, 'record: {irma: "T1 / 0812"}', 'record: {irma: "T1 / 0813"}'),
        (LATE, "message: {sms: [too_long]}", "message: {sms: []}"), (LATE, "message: {gangguan: []}", "message: {gangguan: [not_in_force]}"), (WAITING, "expired: no", "expired: yes"),
        (LATE, "classification: K-1", "classification: K-2"), (WAITING, "classification: absent", "classification: open"), (LATE, "duties: [D-1, D-2]", "duties: [D-1]"),
        (SENT, "classification: open", "classification: absent"),
    ],
)  # fmt: skip
def test_every_kind_of_expectation_can_be_met_and_missed(tmp_path: Path, given: str, met: str, missed: str) -> None:
    assert one(tmp_path, f"given: {{{given}}}, expect: {{{met}}}") == ()
    assert one(tmp_path, f"given: {{{given}}}, expect: {{{missed}}}") != ()


def test_a_conflict_is_expected_by_its_rules(tmp_path: Path) -> None:
    text = "facts: {a: {type: yes_no, ask: A?}}\ndecisions:\n  guidance:\n    - {rule: R1, when: {a: yes}}\n    - {rule: R2, when: {a: [yes, no]}}\n"
    scenarios = "scenarios:\n" + "".join(
        f"  - {{scenario: S{i}, given: {{a: yes}}, expect: {{conflict: [{c}]}}}}\n" for i, c in enumerate(("R2, R1", "R1"))
    )
    report = run_scenarios(load(written(tmp_path, text, scenarios=scenarios)))
    assert [bool(v.complaints) for v in report.verdicts] == [False, True]


def test_stuck_is_uncovered_and_named(tmp_path: Path) -> None:
    assert (
        one(tmp_path, "given: {status: sent}, unanswerable: [reachable], expect: {stuck: yes, uncovered: yes, needs_decision: yes}") == ()
    )
    assert one(tmp_path, "given: {status: sent}, expect: {stuck: yes}") == ("stuck: diharapkan True, ternyata False",)


@pytest.mark.parametrize(
    ("event", "complains"),
    [
        ("event: {from: new, event: pay}, expect: {to: paid}", False), ("event: {from: new, event: pay}, expect: {to: done}", True),
        ("event: {from: new, event: pay}, expect: {illegal: yes}", True), ("event: {from: paid, event: pay}, expect: {illegal: yes}", False),
        ("event: {from: paid, event: pay}, expect: {to: paid}", True), ("event: {from: payd, event: pay}, expect: {illegal: yes}", True),
        ("event: {from: new, event: payy}, expect: {illegal: yes}", True), ("event: {from: new, event: pay}, expect: {}", True), ("expect: {to: paid}", True),
    ],
)  # fmt: skip
def test_events_on_a_machine(tmp_path: Path, event: str, complains: bool) -> None:
    assert bool(one(tmp_path, f"machine: order, {event}")) is complains


@pytest.mark.parametrize(
    "scenario",
    [
        "given: {status: paid}", "given: {status: paid}, expect: {}", "given: {statsu: paid}, expect: {decided: G-1}", "given: {status: payd}, expect: {decided: G-1}",
        "given: {}, expect: {decidid: G-1}", "given: {}, expect: {not_also: [G-99]}", "given: {}, expect: {not_do: [tickt]}", "given: {}, expect: {blocked: {callbak: []}}",
        "given: {}, expect: {form: {lma: {ready: no}}}", "given: {}, expect: {record: {irmaa: x}}", "given: {}, expect: {message: {smss: []}}", "given: {}, goal: guidanc, expect: {open: status}",
        "now: besok, expect: {open: status}", "now: 2026-07-01T10:00:00, expect: {open: status}", "now: 0001-01-01T00:00:00+07:00, expect: {open: status}",
        "as_of: 2026-02-30, expect: {open: status}", "policies: {clock: never}, expect: {open: status}", "policies: {clok: order}, expect: {open: status}", "unanswerable: [statsu], expect: {open: status}",
        "machine: ordr, event: {from: new, event: pay}, expect: {to: paid}", "event: {from: new, event: pay}, expect: {open: status}", "given: {status: lost}, expect: {due: {needs_decision: besok}}",
        "steps: [{expect: {open: status}}], expect: {open: status}",
    ],
)  # fmt: skip
def test_a_scenario_that_tests_nothing_or_names_what_does_not_exist_fails(tmp_path: Path, scenario: str) -> None:
    assert one(tmp_path, scenario)


def test_a_decision_expected_as_nothing_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"scenarios\.yaml:4"):
        run(tmp_path, "scenarios:\n  - scenario: A\n    expect:\n      classification:\n")


def test_the_background_is_known_unless_a_scenario_says_otherwise(tmp_path: Path) -> None:
    assert one(tmp_path, "given: {outage: yes}, expect: {decided: G-0}") == ()
    assert one(tmp_path, "given: {outage: unknown}, expect: {next: outage}") == ()


def test_steps_add_to_what_came_before_and_move_time_on(tmp_path: Path) -> None:
    steps = f"steps: [{{given: {{{WAITING}}}, expect: {{decided: G-1}}}}, {{now: 2026-07-02T08:00:00+07:00, expect: {{decided: G-2}}}}, {{given: {{status: lost}}, expect: {{decided: G-5}}}}]"
    assert one(tmp_path, steps) == ()


def test_the_day_of_the_case_and_the_policies_can_be_set(tmp_path: Path) -> None:
    assert one(tmp_path, "as_of: 2024-01-01, given: {status: paid}, expect: {decided: G-L}") == ()
    assert one(tmp_path, "policies: {clock: paid}, given: {status: lost, email: sari@contoh.id}, expect: {not_also: [D-2]}") == ()


def test_coverage_counts_the_rules_that_a_scenario_reaches(tmp_path: Path) -> None:
    report = run(tmp_path, "background: {outage: no}\nscenarios:\n  - {scenario: A, given: {status: lost}, expect: {decided: G-5}}\n")
    assert report.covered == {"G-5", "D-1"}
    assert "G-1" in report.uncovered
    assert report.coverage == pytest.approx(2 / len(report.procedure.rules()))
    assert list(report.lines())[0] == f"1/1 skenario lulus, cakupan {report.coverage:.0%}"


def test_what_failed_is_told_with_its_line(tmp_path: Path) -> None:
    report = run(tmp_path, "scenarios:\n  - {scenario: A, given: {status: lost, outage: no}, expect: {decided: G-1}}\n")
    assert list(report.lines())[:2] == ["uji/kecil/scenarios.yaml:2: A", "    decided: diharapkan G-1, ternyata G-5"]


def test_a_procedure_without_scenarios_covers_nothing(tmp_path: Path) -> None:
    report = run_scenarios(load(written(tmp_path, PROCEDURE)))
    assert (report.verdicts, report.coverage) == ([], 0.0)


def test_scenarios_are_continued_in_a_sibling_file(tmp_path: Path) -> None:
    more = "scenarios:\n  - {scenario: B, given: {outage: no, status: lost}, expect: {decided: G-5}}\n"
    folder = written(tmp_path, PROCEDURE, scenarios="include: [lagi.yaml]\nscenarios: []\n", lagi=more)
    assert [v.scenario.file for v in run_scenarios(load(folder)).verdicts] == ["uji/kecil/lagi.yaml"]


@pytest.mark.parametrize(
    "scenarios",
    [
        "scenarios: {}\n",
        "scenario: []\n",
        "scenarios:\n  - {given: {}}\n",
        "include: [../x.yaml]\n",
        "include: [tiada.yaml]\n",
        "[",
        "- a\n",
    ],
)
def test_a_scenario_file_of_the_wrong_shape_is_refused(tmp_path: Path, scenarios: str) -> None:
    with pytest.raises(LoadError):
        run(tmp_path, scenarios)
