"""What a rule tells an agent to do, step by step in Indonesian."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pansol.sop.derive import Expr, Ref
from pansol.sop.model import Action, Message, Procedure
from pansol.sop.render.words import expression_in_words, name_in_words, when_in_words
from pansol.sop.values import Type, show_value

__all__ = ["Sentence", "basis_in_words", "code_in_words", "sla_in_words", "action_in_words", "unit_in_words"]

_BASIS = {"inferred": "tafsiran", "gap": "belum diatur SOP"}
_CHANNELS = {"script": "Naskah", "sms": "SMS", "email": "e-mail", "chat": "chat"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One action in words; `quote` holds the words to the customer, `message` the id they come from."""

    text: str
    quote: str = ""
    message: str = ""


def action_in_words(procedure: Procedure, action: Action) -> Sentence:
    """One action as a sentence. Names of forms, units, messages and facts are spelled out."""
    text = _KINDS[action.kind](procedure, action, action.settings)
    said = action.target if action.kind in ("say", "advise", "send") else str(action.settings.get("say", ""))
    message = procedure.messages.get(said)
    return Sentence(text + _remarks(procedure, action), message.text if message else "", said if message else "")


def _remarks(procedure: Procedure, action: Action) -> str:
    parts = []
    if action.requires is not None:
        parts.append(f"hanya bila {when_in_words(procedure, action.requires)}")
    if action.gives:
        parts.append(f"hasilnya dicatat sebagai {procedure.facts[action.gives].label}")
    if action.basis in _BASIS:
        parts.append(_BASIS[action.basis])
    if action.incomplete:
        parts.append("kalimat sumber terpotong")
    if action.note:
        parts.append(action.note)
    return f" ({'; '.join(parts)})" if parts else ""


def basis_in_words(basis: str) -> str:
    """`tertulis`, `tafsiran` or `belum diatur SOP`."""
    return _BASIS.get(basis, "tertulis")


def unit_in_words(procedure: Procedure, unit: str) -> str:
    """A unit's title; its id where the procedure does not describe it."""
    return procedure.units[unit].title if unit in procedure.units else unit


def code_in_words(procedure: Procedure, code: str) -> str:
    """A code with its path, the decision that gives it, or that the SOP has none."""
    if code.startswith("decisions."):
        return f"menurut {name_in_words(procedure, code.removeprefix('decisions.'))}"
    found = procedure.codes.get(code)
    if found is None:
        return "tidak ada di SOP" if code == "tidak_ada_di_sop" else code
    return " › ".join([*found.path, f"{found.code} {found.label}".strip()])


def sla_in_words(procedure: Procedure, sla: Any) -> str:
    """A duration, the decision that gives it, or *belum ditetapkan*."""
    if not isinstance(sla, str):
        return show_value(Type("duration"), sla)
    if sla.startswith("decisions."):
        return f"menurut {name_in_words(procedure, sla.removeprefix('decisions.'))}"
    return sla.replace("_", " ")


Settings = Mapping[str, Any]
Teller = Callable[[Procedure, Action, Settings], str]


def _details(procedure: Procedure, settings: Settings) -> str:
    """What a ticket or escalation carries: form, question, classification and SLA."""
    parts = []
    if "ask" in settings:
        parts.append(f": {settings['ask']}")
    if "form" in settings:
        parts.append(f", dengan {procedure.forms[settings['form']].title}")
    if "code" in settings:
        parts.append(f", klasifikasi {code_in_words(procedure, settings['code'])}")
    if "sla" in settings:
        parts.append(f", SLA {sla_in_words(procedure, settings['sla'])}")
    return "".join(parts)


def _ticket(procedure: Procedure, action: Action, settings: Settings) -> str:
    form = procedure.forms.get(action.target)
    unit = settings.get("unit") or (form.unit if form else "")
    to = f" ke {unit_in_words(procedure, unit)}" if unit else ""
    return (f"Kirim {form.title}" if form else "Buat tiket") + to + _details(procedure, settings)


