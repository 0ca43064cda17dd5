"""The one way a case changes: a conditional update of its revision, its entries, its audit event, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.audit.actions import record
from pansol.desk.cases.errors import NotAllowedNow, Stale
from pansol.desk.cases.models import Case, CaseState, FactEntry, Receipt

__all__ = ["change", "seen_before"]


def seen_before(by: User, key: str) -> bool:
    """Whether this very request was carried out already (a double click, a retry)."""
    return bool(key) and Receipt.objects.filter(user=by, key=key).exists()


def change(
    case: Case,
    verb: str,
    *,
    by: User,
    now: datetime,
    key: str = "",
    entries: Iterable[FactEntry] = (),
    data: Mapping[str, Any] | None = None,
    note: str = "",
    **fields: Any,
) -> bool:
    """Write a change of a case that was read at `case.revision`. Raises Stale, with what is new, if it has moved on.

    `key` makes a repeated request harmless: the second finds the receipt of the first, changes nothing and gets False.
    """
    if case.state == CaseState.CLOSED:
        if seen_before(by, key):
            return False
        raise NotAllowedNow(_("Kasus ini sudah selesai. Buka kasus baru bila keluhannya muncul lagi."))
    try:
        with transaction.atomic():
            updated = Case.objects.filter(pk=case.pk, revision=case.revision).update(revision=case.revision + 1, **fields)
            if updated != 1:
                raise Stale([])
            if key:
                Receipt.objects.create(user=by, key=key, result=f"case:{case.pk}", at=now)
            FactEntry.objects.bulk_create(entries)
            record(f"case:{case.pk}", verb, by=by, now=now, client_id=case.client_id, data=data, note=note)
    except IntegrityError:
        if seen_before(by, key):
            return False
        raise
    except Stale:
        if seen_before(by, key):
            return False
        raise Stale(list(case.entries.filter(number__gt=_last_number(case)).select_related("by").order_by("number"))) from None
    case.revision += 1
    for name, value in fields.items():
        setattr(case, name, value)
    return True


def _last_number(case: Case) -> int:
    """The newest entry the writer had seen, as the caller noted it on the case."""
    return int(getattr(case, "seen_number", 0))
