"""Facts and policies: from their written form to the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from pansol.sop.derive import depth, refs
from pansol.sop.load.context import Context, Path
from pansol.sop.load.document import Part
from pansol.sop.load.schema import FactText, Group, SourceText
from pansol.sop.load.yamlfile import YamlFile
from pansol.sop.model import Fact, Place, Policy, Source
from pansol.sop.values import Type

__all__ = ["BUILT_IN", "build_facts", "build_policies", "check_name", "declare_facts", "fact_order"]

RESERVED = frozenset({"known", "absent", "not", "-", "yes", "no", "and", "or", "if", "then", "else", "in", "of"})
BUILT_IN = {
    "now": Fact("now", Type("datetime"), "Sekarang", (Source("given", "now"),)),
    "as_of": Fact("as_of", Type("date"), "Tanggal berlaku", (Source("given", "as_of"),)),
}
_KINDS = ("given", "check", "ask", "try_")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_FRAMES = 400  # Python's stack is the limit to how far facts may be computed from each other


def declare_facts(context: Context, parts: list[Part]) -> dict[str, tuple[Part, FactText | None]]:
    """Give every fact its type, so that tests and expressions can be read. Policies become facts `policy.<name>`."""
    found: dict[str, tuple[Part, FactText | None]] = {}
    seen: dict[str, Place] = {}
    for name, fact in BUILT_IN.items():
        context.types[name] = fact.kind
        context.never_absent.add(name)
    for part in parts:
        for name, text in part.document.facts.items():
            path = ("facts", name)
            check_name(context, name, part.file, path)
            if context.unique("fakta", seen, name, part.file, path):
                found[name] = (part, text)
                context.types[name] = _type(context, text.type, text.values, part.file, path)
                if not (text.may_be or text.applies_when or text.is_):
                    context.never_absent.add(name)
        for name, policy in part.document.policies.items():
            full = f"policy.{name}"
            check_name(context, name, part.file, ("policies", name))
            if context.unique("kebijakan", seen, full, part.file, ("policies", name)):
                found[full] = (part, None)
                context.types[full] = _type(context, policy.type, policy.values, part.file, ("policies", name))
                context.never_absent.add(full)
    return found


def check_name(context: Context, name: str, file: YamlFile, path: Path) -> None:
    """Complain about a name that an expression could not read."""
    if name in RESERVED or name in BUILT_IN:
        context.problem("reserved", file, path, found=name)
    elif not _NAME.fullmatch(name):
        context.problem("bad_name", file, path, found=name)


def _type(context: Context, kind: str, values: Mapping[str, str | Group] | None, file: YamlFile, path: Path) -> Type:
    if kind not in ("choice", "choices"):
        if values is not None:
            context.problem("unknown_key", file, (*path, "values"), found="values")
        return Type(kind)
    if not values:
        context.problem("missing_key", file, path, right="values")
        return Type(kind, {})
    flat: dict[str, str] = {}
    groups: dict[str, tuple[str, tuple[str, ...]]] = {}
    for key, value in values.items():
        members = value.values if isinstance(value, Group) else {key: value}
        if isinstance(value, Group):
            groups[key] = (value.label, tuple(members))
            if key in flat or key in members:
                context.problem("duplicate", file, (*path, "values", key), kind="nilai", found=key, right="fakta yang sama")
        for member, label in members.items():
            if member in RESERVED and member not in ("yes", "no"):
                context.problem("reserved", file, (*path, "values", key), found=member)
            if member in flat or member in groups or label in flat.values():
                context.problem(
                    "duplicate", file, (*path, "values", key), kind="nilai", found=f"{member}: {label}", right="fakta yang sama"
                )
            flat[member] = label
    return Type(kind, flat, groups or None)


def build_facts(context: Context, declared: Mapping[str, tuple[Part, FactText | None]]) -> dict[str, Fact]:
    """The facts, with their conditions and expressions read."""
    facts = dict(BUILT_IN)
    for name, (part, text) in declared.items():
        if text is not None:
            facts[name] = _fact(context, name, text, part)
    return facts


def _fact(context: Context, name: str, text: FactText, part: Part) -> Fact:
    file, path = part.file, ("facts", name)
    label = text.label or name.replace("_", " ").capitalize()
    for other in text.after:
        context.fact(other, file, (*path, "after"))
    fact = Fact(
        name, context.types[name], label, how=text.how, after=tuple(text.after),
        applies_when=context.when(text.applies_when, file, (*path, "applies_when")),
        may_be_absent=text.may_be is not None, pii=text.pii,
        valid_for=context.value(Type("duration"), text.valid_for, file, (*path, "valid_for")) if text.valid_for else None,
        cites=context.cites(text.cites, file, path), implements=tuple(text.implements), place=context.place(file, path),
    )  # fmt: skip
    written = [k for k in _KINDS if getattr(text, k) is not None]
    if len(written) + (text.sources is not None) + (text.is_ is not None) != 1:
        context.problem("one_source", file, path, found=name)
        return fact
    if text.is_ is not None:
        return replace(fact, is_=context.expression(text.is_, file, (*path, "is"), context.types[name], exact=True))
    if text.sources == []:
        context.problem("one_source", file, path, found=name)
    listed = text.sources if text.sources is not None else [SourceText.model_validate({k.rstrip("_"): getattr(text, k) for k in written})]
    return replace(fact, sources=tuple(_source(context, s, file, (*path, "sources", i)) for i, s in enumerate(listed)))


def _source(context: Context, text: SourceText, file: YamlFile, path: Path) -> Source:
    written = [k for k in _KINDS if getattr(text, k) is not None]
    if len(written) != 1:
        context.problem("one_source", file, path, found=str(path[1]))
        return Source("ask", "")
    return Source(written[0].rstrip("_"), getattr(text, written[0]), context.when(text.when, file, (*path, "when")))


def build_policies(context: Context, parts: list[Part]) -> tuple[dict[str, Policy], dict[str, Fact]]:
    """Policies, and the facts that carry them."""
    policies: dict[str, Policy] = {}
    facts: dict[str, Fact] = {}
    for part in parts:
        for name, text in part.document.policies.items():
            path, full = ("policies", name), f"policy.{name}"
            if full in facts:
                continue
            kind = context.types[full]
            default = context.value(kind, text.default, part.file, (*path, "default"))
            cites = context.cites(text.cites, part.file, path)
            policies[name] = Policy(name, default, text.assumption, cites, tuple(text.implements))
            label = text.label or name.replace("_", " ").capitalize()
            facts[full] = Fact(
                full, kind, label, (Source("given", full),), is_policy=True, cites=cites, place=context.place(part.file, path)
            )
    return policies, facts


def fact_order(context: Context, facts: Mapping[str, Fact], reads: Mapping[str, frozenset[str]], parts: list[Part]) -> tuple[str, ...]:
    """Computed facts, facts that apply sometimes, and decisions, each after what it reads; a cycle is a problem."""
    needs = {name: inputs for name, fact in facts.items() if (inputs := _inputs(fact))} | dict(reads)
    waits = {name: needs.get(name, frozenset()) | frozenset(facts[name].after if name in facts else ()) for name in (*facts, *reads)}
    try:
        order = tuple(name for name in TopologicalSorter({n: sorted(w) for n, w in waits.items()}).static_order() if name in needs)
    except CycleError as error:
        trail = error.args[1][::-1]
        part = next((p for p in parts if trail[0] in p.document.facts), parts[0])
        context.problem("cycle", part.file, ("facts", trail[0]), found=" → ".join(trail))
        return ()
    frames: dict[str, int] = {}
    for name in order:
        tree = facts[name].is_ if name in facts else None
        frames[name] = 8 + (3 * depth(tree) if tree is not None else 0) + max((frames.get(n, 0) for n in needs[name]), default=0)
        if frames[name] > _FRAMES:
            context.problem("too_long_chain", parts[0].file, ("facts", name), found=name)
            break
    return order


def _inputs(fact: Fact) -> frozenset[str]:
    """What has to be known before a fact's value, or whether it applies, can be."""
    inner = refs(fact.is_) if fact.is_ is not None else frozenset()
    return inner | frozenset(name for row in fact.applies_when or () for name in row)
