"""The proof of one procedure, and what changes when a rule or an override is taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pansol.sop.errors import NotFound, Problem
from pansol.sop.model import Decision, Procedure, Rule
from pansol.sop.prove.conflicts import gaps, idle_overrides, overlaps, unreachable
from pansol.sop.prove.encode import Encoding
from pansol.sop.prove.findings import Finding
from pansol.sop.prove.logic import Formula, conj, disj, neg
from pansol.sop.prove.messages import long_messages, promises
from pansol.sop.prove.papers import escalations, forms
from pansol.sop.prove.situations import Situation, Situations
from pansol.sop.prove.texts import LIMITS
from pansol.sop.prove.unused import unused_facts
from pansol.sop.prove.volume import Impossibility, impossibility
from pansol.sop.prove.words import situation_words

__all__ = ["BASES", "Loss", "Proof", "Prover", "prove"]

BASES = ("stated", "inferred", "gap")


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof of a procedure found.

    `bases` counts rules per basis; `gap_rules` are those where the SOP is silent; `blurred` says in words where the proof had
    to be wider than the procedure (it may then report too much, never too little).
    """

    procedure: str
    findings: tuple[Finding, ...]
    bases: Mapping[str, int]
    gap_rules: tuple[str, ...]
    impossible: Impossibility
    blurred: tuple[str, ...] = ()

    @property
    def unexplained(self) -> tuple[Finding, ...]:
        """The findings that the procedure does not itself explain."""
        return tuple(f for f in self.findings if not f.is_explained)

    def of(self, *kinds: str) -> tuple[Finding, ...]:
        """The findings of some kinds."""
        return tuple(f for f in self.findings if f.kind in kinds)

    def limits(self, lang: str = "id") -> tuple[str, ...]:
        """Within which limits the proof holds."""
        at = 0 if lang == "id" else 1
        blurred = (LIMITS["blurred"][at].format(what=", ".join(self.blurred)),) if self.blurred else ()
        return (LIMITS["seconds"][at], *blurred)

    def summary(self, lang: str = "id") -> str:
        """Rules per basis, gap rules by name, what is impossible, and the limits; one line each."""
        words = (
            {"stated": "tertulis", "inferred": "tersirat", "gap": "belum diatur SOP"} if lang == "id" else {"gap": "gap: the SOP is silent"}
        )
        counts = ", ".join(f"{n} {words.get(b, b)}" for b, n in self.bases.items())
        gap_rules = (("Belum diatur SOP: " if lang == "id" else "Gap rules: ") + ", ".join(self.gap_rules),) if self.gap_rules else ()
        first = ("Aturan: " if lang == "id" else "Rules: ") + counts
        return "\n".join((first, *gap_rules, self.impossible.text(lang), *self.limits(lang)))


@dataclass(frozen=True, slots=True)
class Loss:
    """What appears when a rule or override is taken out: a `gap` or `overlap` in `decision`, in this situation."""

    kind: str
    decision: str
    rules: tuple[str, ...]
    example: Situation
    shown: tuple[tuple[str, str], ...]


