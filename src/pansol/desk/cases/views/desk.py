"""The start of the day: running contacts, promises that are due, cases on the desk, and a new contact."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from pansol.desk.accounts.request import DeskRequest
from pansol.desk.cases import queries
from pansol.desk.cases.forms import Start
from pansol.desk.outages.queries import active, visible_outages

__all__ = ["desk", "desk_context"]


@require_GET
def desk(request: DeskRequest) -> HttpResponse:
    return render(request, "desk/desk.html", desk_context(request, Start(request.user)))


def desk_context(request: DeskRequest, form: Start) -> dict[str, Any]:
    """What lies on the desk."""
    now = timezone.now()
    clients = list(form.fields["client"].queryset)  # type: ignore[attr-defined]
    last = form.data.get("client", "") if form.is_bound else str(request.session.get("client", ""))
    chosen = next((c.pk for c in clients if str(c.pk) == last), clients[0].pk if clients else None)
    return {
        "form": form,
        "now": now,
        "chosen": chosen,
        "clients": clients,
        "contacts": queries.open_contacts(request.user),
        "decisions": list(queries.fresh_decisions(request.user)[:10]),
        "promises": list(queries.open_promises(request.user)[:20]),
        "cases": list(queries.own_cases(request.user)),
        "outages": list(active(visible_outages(request.user), now)[:5]),
    }
