"""Decisions, rules and actions: from their written form to the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

from pansol.sop.load.actions import build_action
from pansol.sop.load.context import Context, Path
from pansol.sop.load.document import Part
from pansol.sop.load.facts import check_name
from pansol.sop.load.meeting import never_meet
from pansol.sop.load.names import Names
from pansol.sop.load.schema import DecisionText, RuleText, SectionName, SectionText
from pansol.sop.model import Dates, Decision, Fact, Place, Rule
from pansol.sop.values import Type

__all__ = ["Written", "WrittenRule", "build_decisions", "declare_decisions", "written_decisions"]


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule, the file it stands in, and the section around it."""

    part: Part
    path: Path
    text: RuleText
    section: SectionText | None = None
    module: str = ""

    @property
    def id(self) -> str:
        return self.text.rule


@dataclass
class Written:
    """A decision as written: its rules from every file, in order."""

    name: str
    part: Part
    path: Path
    title: str = ""
    hit: str = "unique"
    applies_when: object = None
    rules: list[WrittenRule] = field(default_factory=list)


def written_decisions(parts: list[Part]) -> dict[str, Written]:
    """The decisions of all files; a decision continued in another file has its rules appended."""
    found: dict[str, Written] = {}
    for part in parts:
        for name, text in part.document.decisions.items():
            path: Path = ("decisions", name)
            decision = found.setdefault(name, Written(name, part, path, title=name))
            entries = text.rules if isinstance(text, DecisionText) else text
            if isinstance(text, DecisionText):
                decision.title = text.title or decision.title
                decision.hit = text.hit or decision.hit
                decision.applies_when = text.applies_when or decision.applies_when
                path = (*path, "rules")
            decision.rules += _flatten(part, path, entries)
    return found


def _flatten(part: Part, path: Path, entries: list[RuleText | SectionText]) -> Iterator[WrittenRule]:
    for index, entry in enumerate(entries):
        if isinstance(entry, RuleText):
            yield WrittenRule(part, (*path, index), entry)
        else:
            for inner, rule in enumerate(entry.rules):
                yield WrittenRule(part, (*path, index, "rules", inner), rule, entry)


def declare_decisions(context: Context, decisions: Mapping[str, Written], taken: Mapping[str, object]) -> None:
    """Make each decision a fact: a choice over its rules."""
    seen: dict[str, Place] = {}
    for name, decision in decisions.items():
        check_name(context, name, decision.part.file, decision.path)
        if name in taken:
            context.problem("duplicate", decision.part.file, decision.path, kind="nama", found=name, right="facts")
        labels = {}
        for rule in decision.rules:
            if context.unique("aturan", seen, rule.id, rule.part.file, rule.path):
                labels[rule.id] = rule.text.title or rule.id
        context.types[name] = Type("choice" if decision.hit == "unique" else "choices", labels)


def build_decisions(context: Context, decisions: Mapping[str, Written], facts: Mapping[str, Fact], names: Names) -> dict[str, Decision]:
    """The decisions with their rules, overrides spelled out as rule ids."""
    return {name: _decision(context, decision, facts, names) for name, decision in decisions.items()}


def _decision(context: Context, written: Written, facts: Mapping[str, Fact], names: Names) -> Decision:
    applies = context.when(written.applies_when, written.part.file, (*written.path, "applies_when"))  # type: ignore[arg-type]
    rules = [_rule(context, r, written.hit, names) for r in written.rules]
    overrides = _overrides(context, written)
    _refuse_cycle(context, written, overrides)
    conditions = {rule.id: rule.when for rule in rules}
    for rule in rules:
        if rule.is_of_module:
            overrides[rule.id] = {loser for loser in overrides[rule.id] if not never_meet(facts, rule.when, conditions[loser])}
    done = tuple(replace(rule, overrides=tuple(sorted(overrides[rule.id]))) for rule in rules)
    return Decision(written.name, written.title, written.hit, done, applies, context.place(written.part.file, written.path))