class Prover:
    """One procedure before one solver that keeps what it has learnt. Not to be shared between threads."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.encoding = Encoding(procedure)
        self.situations = Situations(self.encoding)
        self._clear: set[str] = set()
        self.encoding.space.axioms += [self.encoding.legal, self.encoding.within(procedure.in_force)]
        for decision in procedure.decisions.values():
            self.encoding.outcome(decision)

    # -- the whole proof -------------------------------------------------------------------------------------------------

    def proof(self) -> Proof:
        """Everything that is wrong with the procedure. Raises RuntimeError should Z3 give up."""
        rules = self.procedure.rules()
        kinds = dict.fromkeys((*BASES, *(r.basis for r in rules)))
        bases = {basis: sum(r.basis == basis for r in rules) for basis in kinds}
        gap_rules = tuple(r.id for r in rules if r.basis == "gap")
        findings, impossible = self.findings(), impossibility(self.procedure, self.encoding.cells)
        return Proof(self.procedure.id, findings, bases, gap_rules, impossible, tuple(self.encoding.space.blurred))

    def findings(self) -> tuple[Finding, ...]:
        """All findings, gaps and overlaps first."""
        if not self.situations.can_be(self.situations.intact):
            return (Finding("contradiction", places=tuple(i.place for i in self.procedure.impossible)),)
        parts: Iterable[Iterable[Finding]] = (
            gaps(self.situations), overlaps(self.situations), unreachable(self.situations), idle_overrides(self.situations),
            forms(self.situations), escalations(self.situations), promises(self.situations),
            long_messages(self.procedure), unused_facts(self.procedure),
        )  # fmt: skip
        return tuple(finding for part in parts for finding in part)

    # -- what changes without … ------------------------------------------------------------------------------------------

    def check_without(self, *, rule: str | None = None, override: tuple[str, str] | None = None) -> Loss | None:
        """A gap or overlap that appears when one rule, or one override (winner, loser), is taken out; None if none does.

        Raises NotFound for a rule or override that does not exist.
        """
        if override is not None:
            return self._without_override(self.rule(override[0]), self.rule(override[1]))
        return self._without_rule(self.rule(rule or ""))

    def rule(self, rule_id: str) -> Rule:
        if rule_id not in self.encoding.rule:
            raise NotFound(Problem("not_found", details={"kind": "aturan", "found": rule_id}, near=tuple(self.encoding.rule)))
        return self.encoding.rule[rule_id]

    def _without_override(self, winner: Rule, loser: Rule) -> Loss | None:
        """The loser now wins beside whoever wins: wherever both hold and nothing else overrides the loser."""
        if loser.id not in winner.overrides:
            raise NotFound(Problem("not_found", details={"kind": "overrides", "found": f"{winner.id} > {loser.id}"}, near=winner.overrides))
        encoding, decision = self.encoding, self.encoding.decision_of[winner.id]
        if decision.hit == "collect":
            return None
        others = [neg(encoding.holds(encoding.rule[o])) for o in encoding.overriders[loser.id] if o != winner.id]
        together = [encoding.applies(decision), encoding.holds(winner), encoding.holds(loser), *others]
        if not self.situations.can_be(self.situations.intact, *together):
            return None
        return self._loss("overlap", decision, (winner.id, loser.id), together)

    def _without_rule(self, rule: Rule) -> Loss | None:
        decision = self.encoding.decision_of[rule.id]
        found = self._own_gap(decision, rule) or self._own_overlap(decision, rule)
        return found or next((loss for d in self.encoding.dependents(decision) if (loss := self._knock_on(d, rule))), None)

    def _own_gap(self, decision: Decision, rule: Rule) -> Loss | None:
        """Situations that no other rule of the decision covers."""
        if decision.hit == "collect":
            return None
        encoding = self.encoding
        alone = [encoding.applies(decision), encoding.fits(rule), *(neg(encoding.fits(r)) for r in decision.rules if r.id != rule.id)]
        if not self.situations.can_be(self.situations.intact, *alone):
            return None
        return self._loss("gap", decision, (), alone)

    def _own_overlap(self, decision: Decision, rule: Rule) -> Loss | None:
        """Pairs that only this rule kept from winning together."""
        if decision.hit == "collect" or not rule.overrides:
            return None
        encoding = self.encoding
        pairs = [(a, b) for a, b in encoding.rivals(decision) if {a.id, b.id} & set(rule.overrides) and rule.id not in (a.id, b.id)]
        free = {r.id: self._free_of(r, rule) for pair in pairs for r in pair}
        for a, b in pairs:
            together = [encoding.applies(decision), encoding.fits(rule), free[a.id], free[b.id]]
            if self.situations.can_be(self.situations.intact, *together):
                return self._loss("overlap", decision, (a.id, b.id), together)
        return None

    def _free_of(self, loser: Rule, gone: Rule) -> Formula:
        """The loser wins once `gone` is gone."""
        encoding = self.encoding
        others = [neg(encoding.holds(encoding.rule[o])) for o in encoding.overriders[loser.id] if o != gone.id]
        return conj((encoding.holds(loser), *others))

    def _knock_on(self, decision: Decision, rule: Rule) -> Loss | None:
        """A gap or overlap in a decision that reads the rule's own, found with the rule switched off."""
        if decision.hit == "collect" or not self._is_clear(decision):
            return None
        encoding = self.encoding
        switched = [encoding.off(rule), *(neg(encoding.off(r)) for r in self.procedure.rules() if r.id != rule.id)]
        for kind, broken in (("gap", encoding.gap(decision)), ("overlap", encoding.outcome(decision)["conflict"])):
            model = self.situations.check(*switched, encoding.fits(rule), broken)
            if model is not None:
                facts = self.situations.inputs([decision.name, encoding.decision_of[rule.id].name])
                example = {name: self.situations.value(model, fact) for name, fact in facts.items()}
                return Loss(kind, decision.name, (), example, situation_words(self.procedure, example))
        return None

    def _is_clear(self, decision: Decision) -> bool:
        """Whether the untouched decision has neither gap nor overlap; only then is what appears new."""
        if decision.name not in self._clear:
            broken = disj((self.encoding.gap(decision), self.encoding.conflict(decision)))
            if self.situations.can_be(self.situations.intact, broken):
                return False
            self._clear.add(decision.name)
        return True

    def _loss(self, kind: str, decision: Decision, rules: tuple[str, ...], formulas: list[Formula]) -> Loss:
        example = self.situations.example(formulas, [decision.name]) or {}
        return Loss(kind, decision.name, rules, example, situation_words(self.procedure, example))


def prove(procedure: Procedure) -> Proof:
    """Prove a procedure: gaps, overlaps, unreachable rules, idle overrides, forms, escalations, messages, unused facts."""
    return Prover(procedure).proof()
