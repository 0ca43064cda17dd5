"""The demo world: people of every role, customers with histories, an outage, open promises, a grey case, the five procedures."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from pansol.desk.accounts.models import Calendar, Client, Role, Team, Unit, User
from pansol.desk.cases.actions import answer, attach_customer, close_case, conclude, end_contact, open_case, raise_grey, start_contact
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, Contact
from pansol.desk.customers.models import Customer, Key
from pansol.desk.interactions.actions import write
from pansol.desk.knowledge.actions import publish
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version
from pansol.desk.outages.actions import end_outage, enter_outage

__all__ = ["PEOPLE", "SignIn", "make_demo", "sign_ins"]

CLIENTS = {"telkomsel": "Telkomsel", "telkom147": "Telkom 147 / IndiHome", "pln123": "PLN 123"}
PROCEDURES = (
    "telkomsel/aktivasi-paket", "telkomsel/grapari-online", "telkomsel/pembayaran-nomor-belum-aktif", "telkom147/new-callback",
    "pln123/marketplace-merchant",
)  # fmt: skip
_ALL = tuple(CLIENTS)
# username: (first name, last name, role, clients, perner, extension)
PEOPLE: dict[str, tuple[str, str, Role, tuple[str, ...], str, str]] = {
    "sari": ("Sari", "Wulandari", Role.AGENT_T1, ("telkomsel",), "90417", "4417"),
    "tono": ("Tono", "Prasetyo", Role.AGENT_T1, ("telkom147",), "90422", "4422"),
    "dewi": ("Dewi", "Anggraini", Role.AGENT_T1, ("pln123",), "90431", "4431"),
    "nia": ("Nia", "Kurniasih", Role.AGENT_T2, ("telkomsel", "telkom147"), "90208", "4208"),
    "budi": ("Budi", "Santoso", Role.TEAM_LEADER, _ALL, "90101", "4101"),
    "rina": ("Rina", "Maharani", Role.DUTY_CONTROLLER, _ALL, "90102", "4102"),
    "agus": ("Agus", "Salim", Role.CONTENT_OWNER, _ALL, "90301", ""),
    "lina": ("Lina", "Marlina", Role.REVIEWER, _ALL, "90302", ""),
    "joko": ("Joko", "Susilo", Role.RESOLVER, ("telkomsel",), "90501", ""),
    "putri": ("Putri", "Ayu", Role.QA, _ALL, "90601", ""),
    "hadi": ("Hadi", "Wijaya", Role.AUDITOR, _ALL, "90701", ""),
    "admin": ("Ani", "Rahayu", Role.ADMIN, _ALL, "90001", ""),
}
# client, name, area, keys; the numbers are those that the sandbox knows
CUSTOMERS = (
    ("telkomsel", "Wati Hartono", "Surabaya", {"msisdn": "6281200007781", "email": "wati@contoh.id"}),
    ("telkomsel", "Andi Saputra", "Bandung", {"msisdn": "6281200007701"}),
    ("telkomsel", "Rini Oktaviani", "Semarang", {"msisdn": "6281200007702"}),
    ("telkomsel", "Hasan Basri", "Jakarta", {"msisdn": "6281200007711", "ani": "6281200009911"}),
    ("telkomsel", "Dina Puspita", "Medan", {"msisdn": "6281200007712"}),
    ("telkomsel", "Yusuf Maulana", "Makassar", {"msisdn": "6281200007714"}),
    ("telkomsel", "Lestari Ningsih", "Yogyakarta", {"order": "GOL-0004", "email": "gol-0004@contoh.id"}),
    ("telkom147", "Slamet Riyadi", "Malang", {"service": "152000000001", "msisdn": "6281200008101"}),
    ("telkom147", "Fitri Handayani", "Denpasar", {"service": "152000000002"}),
    ("pln123", "Dapur Sekar", "Solo", {"msisdn": "6281200008801", "email": "sekar@contoh.id"}),
    ("pln123", "Keripik Barokah", "Bekasi", {"msisdn": "6281200008804"}),
)
_WORDS = ("melati", "kopi", "hujan", "pasar", "kereta", "bukit", "rotan", "jambu", "layar", "sawah", "lampu", "kapas", "ombak", "bambu")


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to come in; printed, never stored but as a hash and in the owner's own file."""

    username: str
    role: str
    password: str


@dataclass(slots=True)
class _World:
    now: datetime
    clients: dict[str, Client]
    people: dict[str, User]
    versions: dict[str, Version]
    customers: dict[str, Customer]