def _rule(context: Context, written: WrittenRule, hit: str, names: Names) -> Rule:
    text, file, path = written.text, written.part.file, written.path
    when = context.when(text.when, file, (*path, "when")) or ()
    if text.when == [] or (hit == "unique" and not _asks(text.when)):
        context.problem("empty_when", file, path, found=text.rule)
    if hit == "collect" and (text.overrides or (written.section and written.section.overrides)):
        context.problem("collect_override", file, path, found=text.rule)
    if text.basis == "gap" and not text.propose:
        context.problem("gap_propose", file, path, found=text.rule)
    if "/" in text.is_ or names.is_code_list(text.is_):
        context.name("kode", text.is_, names.codes, file, (*path, "is"))
    return Rule(
        written.id, text.title or written.id, when or ({},), text.is_,
        tuple(build_action(context, a, file, (*path, "do", i), names) for i, a in enumerate(text.do)),
        context.cites(text.cites, file, path), text.basis, tuple(text.implements),
        propose=text.propose, reference=tuple(text.reference), note=text.note,
        in_force=_in_force(context, written), expires=_expires(context, written),
        section=written.module or (written.section.section if written.section else ""),
        forbids=tuple(text.forbids), severity=text.severity, incomplete=text.incomplete, place=context.place(file, path),
    )  # fmt: skip


def _asks(rows: Sequence[Mapping[str, object]] | None) -> bool:
    """Whether every alternative asks something: `-` alone always holds."""
    return bool(rows) and all(any(test != "-" for test in row.values()) for row in rows or ())


def _in_force(context: Context, written: WrittenRule) -> Dates:
    """The rule's own range within its section's."""
    place = (written.part.file, (*written.path, "in_force"))
    own, around = context.dates(written.text.in_force, *place), context.dates(written.section.in_force if written.section else None, *place)
    first = max((d for d in (own.first, around.first) if d), default=None)
    last = min((d for d in (own.last, around.last) if d), default=None)
    if first and last and first > last:
        context.problem("never_in_force", *place, found=written.id)
    return Dates(first, last)


def _expires(context: Context, written: WrittenRule) -> date | None:
    place = (written.part.file, (*written.path, "expires"))
    days = (context.day(written.text.expires, *place), context.day(written.section.expires if written.section else None, *place))
    return min((d for d in days if d), default=None)


def _overrides(context: Context, written: Written) -> dict[str, set[str]]:
    """Whom each rule overrides. A rule's own word beats a section's; a module overrides all that follows it."""
    ids = {r.id for r in written.rules}
    sections: dict[str, set[str]] = {}
    for rule in written.rules:
        name = rule.module or (rule.section.section if rule.section else "")
        sections.setdefault(name, set()).add(rule.id)
    own: dict[str, set[str]] = {r.id: set() for r in written.rules}
    by_section: dict[str, set[str]] = {r.id: set() for r in written.rules}
    later = [r for r in written.rules if r.module]
    for rule in written.rules:
        place = (rule.part.file, (*rule.path, "overrides"))
        own[rule.id] |= _targets(context, rule.text.overrides, ids, sections, *place)
        if rule.section:
            by_section[rule.id] |= _targets(context, rule.section.overrides, ids, sections, *place) - sections[rule.section.section]
        if rule.module:
            before = {r.id for r in later[: later.index(rule)]} | sections[rule.module]
            by_section[rule.id] |= ids - before
    return {r: own[r] | {t for t in by_section[r] if r not in own[t]} for r in own}


def _targets(
    context: Context, listed: list[str | SectionName], ids: set[str], sections: Mapping[str, set[str]], file: object, path: Path
) -> set[str]:
    found: set[str] = set()
    for item in listed:
        if isinstance(item, SectionName):
            context.name("bagian", item.section, sections, file, path)  # type: ignore[arg-type]
            found |= sections.get(item.section, set())
        else:
            context.name("aturan", item, ids, file, path)  # type: ignore[arg-type]
            found |= {item} & ids
    return found


def _refuse_cycle(context: Context, written: Written, overrides: Mapping[str, set[str]]) -> None:
    try:
        TopologicalSorter({rule: sorted(losers) for rule, losers in overrides.items()}).prepare()
    except CycleError as error:
        first = next(r for r in written.rules if r.id == error.args[1][-1])
        context.problem("cycle", first.part.file, first.path, found="overrides " + " → ".join(error.args[1][::-1]))
