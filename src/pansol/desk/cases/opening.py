"""What is known before the first question: from the contact, the agent, the customer and what was typed."""

from __future__ import annotations

from collections.abc import Mapping

from pansol.desk.accounts.models import Role, User
from pansol.desk.cases.finding import typed_facts, typed_sum
from pansol.desk.cases.models import Contact
from pansol.desk.customers.models import KeyKind
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version

__all__ = ["given_facts"]

_TIERS = {Role.AGENT_T1: "t1", Role.AGENT_T2: "t2"}
_CHANNELS = {"call": ("call", "call_centre"), "social_media": ("social_media", "ctp_ecare"), "walk_in": ("walk_in", "grapari")}


def given_facts(contact: Contact, version: Version, user: User, said: str) -> dict[str, str]:
    """Texts by fact; what a procedure does not have or does not take is left out when the case is opened."""
    procedure = compiled(version).procedure
    found = _of_customer(contact)
    found.update(typed_facts(said))
    found.update(typed_sum(said, {f.name: f.label for f in procedure.facts.values() if f.kind.kind == "money" and f.sources}))
    for fact in procedure.facts.values():
        for source in fact.sources:
            if source.how == "given" and (text := _given(source.text, contact, user, fact.kind.values or {})):
                found[fact.name] = text
    return {name: text for name, text in found.items() if name in procedure.facts}


def _of_customer(contact: Contact) -> dict[str, str]:
    if contact.customer is None:
        return {}
    keys = {key.kind: key.value for key in contact.customer.keys.all()}
    found = {"msisdn": _local(keys.get(KeyKind.MSISDN, "")), "email": keys.get(KeyKind.EMAIL, "")}
    return {name: text for name, text in found.items() if text}


def _local(number: str) -> str:
    return "0" + number[2:] if number.startswith("62") else number


def _given(path: str, contact: Contact, user: User, values: Mapping[str, str]) -> str:
    """What the desk itself knows: `contact.channel`, `agent.username`. A channel is one of the fact's own values, else `other`."""
    if path == "contact.channel":
        named = (contact.channel, *_CHANNELS.get(contact.channel, ()))
        return next((n for n in named if n in values), "other" if "other" in values else "")
    return {
        "contact.ani": contact.ani,
        "agent.username": user.username,
        "agent.perner": user.perner,
        "agent.tier": _TIERS.get(Role(user.role), ""),
    }.get(path, "")