def make_demo(*, now: datetime) -> list[SignIn]:
    """Fill an empty installation; nothing when there are people already."""
    if User.objects.exists():
        return []
    password = "-".join(secrets.choice(_WORDS) for _ in range(3)) + "-" + secrets.token_hex(4)
    with transaction.atomic():
        world = _World(now, _clients(), {}, {}, {})
        world.people = {name: _person(world, name, password) for name in PEOPLE}
        world.versions = {p: _publish(world, p) for p in PROCEDURES}
        world.customers = {row[1].split()[0].lower(): _customer(world, *row) for row in CUSTOMERS}
        _parts(world)
        _outages(world)
        _histories(world)
    found = [SignIn(name, str(row[2].label), password) for name, row in PEOPLE.items()]
    _keep(password)
    return found


def sign_ins() -> list[SignIn]:
    """The sign-ins of an earlier start, from the file that only the owner can read."""
    path = settings.DATA / "demo-password"
    if not path.exists():
        return []
    password = path.read_text(encoding="utf-8").strip()
    return [SignIn(name, str(row[2].label), password) for name, row in PEOPLE.items()]


def _keep(password: str) -> None:
    descriptor = os.open(settings.DATA / "demo-password", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password + "\n")


def _clients() -> dict[str, Client]:
    return {code: Client.objects.get_or_create(code=code, defaults={"name": name})[0] for code, name in CLIENTS.items()}


def _person(world: _World, username: str, password: str) -> User:
    first, last, role, codes, perner, extension = PEOPLE[username]
    home = world.clients[codes[0]]
    team = Team.objects.get_or_create(client=home, name="Tim Melati")[0]
    user = User(username=username, first_name=first, last_name=last, role=role, team=team, perner=perner, extension=extension)
    user.set_password(password)
    user.save()
    user.clients.set([world.clients[c] for c in codes])
    return user


def _publish(world: _World, procedure: str) -> Version:
    client = world.clients[procedure.partition("/")[0]]
    return publish(settings.PROCEDURES, procedure, client=client, by=world.people["agus"], now=world.now - timedelta(days=60))


def _customer(world: _World, code: str, name: str, area: str, keys: Mapping[str, str]) -> Customer:
    client = world.clients[code]
    customer = Customer.objects.create(client=client, name=name, area=area, created_at=world.now - timedelta(days=200))
    Key.objects.bulk_create(Key(client=client, customer=customer, kind=kind, value=value) for kind, value in keys.items())
    return customer


def _parts(world: _World) -> None:
    """Working hours, and the units that the procedures name."""
    for client in world.clients.values():
        hours = Calendar.objects.create(
            client=client, name="Jam kantor", opens_at=time(8), closes_at=time(17), holidays=["2026-08-17", "2026-12-25"]
        )
        for procedure, version in world.versions.items():
            if version.client_id != client.pk:
                continue
            for code, unit in compiled(world.versions[procedure]).procedure.units.items():
                Unit.objects.get_or_create(
                    client=client, code=code.replace(".", "-"), defaults={"name": unit.title or code, "calendar": hours}
                )


def _outages(world: _World) -> None:
    budi, now = world.people["budi"], world.now
    running = {
        "area": "Surabaya, Sidoarjo", "title": "Data lambat di Surabaya Timur", "source": "kms", "reference": "INFO-2291",
        "answer": "Mohon maaf, Bapak/Ibu. Saat ini jaringan data di Surabaya dan Sidoarjo sedang diperbaiki. "
        "Kami perkirakan normal kembali sore ini.",
        "starts_at": now - timedelta(hours=3), "ends_at": now + timedelta(days=2),
    }  # fmt: skip
    enter_outage([world.clients["telkomsel"]], running, by=budi, now=now - timedelta(hours=3))
    over = {
        **running,
        "area": "*",
        "title": "Pembayaran lewat e-wallet tertunda",
        "source": "telegram",
        "reference": "grup CC 14.05",
        "ends_at": None,
    }
    [ended] = enter_outage(
        [world.clients["telkom147"]], {**over, "starts_at": now - timedelta(days=2)}, by=budi, now=now - timedelta(days=2)
    )
    end_outage(ended, by=budi, now=now - timedelta(days=1))


def _contact(world: _World, who: str, agent: str, at: datetime, channel: str = "call") -> Contact:
    customer, by = world.customers[who], world.people[agent]
    ani = customer.keys.filter(kind__in=["msisdn", "ani"]).values_list("value", flat=True).first() or ""
    contact = start_contact(customer.client, channel, ani, by=by, now=at)
    attach_customer(contact, customer, by=by, now=at)
    return contact


