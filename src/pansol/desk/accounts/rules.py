"""`may(user, verb, thing)`: the whole permission table in one place. Another client's things do not exist for a user."""

from __future__ import annotations

from typing import Any

from pansol.desk.accounts.models import Role, User

__all__ = ["VERBS", "Forbidden", "is_visible", "may", "require"]

_AGENTS = {Role.AGENT_T1, Role.AGENT_T2}
_LEADERS = {Role.TEAM_LEADER, Role.DUTY_CONTROLLER}
_EDITORS = {Role.CONTENT_OWNER, Role.REVIEWER}
_READERS = {Role.QA, Role.AUDITOR}
_DESK = _AGENTS | _LEADERS

# verb: the roles that may, on a thing of one of their own clients
VERBS: dict[str, frozenset[str]] = {
    verb: frozenset(map(str, roles))
    for verb, roles in {
        "contact.start": _DESK,
        "contact.end": _DESK,
        "customer.view": _DESK | _READERS | {Role.RESOLVER},
        "customer.edit": _DESK,
        "customer.reveal": _DESK | {Role.AUDITOR},
        "customer.delete": {Role.ADMIN},
        "case.view": _DESK | _READERS | _EDITORS | {Role.RESOLVER},
        "case.open": _DESK,
        "case.answer": _DESK,
        "case.hand_over": _DESK,
        "case.override_expiry": _LEADERS,
        "case.decide_grey": _LEADERS | {Role.CONTENT_OWNER},
        "case.close": _DESK,
        "task.view": _DESK | _READERS,
        "task.finish": _DESK,
        "record.write": _DESK,
        "record.view": _DESK | _READERS,
        "outage.view": set(Role),
        "outage.edit": _LEADERS,
        "article.view": set(Role),
        "article.feedback": _DESK | _READERS,
        "register.view": _EDITORS | _LEADERS | {Role.QA},
        "register.edit": _EDITORS,
        "version.withdraw": {Role.CONTENT_OWNER},
        "version.publish": {Role.CONTENT_OWNER},
        "people.edit": {Role.ADMIN},
        "audit.view": {Role.AUDITOR, Role.ADMIN},
        "token.edit": {Role.ADMIN},
    }.items()
}


class Forbidden(Exception):
    """The user may see the thing but may not do this to it."""


def is_visible(user: User, thing: Any) -> bool:
    """Whether a thing belongs to one of the user's clients; a thing of no client is everybody's."""
    client_id = getattr(thing, "client_id", None)
    return client_id is None or client_id in user.client_ids()


def may(user: User, verb: str, thing: Any = None) -> bool:
    """Whether a user may do `verb` to `thing` (or to anything of that kind, when None). An unknown verb is an error."""
    if not user.is_active or user.role not in VERBS[verb]:
        return False
    return thing is None or is_visible(user, thing)


def require(user: User, verb: str, thing: Any = None) -> None:
    """Raise Forbidden unless `may`."""
    if not may(user, verb, thing):
        raise Forbidden(verb)
