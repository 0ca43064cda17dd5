"""Actions: one entry of `do` becomes one Action with its references checked."""

from __future__ import annotations

from pydantic import BaseModel

from pansol.sop.derive import Binary, Call, If, Literal, Ref, kind_of
from pansol.sop.load.context import Context, Path
from pansol.sop.load.names import NO_CODE, NO_SLA, Names
from pansol.sop.load.schema import ActionText
from pansol.sop.load.yamlfile import YamlFile
from pansol.sop.model import Action
from pansol.sop.unary import ANY, Interval, TestError, parse_test
from pansol.sop.values import Type, Value

__all__ = ["ACTION_KINDS", "build_action", "read_code", "read_sla"]

_MODIFIERS = ("requires", "after", "gives", "basis", "cites", "note", "incomplete")
ACTION_KINDS = tuple(k for k in ActionText.model_fields if k not in _MODIFIERS)
# which setting of an action is its target, when its value is a mapping
_TARGETS = {
    "ticket": "form", "escalate": "unit", "dispatch": "unit", "work_order": "unit", "send": "message", "refer": "to", "link": "to",
    "monitor": "until", "needs_decision": "by",
}  # fmt: skip
_MESSAGES = ("say", "advise")


def build_action(context: Context, text: ActionText, file: YamlFile, path: Path, names: Names) -> Action:
    """Read one entry of `do`; mistakes are collected in `context`."""
    kinds = [k for k in ACTION_KINDS if getattr(text, k) is not None]
    if len(kinds) != 1:
        context.problem("one_action", file, path, found=", ".join(kinds) or "tidak ada", hint=", ".join(ACTION_KINDS))
        return Action("needs_decision", place=context.place(file, path))
    kind, written = kinds[0], getattr(text, kinds[0])
    settings = _settings(written)
    target = written if isinstance(written, str) else str(settings.pop(_TARGETS[kind], "")) if kind in _TARGETS else ""
    _check(context, kind, target, settings, file, (*path, kind), names)
    if text.gives:
        context.fact(text.gives, file, (*path, "gives"))
    if text.after:
        context.name("tindakan", text.after, ACTION_KINDS, file, (*path, "after"))
    return Action(
        kind, target, _expressions(context, settings, file, (*path, kind), names),
        context.when(text.requires, file, (*path, "requires")), text.after, text.gives, text.basis or "",
        context.cites(text.cites, file, path), text.note, text.incomplete, context.place(file, path),
    )  # fmt: skip


def _settings(written: object) -> dict[str, object]:
    if not isinstance(written, BaseModel):
        return {}
    return {k.rstrip("_"): v for k, v in written.model_dump().items() if v not in ("", None)}


def _check(context: Context, kind: str, target: str, settings: dict[str, object], file: YamlFile, path: Path, names: Names) -> None:
    if kind in _MESSAGES or kind == "send":
        context.name("pesan", target, names.messages, file, path)
    if "say" in settings:
        context.name("pesan", str(settings["say"]), names.messages, file, path)
    if kind == "record":
        context.name("catatan", target, names.records, file, path)
    if kind == "ticket" and target:
        context.name("formulir", target, names.forms, file, path)
    if "form" in settings:
        context.name("formulir", str(settings["form"]), names.forms, file, path)
    if kind in ("escalate", "dispatch") or (kind == "work_order" and target):
        context.name("unit", target, names.units, file, path)
    if "unit" in settings:
        context.name("unit", str(settings["unit"]), names.units, file, path)
    for key in ("of",) if kind == "dispatch" else ("to",) if kind == "send" else ():
        if key in settings:
            context.fact(str(settings[key]), file, path)
    if kind in ("link", "monitor"):
        context.fact(target, file, path)


def _expressions(context: Context, settings: dict[str, object], file: YamlFile, path: Path, names: Names) -> dict[str, object]:
    """Replace the settings that are expressions, windows, codes and SLAs by what they mean."""
    done = dict(settings)
    if "code" in done:
        done["code"] = read_code(context, str(done["code"]), names, file, (*path, "code"))
    if "sla" in done:
        done["sla"] = read_sla(context, str(done["sla"]), names, file, (*path, "sla"))
    for key, want in (("until", None), ("due", Type("datetime")), ("every", Type("duration"))):
        if key in done:
            done[key] = context.expression(str(done[key]), file, (*path, key), want, exact=want is not None)
    until = done.get("until")
    if isinstance(until, Binary | Call | If | Literal | Ref) and kind_of(until).kind not in ("datetime", "date"):
        hints = {"hint": "seharusnya tanggal atau jam", "hint_en": "it should be an instant or a date"}
        context.problem("wrong_type", file, (*path, "until"), found=str(settings["until"]), right=kind_of(until).in_words(), **hints)
    if "window" in done:
        done["window"] = _window(context, str(done["window"]), file, (*path, "window"))
    return done


def _window(context: Context, text: str, file: YamlFile, path: Path) -> Value:
    try:
        test = parse_test(Type("time"), text)
    except TestError:
        test = ANY
    match test.parts:
        case (Interval(low, _, high, _),) if not test.negated and low is not None and high is not None:
            return (low, high)
    context.problem("bad_value", file, path, found=text, right='jendela harian, mis. "[08:00..20:00]"')
    return None


def read_code(context: Context, text: str, names: Names, file: YamlFile, path: Path) -> str:
    """A code key, `decisions.<name>` or `tidak_ada_di_sop`."""
    if text.startswith("decisions."):
        context.name("keputusan", text.removeprefix("decisions."), names.decisions, file, path)
    elif text:
        context.name("kode", text, names.codes | {NO_CODE}, file, path)
    return text


def read_sla(context: Context, text: str, names: Names, file: YamlFile, path: Path) -> Value:
    """A duration, `decisions.<name>` or `belum_ditetapkan`."""
    if text.startswith("decisions."):
        context.name("keputusan", text.removeprefix("decisions."), names.decisions, file, path)
        return text
    return text if text in ("", NO_SLA) else context.value(Type("duration"), text, file, path)
