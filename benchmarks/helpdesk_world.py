"""A django-helpdesk with as many tickets as the desk has cases. Run as a module."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

from desk_people import AGENTS, SESSIONS, username  # noqa: E402
from desk_sessions import sign_in  # noqa: E402

__all__ = ["fill"]

CASES = int(os.environ.get("PANSOL_BENCH_CASES", "200000"))
BLOCK = 5_000


def fill(now: datetime) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    agents = [get_user_model().objects.create_user(username(n), is_staff=True) for n in range(AGENTS)]
    sign_in(agents, Path(os.environ["PANSOL_DATA"]) / SESSIONS)
    queues = [Queue.objects.create(title=title, slug=title.lower()) for title in ("Telkomsel", "Telkom147", "PLN123")]
    for first in range(0, CASES, BLOCK):
        numbers = range(first, min(first + BLOCK, CASES))
        at = {n: now - timedelta(minutes=2 * (CASES - n)) for n in numbers}
        tickets = Ticket.objects.bulk_create(
            Ticket(
                title=f"Keluhan {n}", queue=queues[n % 3], created=at[n], modified=at[n], submitter_email=f"pelanggan{n}@contoh.id",
                assigned_to=agents[n % AGENTS], status=Ticket.OPEN_STATUS if n % 50 == 0 else Ticket.CLOSED_STATUS,
                description="Pembayaran sudah berhasil, nomor belum aktif.", secret_key=f"{n:036}",
            )
            for n in numbers
        )  # fmt: skip
        FollowUp.objects.bulk_create(
            FollowUp(ticket=t, date=at[n], title="Ticket Opened", comment="", user=agents[n % AGENTS])
            for n, t in zip(numbers, tickets, strict=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    fill(timezone.now())