def _case(world: _World, contact: Contact, procedure: str, at: datetime, facts: Mapping[str, str]) -> CaseFile:
    case = open_case(contact, world.versions[procedure], by=contact.agent, now=at)
    for number, (fact, text) in enumerate(facts.items(), start=1):
        moment = at + timedelta(seconds=20 * number)
        answer(_opened(case, moment), fact, text, by=contact.agent, now=moment)
        case.refresh_from_db()
    return _opened(case, at + timedelta(minutes=4))


def _opened(case: Case, now: datetime) -> CaseFile:
    return CaseFile(Case.objects.select_related("version").get(pk=case.pk), now)


def _histories(world: _World) -> None:
    _dropped_call(world)
    _promise_to_watch(world)
    _grey_case(world)
    _solved_before(world)
    _merchant(world)


def _dropped_call(world: _World) -> None:
    """Wati: the line dropped yesterday, her case runs, the callback is late."""
    at = world.now - timedelta(hours=20)
    contact = _contact(world, "wati", "nia", at)
    _case(
        world,
        contact,
        "telkomsel/aktivasi-paket",
        at,
        {"msisdn": "081200007781", "outage_here": "no", "prior_case": "none", "subscription": "prepaid"},
    )
    end_contact(contact, disposition="dropped", dropped=True, by=contact.agent, now=at + timedelta(minutes=5))
    late = _contact(world, "andi", "sari", world.now - timedelta(minutes=12))
    end_contact(late, disposition="dropped", dropped=True, by=late.agent, now=world.now - timedelta(minutes=10))


def _promise_to_watch(world: _World) -> None:
    """Hasan: paid, number still blocked; what was promised is watched."""
    at = world.now - timedelta(hours=2)
    contact = _contact(world, "hasan", "sari", at)
    facts = {"msisdn": "081200007711", "outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}
    file = _case(world, contact, "telkomsel/pembayaran-nomor-belum-aktif", at, facts)
    conclude(file, by=contact.agent, now=file.now)
    end_contact(contact, disposition="promised", dropped=False, by=contact.agent, now=at + timedelta(minutes=6))


def _grey_case(world: _World) -> None:
    """Dina: the SOP does not say who reactivates an aging number."""
    at = world.now - timedelta(minutes=25)
    contact = _contact(world, "dina", "sari", at, "chat")
    facts = {"msisdn": "081200007712", "outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}
    file = _case(world, contact, "telkomsel/pembayaran-nomor-belum-aktif", at, facts)
    raise_grey(file, "Nomor aging dan sudah dibayar. Siapa yang mereaktivasi, dan apa yang saya janjikan?", by=contact.agent, now=file.now)
    end_contact(contact, disposition="promised", dropped=False, by=contact.agent, now=file.now)


def _solved_before(world: _World) -> None:
    """Rini: the same complaint two weeks ago, solved."""
    at = world.now - timedelta(days=14)
    contact = _contact(world, "rini", "sari", at)
    facts = {
        "msisdn": "081200007702",
        "outage_here": "no",
        "prior_case": "none",
        "subscription": "prepaid",
        "charged": "yes",
        "quota_shown": "yes",
    }
    file = _case(world, contact, "telkomsel/aktivasi-paket", at, facts)
    close_case(file.case, "done", by=contact.agent, now=file.now)
    end_contact(contact, disposition="solved", dropped=False, by=contact.agent, now=file.now)


def _merchant(world: _World) -> None:
    """Dapur Sekar: an application, recorded in the format of APKT."""
    at = world.now - timedelta(days=3)
    contact = _contact(world, "dapur", "dewi", at)
    facts = {
        "issue": "merchant_application", "customer_name": "Sekar Contoh", "business_name": "Dapur Sekar", "product_type": "Keripik tempe",
        "city": "Solo", "province": "Jawa Tengah", "phone": "081200008801", "email": "sekar@contoh.id", "itsm_no": "ITSM-0001",
        "prior_itsm_no": "absent", "problem": "absent",
    }  # fmt: skip
    file = _case(world, contact, "pln123/marketplace-merchant", at, facts)
    write(file, "apkt", by=contact.agent, now=file.now)
    close_case(_opened(file.case, file.now).case, "done", by=contact.agent, now=file.now)
    end_contact(contact, disposition="ticket", dropped=False, by=contact.agent, now=file.now)
