"""What an agent does next: actions with their clocks, what keeps them back, and what has to be asked for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pansol.sop.decide import Answer
from pansol.sop.guidance import Step, code_of, needed_facts, steps
from pansol.sop.interview import question_for
from tests.world import NOW, answer, compiled_from

COMPILED = compiled_from("""facts:
  status: {type: choice, check: dsc, values: {paid: Dibayar, sent: Dikirim, lost: Hilang, gone: Musnah}}
  at: {type: datetime, ask: Kapan?}
  day: {type: date, ask: Tanggal?}
  ok: {type: yes_no, ask: Disetujui?}
  also_ok: {type: yes_no, ask: Disetujui juga?}
  msisdn: {type: phone, ask: Nomor?}
  email: {type: email, ask: E-mail?, may_be: absent}
  note: {type: text, ask: Catatan?}
  ticket_no: {type: text, ask: Nomor tiket?}
  vip: {type: yes_no, ask: VIP?}
  every_: {type: duration, ask: Berapa sering?}
decisions:
  guidance:
    - rule: R1
      when: {status: paid}
      do:
        - {say: halo}
        - {callback: {due: at + 30m, window: "[08:00..20:00]"}, requires: [{ok: yes}, {also_ok: yes}]}
        - {wait: {until: day + 2d}}
        - {escalate: {unit: u, form: f, code: decisions.kind}, gives: ticket_no}
        - {record: r, after: escalate}
        - {monitor: {until: ok, every: every_}}
        - {send: {message: sms, to: email}}
    - {rule: R2, when: {status: sent}, do: [{dispatch: {unit: u, of: msisdn}}, {link: {to: ticket_no}}, {refer: {to: Gerai, say: halo}}]}
    - {rule: R3, when: {status: lost}, do: [{close: selesai}]}
    - {rule: R4, when: {status: gone}, do: [{callback: {due: now, window: "[08:00..20:00]"}}]}
  kind:
    applies_when: {guidance: R1}
    rules:
      - {rule: K1, when: {vip: yes}, is: c/vip}
      - {rule: K2, when: {vip: no}, is: tidak_ada_di_sop}
  duties:
    hit: collect
    rules: [{rule: D1, when: {vip: yes}, do: [{perform: Sampaikan}]}]
units: {u: {title: U}}
codes: {c/vip: {code: C, label: VIP}}
forms: {f: {title: F, unit: u, classification: decisions.kind, fields: {msisdn: required, note: {required_when: {vip: yes}}}}}
records: {r: {title: R, variants: [{fields: {voc: V}, summary: {slots: [{label: Tiket, value: ticket_no}, {label: Catatan, value: note}]}}]}}
messages: {halo: {channel: script, text: "Halo {msisdn}"}, sms: {channel: sms, text: "Catatan {note}", in_force: ..2020-01-01}}
""")  # fmt: skip


def steps_of(**facts: object) -> dict[str, Step]:
    return {s.action.kind: s for s in steps(answer(COMPILED, facts))}


def test_the_actions_of_the_goal_come_first_and_in_order() -> None:
    kinds = [s.action.kind for s in steps(answer(COMPILED, {"status": "paid", "vip": True}))]
    assert kinds == ["say", "callback", "wait", "escalate", "record", "monitor", "send", "perform"]


def test_a_clock_runs_from_what_is_known() -> None:
    found = steps_of(status="paid", at="2026-07-01T10:00:00+07:00", day="2026-07-01", every_="2h")
    assert found["callback"].due == NOW + timedelta(minutes=30)
    assert found["wait"].due == date(2026, 7, 3)
    assert found["monitor"].every == timedelta(hours=2)
    assert steps_of(status="paid")["callback"].due is None


def test_a_callback_outside_its_window_waits_for_the_next_opening() -> None:
    late = datetime.fromisoformat("2026-07-01T21:00:00+07:00")
    (step,) = steps(answer(COMPILED, {"status": "gone", "vip": False}, now=late))
    assert step.due == datetime.fromisoformat("2026-07-02T08:00:00+07:00")


def test_an_action_is_kept_back_by_what_its_requirement_still_lacks() -> None:
    assert steps_of(status="paid")["callback"].blocked == ("ok", "also_ok")
    assert steps_of(status="paid", ok=False)["callback"].blocked == ("ok", "also_ok")
    assert steps_of(status="paid", ok=False, also_ok=True)["callback"].blocked == ()
    assert steps_of(status="paid")["say"].blocked == ()


def test_a_message_that_may_not_go_says_why() -> None:
    assert steps_of(status="paid")["send"].flaws == ("not_in_force",)
    assert steps_of(status="paid")["say"].flaws == ()


def test_a_code_may_be_decided_elsewhere() -> None:
    assert code_of(answer(COMPILED, {"status": "paid", "vip": True}).situation, "decisions.kind") == "c/vip"
    assert code_of(answer(COMPILED, {"status": "paid", "vip": False}).situation, "decisions.kind") == "tidak_ada_di_sop"
    assert code_of(answer(COMPILED, {"status": "paid"}).situation, "decisions.kind") == ""
    assert code_of(answer(COMPILED, {}).situation, "c/vip") == "c/vip"


def needed(**facts: object) -> set[str]:
    found: Answer = answer(COMPILED, facts)
    return set(needed_facts(found))


def test_what_the_decided_rules_still_need_is_asked() -> None:
    assert needed(status="paid") == {"msisdn", "at", "ok", "also_ok", "day", "vip", "note", "every_", "email"}
    assert needed(status="sent") == {"msisdn", "ticket_no"}
    assert needed(status="lost") == set()


def test_what_an_action_gives_is_not_asked() -> None:
    assert "ticket_no" not in needed(status="paid")


def test_nothing_is_needed_twice_and_what_is_known_is_not_needed() -> None:
    assert (
        needed(
            status="paid",
            msisdn="08123456",
            vip=False,
            at="2026-07-01T10:00:00+07:00",
            ok=True,
            day="2026-07-01",
            note="x",
            every_="1h",
            email="absent",
        )
        == set()
    )


def test_after_the_goal_the_interview_asks_what_is_needed_until_nothing_is() -> None:
    facts: dict[str, object] = {"status": "paid"}
    replies = {
        "vip": False,
        "at": "2026-07-01T10:00:00+07:00",
        "ok": True,
        "also_ok": True,
        "day": "2026-07-01",
        "note": "x",
        "every_": "1h",
        "email": "absent",
        "msisdn": "08123456",
    }
    asked = []
    while (question := question_for(answer(COMPILED, facts).situation, None, frozenset())) is not None:
        assert question.phase == "form"
        asked.append(question.fact.name)
        facts[question.fact.name] = replies[question.fact.name]
    assert len(asked) == len(set(asked))
    assert set(asked) == set(replies) - {"also_ok"}


def test_a_standing_duty_is_asked_about_once_the_goal_is_decided() -> None:
    question = question_for(answer(COMPILED, {"status": "lost"}).situation, None, frozenset())
    assert question is not None
    assert (question.fact.name, question.phase) == ("vip", "form")
