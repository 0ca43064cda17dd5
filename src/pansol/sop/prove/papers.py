"""Forms that cannot be completed, and escalations that do not say where, as what, or by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pansol.sop.derive import refs
from pansol.sop.model import Action, FieldRule, Form, Rule
from pansol.sop.prove.findings import Finding
from pansol.sop.prove.logic import Formula, conj, disj, neg
from pansol.sop.prove.situations import Situation, Situations
from pansol.sop.prove.words import situation_words

__all__ = ["escalations", "forms"]


@dataclass(frozen=True, slots=True)
class _Use:
    """A rule that files a form (or escalates), and the action by which it does."""

    rule: Rule
    action: Action

    @property
    def form(self) -> str:
        return self.action.target if self.action.kind == "ticket" else str(self.action.settings.get("form", ""))


def _uses(situations: Situations, kinds: tuple[str, ...]) -> Iterator[_Use]:
    for rule in situations.encoding.procedure.rules():
        yield from (_Use(rule, action) for action in rule.do if action.kind in kinds)


def _done(situations: Situations, use: _Use) -> Formula:
    """The rule is decided and its action is not kept back."""
    requires = use.action.requires
    return conj((situations.encoding.sole(use.rule), True if requires is None else situations.encoding.when(requires)))


# -- forms ---------------------------------------------------------------------------------------------------------------


def forms(situations: Situations) -> Iterator[Finding]:
    """Required fields that nobody can fill, and requirements that are never met."""
    uses: dict[str, list[_Use]] = {}
    for use in _uses(situations, ("ticket", "escalate", "work_order")):
        if use.form:
            uses.setdefault(use.form, []).append(use)
    given = {a.gives for r in situations.encoding.procedure.rules() for a in r.do if a.gives}
    for name, form in situations.encoding.procedure.forms.items():
        if name in uses:
            with situations.scope(situations.intact, situations.encoding.legal):
                doubts = [d for field in form.fields if field.name not in given for d in _doubts(situations, form, field, uses[name])]
            yield from (_form_finding(situations, form, field, kind, bad, uses[name]) for field, kind, bad in doubts)


def _doubts(situations: Situations, form: Form, field: FieldRule, uses: Sequence[_Use]) -> Iterator[tuple[FieldRule, str, Formula | None]]:
    encoding = situations.encoding
    if not field.required and field.required_when is None:
        return
    wanted = True if field.required else encoding.when(field.required_when or ())
    filed = disj([_done(situations, u) for u in uses])
    if not situations.can_be(filed):
        return  # its rules are unreachable, which is told elsewhere
    if not situations.can_be(filed, wanted):
        yield field, "form_never_required", None
        return
    if not field.may_be_absent and not situations.can_be(filed, wanted, _fillable(situations, field)):
        yield field, "form_absent", wanted
    elif not field.may_be_absent and situations.can_be(filed, wanted, lost := _lost(situations, field)):
        yield field, "form_absent", conj((wanted, lost))
    if situations.can_be(filed, wanted, mute := _mute(situations, field)):
        yield field, "form_unaskable", conj((wanted, mute))


def _fillable(situations: Situations, field: FieldRule) -> Formula:
    encoding = situations.encoding
    return (encoding.translator.term(field.value) if field.value is not None else encoding.term(field.name)).present


def _lost(situations: Situations, field: FieldRule) -> Formula:
    """The field is computed and comes to nothing. (A fact that does not apply is not asked for.)"""
    encoding = situations.encoding
    if field.value is not None:
        return neg(encoding.translator.term(field.value).present)
    fact = encoding.procedure.facts[field.name]
    if fact.is_ is None and field.name not in encoding.procedure.decisions:
        return False
    applies = True if fact.applies_when is None else encoding.when(fact.applies_when)
    return conj((applies, neg(encoding.term(field.name).present)))


def _mute(situations: Situations, field: FieldRule) -> Formula:
    """The fact applies and none of its sources does."""
    encoding = situations.encoding
    fact = encoding.procedure.facts.get(field.name)
    if field.value is not None or fact is None or not fact.sources:
        return False
    applies = True if fact.applies_when is None else encoding.when(fact.applies_when)
    return conj((applies, *(neg(True if s.when is None else encoding.when(s.when)) for s in fact.sources)))


def _form_finding(situations: Situations, form: Form, field: FieldRule, kind: str, bad: Formula | None, uses: Sequence[_Use]) -> Finding:
    encoding = situations.encoding
    rules: tuple[Rule, ...] = tuple({u.rule.id: u.rule for u in uses}.values())
    example = None
    if bad is not None:
        use = next(u for u in uses if situations.can_be(situations.intact, encoding.legal, _done(situations, u), bad))
        rules = (use.rule,)
        names = [encoding.decision_of[use.rule.id].name, *(refs(field.value) if field.value is not None else (field.name,))]
        fact = encoding.procedure.facts.get(field.name)
        conditions = (field.required_when, use.action.requires, *(s.when for s in (fact.sources if fact else ())))
        names += [n for when in conditions for tests in when or () for n in tests]
        example = situations.example([encoding.legal, _done(situations, use), bad], names)
    shown = situation_words(encoding.procedure, example or {})
    details = {"form": form.id, "field": field.name}
    return Finding(
        kind, encoding.decision_of[rules[0].id].name, tuple(r.id for r in rules), (field.place, rules[0].place),
        (field.cites or form.cites,), example, shown, details=details,
    )  # fmt: skip


# -- escalations ---------------------------------------------------------------------------------------------------------


def escalations(situations: Situations) -> Iterator[Finding]:
    """Escalations and tickets without unit, classification or SLA, or whose classification or SLA is not always decided."""
    for use in _uses(situations, ("escalate", "ticket")):
        form = situations.encoding.procedure.forms.get(use.form)
        told = _told(use.action, form)
        for what, kind in (("unit", "escalation_unit"), ("code", "escalation_code"), ("sla", "escalation_sla")):
            if not told[what]:
                yield _escalation_finding(situations, kind, use, {})
        for what in ("code", "sla"):
            yield from _undecided(situations, use, what, told[what])


def _told(action: Action, form: Form | None) -> Mapping[str, object]:
    """Unit, code and SLA: what the action says, else what its form says."""
    unit = action.target if action.kind == "escalate" else action.settings.get("unit")
    return {
        "unit": unit or (form.unit if form else ""),
        "code": action.settings.get("code") or (form.classification if form else ""),
        "sla": action.settings.get("sla") or (form.sla if form else ""),
    }


def _undecided(situations: Situations, use: _Use, what: str, source: object) -> Iterator[Finding]:
    encoding = situations.encoding
    if not isinstance(source, str) or not source.startswith("decisions."):
        return
    name = source.removeprefix("decisions.")
    decision = encoding.procedure.decisions.get(name)
    if decision is None or decision.hit == "collect":
        return
    formulas = [encoding.legal, _done(situations, use), neg(encoding.term(name).present)]
    example = situations.example(formulas, [encoding.decision_of[use.rule.id].name, name])
    if example is not None:
        words = {"code": ("klasifikasi", "classification"), "sla": ("SLA", "SLA")}[what]
        yield _escalation_finding(situations, "escalation_undecided", use, {"what": words[0], "what_en": words[1], "source": name}, example)


def _escalation_finding(situations: Situations, kind: str, use: _Use, details: dict[str, str], example: Situation | None = None) -> Finding:
    rule, encoding = use.rule, situations.encoding
    shown = situation_words(encoding.procedure, example or {})
    places, cites = (use.action.place, rule.place), (use.action.cites or rule.cites,)
    return Finding(kind, encoding.decision_of[rule.id].name, (rule.id,), places, cites, example, shown, details=details)
