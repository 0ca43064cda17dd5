"""From YAML files to a frozen Procedure. Every mistake is reported at once, with its file, its line and the fix."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pansol.sop.cells import MEMBERS, members_tested
from pansol.sop.errors import LoadError, Problem
from pansol.sop.load.context import Context
from pansol.sop.load.document import Part, read_documents
from pansol.sop.load.facts import build_facts, build_policies, declare_facts, fact_order
from pansol.sop.load.names import collect_names
from pansol.sop.load.parts import (
    build_codes,
    build_forms,
    build_glossary,
    build_impossible,
    build_machines,
    build_messages,
    build_records,
    build_units,
)
from pansol.sop.load.rules import Written, WrittenRule, build_decisions, declare_decisions, written_decisions
from pansol.sop.load.schema import json_schema
from pansol.sop.model import Decision, Fact, Procedure

__all__ = ["find_procedures", "json_schema", "load", "load_all", "strays"]


def find_procedures(root: Path) -> tuple[str, ...]:
    """The ids of the procedures below `root`, sorted; shared modules (`common/…`) are not among them."""
    found = (p.parent.relative_to(root).as_posix() for p in root.glob("*/*/procedure.yaml"))
    return tuple(sorted(p for p in found if not p.startswith("common/")))


def load_all(root: Path) -> dict[str, Procedure]:
    """Every procedure below `root`. Raises LoadError with the problems of all of them."""
    loaded: dict[str, Procedure] = {}
    problems: list[Problem] = []
    known = find_procedures(root)
    for name in known:
        try:
            loaded[name] = load(root / name, root)
        except LoadError as error:
            problems.extend(error.problems)
    problems.extend(problem for procedure in loaded.values() for problem in strays(procedure, known))
    if problems:
        raise LoadError(*problems)
    return loaded


def strays(procedure: Procedure, known: Collection[str]) -> tuple[Problem, ...]:
    """The `follow` steps that lead to none of the `known` procedures; one procedure alone cannot tell."""
    return tuple(
        Problem("unknown_name", a.place.file, a.place.line, {"kind": "prosedur", "found": a.target, "where": "follow"}, tuple(known))
        for rule in procedure.rules()
        for a in rule.do
        if a.kind == "follow" and a.target not in known
    )


def load(folder: Path, root: Path | None = None) -> Procedure:
    """Read the procedure in `folder`; modules it uses are looked up below `root` (default: two folders up).

    Raises LoadError with every problem of its files.
    """
    root = folder.parent.parent if root is None else root
    name = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.name
    parts = read_documents(folder, name)
    modules, problems = _modules(parts, root)
    if problems:
        raise LoadError(*problems)
    return _Builder(parts, modules, folder).build()


def _modules(parts: list[Part], root: Path) -> tuple[dict[str, list[Part]], list[Problem]]:
    found: dict[str, list[Part]] = {}
    problems: list[Problem] = []
    for part in parts:
        for name in part.document.uses:
            place = (part.file.name, part.file.line(("uses", name)))
            folder = root / name
            if Path(name).is_absolute() or ".." in Path(name).parts or not (folder / "procedure.yaml").is_file():
                known = tuple(p.parent.relative_to(root).as_posix() for p in root.glob("common/*/procedure.yaml"))
                problems.append(Problem("unknown_name", *place, {"kind": "modul", "found": name, "where": "uses"}, known))
                continue
            try:
                found[name] = read_documents(folder, name)
            except LoadError as error:
                problems.extend(error.problems)
                continue
            if inner := next((p for p in found[name] if p.document.uses), None):
                problems.append(Problem("cycle", inner.file.name, inner.file.line(("uses",)), {"found": f"uses {name} → uses"}))
    return found, problems


_ONLY_IN_MAIN = (
    "procedure", "module", "title", "client", "timezone", "in_force", "expires", "include", "goals", "intake", "first", "ordering",
    "fixed_list", "rules",
)  # fmt: skip
_NOT_IN_MODULES = ("procedure", "in_force", "expires", "goals", "intake", "first", "ordering", "fixed_list", "decisions")


class _Builder:
    """Assembles one procedure: first every name and type, then what refers to them."""

    def __init__(self, parts: list[Part], modules: Mapping[str, list[Part]], folder: Path) -> None:
        self.own, self.modules, self.folder = parts, modules, folder
        self.parts = [*parts, *(p for module in modules.values() for p in module)]
        self.head, self.file = parts[0].document, parts[0].file
        self.context = Context(sources={s for part in self.parts for s in part.document.sources})

    def build(self) -> Procedure:
        context, parts = self.context, self.parts
        self.refuse_misplaced()
        declared = declare_facts(context, parts)
        written = written_decisions(self.own)
        self.add_modules(written)
        declare_decisions(context, written, declared)
        names = collect_names(parts, written)
        policies, policy_facts = build_policies(context, parts)
        facts = build_facts(context, declared) | policy_facts
        decisions = build_decisions(context, written, facts, names)
        order = fact_order(context, facts, {n: _reads(d) for n, d in decisions.items()}, parts)
        procedure = Procedure(
            self.head.procedure or "", self.head.title, self.head.client, self.zone(),
            facts | _decision_facts(context, decisions), decisions, self.goals(written),
            self.listed("intake"), self.listed("first"), self.head.ordering, self.listed("fixed_list"), policies,
            build_impossible(context, parts), build_forms(context, parts, names), build_records(context, parts),
            build_codes(context, parts), build_machines(context, parts), build_units(context, parts),
            build_messages(context, parts), build_glossary(context, parts),
            {k: v.model_dump() for part in parts for k, v in part.document.sources.items()},
            context.dates(self.head.in_force, self.file, ("in_force",)), context.day(self.head.expires, self.file, ("expires",)),
            str(self.folder), order,
        )  # fmt: skip
        for key in ("procedure", "title", "client"):
            if not getattr(self.head, key):
                context.problem("missing_key", self.file, (), right=key)
        if not context.problems:
            self.refuse_many_members(procedure)
        if context.problems:
            raise LoadError(*sorted(context.problems, key=lambda p: (p.file, p.line)))
        return procedure

    def refuse_misplaced(self) -> None:
        """A key that is not read where it stands would be a rule that silently does not exist."""
        inside = [(part, _NOT_IN_MODULES, "procedure.yaml") for module in self.modules.values() for part in module]
        beside = [(part, _ONLY_IN_MAIN, self.file.name) for part in self.own[1:]]
        for part, unread, right in [(self.own[0], ("module", "rules"), "modul"), *beside, *inside]:
            for key in sorted(part.document.model_fields_set.intersection(unread)):
                self.context.problem("misplaced", part.file, (key,), found=key, where=part.file.name, right=right)

    def refuse_many_members(self, procedure: Procedure) -> None:
        for name, members in members_tested(procedure).items():
            if len(members) > MEMBERS:
                self.context.problem("too_many_members", self.file, ("facts", name), found=name, right=str(MEMBERS))

    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.head.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.context.problem(
                "bad_value", self.file, ("timezone",), found=self.head.timezone, right="zona waktu IANA, mis. Asia/Jakarta"
            )
            return ZoneInfo("UTC")

    def goals(self, written: Mapping[str, Written]) -> tuple[str, ...]:
        for goal in self.head.goals:
            self.context.name("keputusan", goal, written, self.file, ("goals",))
        if not written:
            self.context.problem("missing_key", self.file, (), right="decisions")
        return tuple(self.head.goals) or tuple(written)[:1]

    def listed(self, key: str) -> tuple[str, ...]:
        names = getattr(self.head, key)
        for name in names:
            self.context.fact(name, self.file, (key,))
        return tuple(names)

    def add_modules(self, written: dict[str, Written]) -> None:
        """Put the rules of used modules before those of the main goal."""
        rules = list(self.module_rules())
        goal = next(iter(self.head.goals), next(iter(written), None))
        if goal in written:
            written[goal].rules[:0] = rules

    def module_rules(self) -> Iterator[WrittenRule]:
        for part in self.own:
            for module, use in part.document.uses.items():
                texts = [(p, i, r) for p in self.modules.get(module, []) for i, r in enumerate(p.document.rules)]
                ids = use.as_ if isinstance(use.as_, dict) else {r.rule: use.as_ for _, _, r in texts[:1]}
                for where, index, rule in texts:
                    if rule.rule not in ids:
                        self.context.problem("missing_key", part.file, ("uses", module), right=f"as: {{{rule.rule}: …}}")
                    named = {"rule": ids.get(rule.rule, rule.rule), "cites": use.cites, "implements": [*rule.implements, *use.implements]}
                    yield WrittenRule(where, ("rules", index), rule.model_copy(update=named), None, module)


def _reads(decision: Decision) -> frozenset[str]:
    rows = [row for rule in decision.rules for row in rule.when] + list(decision.applies_when or ())
    return frozenset(name for row in rows for name in row)


def _decision_facts(context: Context, decisions: Mapping[str, Decision]) -> dict[str, Fact]:
    return {n: replace(Fact(n, context.types[n], d.title), may_be_absent=True, place=d.place) for n, d in decisions.items()}
