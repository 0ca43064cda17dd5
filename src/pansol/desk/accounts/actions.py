"""People and the installation are changed here; every change is audited, values that are secret are not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import Calendar, Client, RecoveryCode, Team, Token, Unit, User
from pansol.desk.accounts.recovery import new_codes
from pansol.desk.accounts.rules import Forbidden, require
from pansol.desk.accounts.totp import seal, used_step
from pansol.desk.audit.actions import record

__all__ = [
    "change_password", "end_sessions", "make_token", "renew_recovery_codes", "revoke_token", "save_part", "save_person", "start_totp",
    "stop_totp",
]  # fmt: skip


def save_person(
    person: User, clients: Iterable[Client], password: str = "", *, without_codes: bool = False, by: User, now: datetime
) -> User:
    """Add or change a person; a password that is given has to be changed at the next sign-in, and ends all sessions.

    Raises Forbidden for clients the administrator does not administer, ValidationError for a weak password.
    """
    require(by, "people.edit")
    wanted = {c.pk for c in clients}
    kept = set(person.clients.values_list("pk", flat=True)) if person.pk else set()
    if not (wanted | kept) <= by.client_ids():
        raise Forbidden("people.edit")
    is_new = person.pk is None
    if password:
        validate_password(password, person)
        person.set_password(password)
        person.must_change_password = person.pk != by.pk
    elif is_new:
        person.set_unusable_password()
    with transaction.atomic():
        person.save()
        person.clients.set(wanted)
        if without_codes:
            _forget_totp(person)
        data = {
            "role": person.role, "clients": sorted(wanted), "active": person.is_active, "password": bool(password),
            "without_codes": without_codes,
        }  # fmt: skip
        record(f"user:{person.pk}", "user.add" if is_new else "user.change", by=by, now=now, data=data)
    return person


def change_password(password: str, *, by: User, now: datetime) -> None:
    """One's own password. Raises ValidationError when the policy refuses it, or when it is the one that was."""
    if by.check_password(password):
        raise ValidationError(_("Itu kata sandi Anda sekarang. Pilih yang lain."))
    validate_password(password, by)
    by.set_password(password)
    by.must_change_password = False
    with transaction.atomic():
        by.save(update_fields=["password", "must_change_password"])
        record(f"user:{by.pk}", "user.password_change", by=by, now=now)


def end_sessions(person: User, *, by: User, now: datetime) -> None:
    """Sign a person out on every device: oneself, or an administrator somebody of hers."""
    if person.pk != by.pk:
        _require_all_clients(person, by)
    with transaction.atomic():
        User.objects.filter(pk=person.pk).update(session_number=F("session_number") + 1)
        record(f"user:{person.pk}", "user.sessions_end", by=by, now=now)
    person.refresh_from_db(fields=["session_number"])


def _require_all_clients(person: User, by: User) -> None:
    require(by, "people.edit")
    if not set(person.clients.values_list("pk", flat=True)) <= by.client_ids():
        raise Forbidden("people.edit")


def start_totp(key: str, code: str, *, by: User, now: datetime) -> list[str]:
    """Ask for one-time codes from now on; the recovery codes, or none when the first code does not fit the key."""
    step = used_step(key, code, now, 0)
    if step is None:
        return []
    with transaction.atomic():
        if not User.objects.filter(pk=by.pk, totp_key="").update(totp_key=seal(key), totp_step=step):
            return []
        record(f"user:{by.pk}", "user.totp_start", by=by, now=now)
        return new_codes(by)


def stop_totp(*, by: User, now: datetime) -> None:
    with transaction.atomic():
        _forget_totp(by)
        record(f"user:{by.pk}", "user.totp_stop", by=by, now=now)


def renew_recovery_codes(*, by: User, now: datetime) -> list[str]:
    """Fresh codes on paper; the old ones no longer work."""
    with transaction.atomic():
        record(f"user:{by.pk}", "user.recovery_codes", by=by, now=now)
        return new_codes(by)


def _forget_totp(person: User) -> None:
    User.objects.filter(pk=person.pk).update(totp_key="", totp_step=0)
    RecoveryCode.objects.filter(user=person).delete()


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
