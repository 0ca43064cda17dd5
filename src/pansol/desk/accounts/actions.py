"""People and the installation are changed here; every change is audited, values that are secret are not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from pansol.desk.accounts.models import Calendar, Client, Team, Token, Unit, User
from pansol.desk.accounts.rules import Forbidden, require
from pansol.desk.accounts.totp import seal, used_step
from pansol.desk.audit.actions import record

__all__ = ["change_password", "make_token", "revoke_token", "save_part", "save_person", "set_password", "start_totp", "stop_totp"]


def save_person(person: User, clients: Iterable[Client], password: str = "", *, by: User, now: datetime) -> User:
    """Add or change a person. Raises Forbidden for clients the administrator does not administer, ValidationError for a weak password."""
    require(by, "people.edit")
    wanted = {c.pk for c in clients}
    kept = set(person.clients.values_list("pk", flat=True)) if person.pk else set()
    if not (wanted | kept) <= by.client_ids():
        raise Forbidden("people.edit")
    is_new = person.pk is None
    if password:
        validate_password(password, person)
        person.set_password(password)
    elif is_new:
        person.set_unusable_password()
    with transaction.atomic():
        person.save()
        person.clients.set(wanted)
        data = {"role": person.role, "clients": sorted(wanted), "active": person.is_active, "password": bool(password)}
        record(f"user:{person.pk}", "user.add" if is_new else "user.change", by=by, now=now, data=data)
    return person


def set_password(person: User, password: str, *, by: User, now: datetime) -> None:
    """An administrator gives a new password; the person's sessions and one-time codes end. Raises ValidationError."""
    require(by, "people.edit")
    if not set(person.clients.values_list("pk", flat=True)) <= by.client_ids():
        raise Forbidden("people.edit")
    _keep_password(person, password, "user.password_set", by, now, totp_key="")


def change_password(password: str, *, by: User, now: datetime) -> None:
    """One's own password. Raises ValidationError when the policy refuses it."""
    _keep_password(by, password, "user.password_change", by, now)


def _keep_password(person: User, password: str, verb: str, by: User, now: datetime, **fields: str) -> None:
    validate_password(password, person)
    person.set_password(password)
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(password=person.password, **fields)
        record(f"user:{person.pk}", verb, by=by, now=now)


def start_totp(key: str, code: str, *, by: User, now: datetime) -> bool:
    """Ask for one-time codes from now on; False when the first code does not fit the key."""
    step = used_step(key, code, now, 0)
    if step is None:
        return False
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(totp_key=seal(key), totp_step=step)
        record(f"user:{by.pk}", "user.totp_start", by=by, now=now)
    return True


def stop_totp(*, by: User, now: datetime) -> None:
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(totp_key="", totp_step=0)
        record(f"user:{by.pk}", "user.totp_stop", by=by, now=now)


def save_part(part: Client | Team | Unit | Calendar, *, by: User, now: datetime) -> None:
    """Add or change a client, team, unit or calendar. Who adds a client administers it."""
    require(by, "people.edit", part)
    is_new, kind = part.pk is None, type(part).__name__.lower()
    if isinstance(part, Client) and not is_new and part.pk not in by.client_ids():
        raise Forbidden("people.edit")
    with transaction.atomic():
        part.save()
        if isinstance(part, Client) and is_new:
            by.clients.add(part)
            by.__dict__.pop("_client_ids", None)
        client_id = part.pk if isinstance(part, Client) else part.client_id
        record(f"{kind}:{part.pk}", f"{kind}.add" if is_new else f"{kind}.change", by=by, now=now, client_id=client_id)


def make_token(owner: User, name: str, *, by: User | None, now: datetime) -> str:
    """A new key for an integration that acts as `owner`; the secret is told once. `by` None is the command line."""
    if by is not None:
        require(by, "token.edit")
        if not owner.client_ids() <= by.client_ids():
            raise Forbidden("token.edit")
    secret = Token.new_secret()
    with transaction.atomic():
        token = Token.objects.create(user=owner, name=name, digest=Token.hash_of(secret), created_at=now)
        record(f"token:{token.pk}", "token.make", by=by, now=now, data={"user": owner.pk, "name": name})
    return secret


def revoke_token(token: Token, *, by: User, now: datetime) -> None:
    require(by, "token.edit")
    if not token.user.client_ids() <= by.client_ids():
        raise Forbidden("token.edit")
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            record(f"token:{token.pk}", "token.revoke", by=by, now=now)