def _escalate(procedure: Procedure, action: Action, settings: Settings) -> str:
    through = f" melalui {settings['through']}" if "through" in settings else ""
    return f"Eskalasi ke {unit_in_words(procedure, action.target)}{through}{_details(procedure, settings)}"


def _dispatch(procedure: Procedure, action: Action, settings: Settings) -> str:
    of = f" untuk {procedure.facts[settings['of']].label}" if "of" in settings else ""
    return f"Teruskan ke {unit_in_words(procedure, action.target)}{of}{_details(procedure, settings)}"


def _work_order(procedure: Procedure, action: Action, settings: Settings) -> str:
    to = f" ke {unit_in_words(procedure, action.target)}" if action.target else ""
    return f"Buat perintah kerja{to}{_details(procedure, settings)}"


def _wait(procedure: Procedure, action: Action, settings: Settings) -> str:
    then = f", lalu {settings['then']}" if "then" in settings else ""
    return f"Tunggu sampai {expression_in_words(procedure, settings['until'])}{then}"


def _callback(procedure: Procedure, action: Action, settings: Settings) -> str:
    due = f" pada {expression_in_words(procedure, settings['due'])}" if settings.get("due") is not None else ""
    window = settings.get("window")
    hours = f", antara {window[0]:%H.%M} dan {window[1]:%H.%M}" if window else ""
    by = f", oleh {settings['by'].replace('_', ' ')}" if "by" in settings else ""
    return f"Telepon kembali pelanggan{due}{hours}{by}"


def _send(procedure: Procedure, action: Action, settings: Settings) -> str:
    message: Message | None = procedure.messages.get(action.target)
    to = f" ke {procedure.facts[settings['to']].label}" if "to" in settings else ""
    return f"Kirim {_CHANNELS[message.channel] if message else 'pesan'}{to}"


def _monitor(procedure: Procedure, action: Action, settings: Settings) -> str:
    every = f", setiap {_interval(procedure, settings['every'])}" if settings.get("every") is not None else ""
    return f"Pantau sampai {procedure.facts[action.target].label.rstrip('?')}{every}"


def _interval(procedure: Procedure, tree: Expr) -> str:
    """How often: a policy is said by the value assumed, for its name says nothing to an agent."""
    name = tree.name.removeprefix("policy.") if isinstance(tree, Ref) else ""
    policy = procedure.policies.get(name)
    return show_value(Type("duration"), policy.default) if policy else expression_in_words(procedure, tree)


def _link(procedure: Procedure, action: Action, settings: Settings) -> str:
    label = procedure.facts[action.target].label.rstrip("?")
    said = f" sebagai {settings['as']}" if settings.get("as") not in (None, label) else ""
    return f"Tautkan {label}{said}"


def _needs_decision(procedure: Procedure, action: Action, settings: Settings) -> str:
    about = f": {settings['about']}" if "about" in settings else ""
    return f"Minta keputusan {(action.target or 'team_leader').replace('_', ' ')}{about}"


def _record(procedure: Procedure, action: Action, settings: Settings) -> str:
    record = procedure.records.get(action.target)
    return f"Catat {record.title if record else action.target}"


_KINDS: Mapping[str, Teller] = {
    "say": lambda p, a, s: "Sampaikan",
    "advise": lambda p, a, s: "Sarankan",
    "perform": lambda p, a, s: a.target,
    "wait": _wait,
    "ticket": _ticket,
    "escalate": _escalate,
    "dispatch": _dispatch,
    "callback": _callback,
    "work_order": _work_order,
    "send": _send,
    "record": _record,
    "link": _link,
    "refer": lambda p, a, s: f"Arahkan ke {a.target}",
    "follow": lambda p, a, s: f"Lanjutkan dengan prosedur {a.target}",
    "monitor": _monitor,
    "close": lambda p, a, s: f"Tutup: {a.target.replace('_', ' ')}",
    "needs_decision": _needs_decision,
}
