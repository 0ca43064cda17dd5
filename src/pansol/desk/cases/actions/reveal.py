"""Personal data of a case is shown on purpose, and that is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import require
from pansol.desk.audit.actions import record
from pansol.desk.cases.errors import NotAllowedNow
from pansol.desk.cases.models import Case

__all__ = ["reveal"]


def reveal(case: Case, *, by: User, now: datetime) -> None:
    """Show the personal data of a case to a user. Raises NotAllowedNow before the identity of a known customer is checked."""
    require(by, "customer.reveal", case)
    contact = case.contact
    wants_check = contact.customer_id is not None and case.client.identity_keys > 0
    if wants_check and contact.ended_at is None and contact.identity_checked_at is None:
        raise NotAllowedNow(_("Cocokkan identitas pelanggan dahulu, seperti yang diminta klien ini."))
    with transaction.atomic():
        record(f"case:{case.pk}", "customer.reveal", by=by, now=now, client_id=case.client_id, data={"customer": case.customer_id})
