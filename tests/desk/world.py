"""Plain builders: Sari (agent), Budi (team leader), Wati (customer), and what they work on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pansol.desk.accounts.models import Client, Role, Team, User
from pansol.desk.cases.actions import open_case, start_contact
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, Contact
from pansol.desk.customers.models import Customer, Key
from pansol.desk.knowledge.actions import publish
from pansol.desk.knowledge.models import Version

NOW = datetime.fromisoformat("2026-07-02T10:00:00+07:00")
PROCEDURES = Path(__file__).parents[2] / "procedures"
PAYMENT = "telkomsel/pembayaran-nomor-belum-aktif"


def client(code: str = "telkomsel") -> Client:
    return Client.objects.get_or_create(code=code, defaults={"name": code.title()})[0]


def user(username: str, role: str, *clients: Client) -> User:
    """A user of `clients` (Telkomsel when none are named)."""
    found, is_new = User.objects.get_or_create(username=username, defaults={"role": role, "first_name": username.title()})
    if is_new:
        home = clients or (client(),)
        found.team = Team.objects.get_or_create(client=home[0], name="Tim 1")[0]
        found.perner, found.extension = "12345", "4417"
        found.save()
        found.clients.set(home)
    return found


def sari() -> User:
    return user("sari", Role.AGENT_T1)


def budi() -> User:
    return user("budi", Role.TEAM_LEADER)


def wati() -> Customer:
    """A customer with a number."""
    found = Customer.objects.filter(name="Wati Contoh").first()
    if found is None:
        found = Customer.objects.create(client=client(), name="Wati Contoh", area="Surabaya", created_at=NOW)
        Key.objects.create(client=client(), customer=found, kind="msisdn", value="6281200007781")
    return found


def version(procedure: str = PAYMENT) -> Version:
    code = procedure.split("/", maxsplit=1)[0]
    return publish(PROCEDURES, procedure, client=client(code), by=None, now=NOW)


def contact(by: User | None = None, home: Client | None = None) -> Contact:
    return start_contact(home or client(), "call", "081200007781", by=by or sari(), now=NOW)


def case(by: User | None = None, procedure: str = PAYMENT) -> Case:
    by = by or sari()
    return open_case(contact(by, client(procedure.split("/", maxsplit=1)[0])), version(procedure), by=by, now=NOW)


def opened(found: Case, now: datetime = NOW) -> CaseFile:
    """The case as it is in the database now."""
    return CaseFile(Case.objects.select_related("version").get(pk=found.pk), now)
