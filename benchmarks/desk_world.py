"""A contact centre with years behind it: customers, contacts, and cases walked by the real interview. Run as a module."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.utils import timezone  # noqa: E402

from desk_people import AGENTS, CLIENTS, PASSWORD, SESSIONS, username  # noqa: E402
from desk_sessions import sign_in  # noqa: E402
from pansol.desk.accounts.models import Client, Role, Team, User  # noqa: E402
from pansol.desk.audit.models import Event  # noqa: E402
from pansol.desk.cases.models import Case, Contact, FactEntry, Promise  # noqa: E402
from pansol.desk.customers.models import Customer, Key  # noqa: E402
from pansol.desk.knowledge.actions import publish  # noqa: E402
from pansol.desk.knowledge.library import compiled  # noqa: E402
from pansol.desk.knowledge.models import Version  # noqa: E402
from pansol.sop.interview import question_for  # noqa: E402
from pansol.sop.situation import Situation  # noqa: E402
from pansol.sop.values import write_value  # noqa: E402
from situations import answers  # noqa: E402

__all__ = ["CASES", "CUSTOMERS", "fill"]

CASES = int(os.environ.get("PANSOL_BENCH_CASES", "200000"))
CUSTOMERS = CASES * 3 // 5
WALKS = 20  # different walks per procedure
OPEN = 2_000  # cases that are not done, of the newest
AREAS = ("Surabaya", "Bandung", "Medan", "Makassar", "Jakarta Timur", "Denpasar", "Palembang", "Semarang")
Walk = list[tuple[str, str]]


def fill(now: datetime) -> None:
    """Everything, in the order in which it refers to each other."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    clients = {code: Client.objects.create(code=code, name=code.title()) for code in dict.fromkeys(CLIENTS)}
    agents = _agents(clients)
    sign_in(agents, settings.DATA / SESSIONS)
    versions = {code: _versions(client, now) for code, client in clients.items()}
    walks = {v.pk: _walks(v, now) for found in versions.values() for v in found}
    world = _World(now, clients, agents, versions, walks)
    for model, fields, rows in world.tables():
        _insert(model, fields, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Customer, Key, Contact, Case, FactEntry, Promise, Event]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _agents(clients: dict[str, Client]) -> list[User]:
    hashed, found = make_password(PASSWORD), []
    for number in range(AGENTS):
        client = clients[CLIENTS[number % len(CLIENTS)]]
        team = Team.objects.get_or_create(client=client, name="Tim 1")[0]
        agent = User.objects.create(username=username(number), password=hashed, role=Role.AGENT_T1, team=team, first_name=f"Agen {number}")
        agent.clients.add(client)
        found.append(agent)
    return found


def _versions(client: Client, now: datetime) -> list[Version]:
    names = sorted(p.parent.name for p in settings.PROCEDURES.glob(f"{client.code}/*/procedure.yaml"))
    return [publish(settings.PROCEDURES, f"{client.code}/{name}", client=client, by=None, now=now) for name in names]


def _walks(version: Version, now: datetime) -> list[Walk]:
    """What was answered, in the order in which the interview asked, until the goal was decided."""
    dice, found = Random(version.title), list[Walk]()
    known = compiled(version)
    for _ in range(WALKS):
        situation, walk = Situation(known, {}, now, now.date()), Walk()
        while (question := question_for(situation, known.procedure.goals[0], frozenset())) is not None and len(walk) < 30:
            values = [a for a in answers(situation, question.fact) if isinstance(a, str | bool | timedelta | datetime | frozenset)]
            if not values:
                break
            value = dice.choice(values)
            walk.append((question.fact.name, write_value(question.fact.kind, value)))
            situation = situation.with_fact(question.fact.name, value)
        found.append(walk)
    return found


class _World:
    """The rows, table by table; each case is drawn by a dice of its own number, so that the tables agree."""

    def __init__(
        self,
        now: datetime,
        clients: dict[str, Client],
        agents: list[User],
        versions: dict[str, list[Version]],
        walks: dict[int, list[Walk]],
    ) -> None:
        self.now, self.clients, self.versions, self.walks = now, clients, versions, walks
        self.goals = {v.pk: compiled(v).procedure.goals[0] for found in versions.values() for v in found}
        self.agents = [[a.pk for n, a in enumerate(agents) if CLIENTS[n % len(CLIENTS)] == code] for code in CLIENTS]

    def tables(self) -> Iterator[tuple[type[models.Model], str, Iterable[tuple[Any, ...]]]]:
        yield Customer, "id client_id name area created_at last_contact_at", self.customers()
        yield Key, "client_id customer_id kind value", self.keys()
        yield Contact, "id client_id channel ani customer_id agent_id started_at ended_at dropped disposition notes", self.contacts()
        fields = (
            "id client_id customer_id contact_id version_id goal as_of state owner_id revision opened_at settled_at closed_at rule outcome"
        )
        yield Case, f"{fields} expiry_override", self.cases()
        yield FactEntry, "case_id number fact value mark source by_id at", self.entries()
        yield Promise, "client_id case_id customer_id kind rule text due_at owner_id state made_at finished_at", self.promises()
        yield Event, "client_id chain number verb actor_id at data previous digest note salt", self.events()

    def customers(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CUSTOMERS):
            yield n + 1, self.client(n), f"Pelanggan {n}", AREAS[n % len(AREAS)], self.now - timedelta(days=400), self.now

    def keys(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CUSTOMERS):
            yield self.client(n), n + 1, "msisdn", f"62812{n:08}"
            yield self.client(n), n + 1, "email", f"pelanggan{n}@contoh.id"

    def client(self, n: int) -> int:
        return self.clients[CLIENTS[n % len(CLIENTS)]].pk

    def draw(self, n: int) -> tuple[Random, int, int, datetime]:
        """(dice, customer, agent, opened) of case `n`; the last ones are the newest."""
        dice = Random(n)
        customer = n % CUSTOMERS if n < CUSTOMERS else dice.randrange(CUSTOMERS)
        agent = dice.choice(self.agents[customer % len(CLIENTS)])
        return dice, customer, agent, self.now - timedelta(minutes=2 * (CASES - n) + 30)

    def contacts(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CASES):
            dice, customer, agent, at = self.draw(n)
            channel = dice.choice(("call", "call", "call", "chat", "social_media"))
            ended = at + timedelta(minutes=dice.randint(3, 20))
            yield n + 1, self.client(customer), channel, f"0812{customer:08}", customer + 1, agent, at, ended, False, "solved", ""

    def cases(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CASES):
            _dice, customer, agent, at = self.draw(n)
            version, walk = self.walk(n)
            is_open = n >= CASES - OPEN
            state, closed = ("waiting" if n % 3 else "open", None) if is_open else ("closed", at + timedelta(minutes=25))
            yield (
                n + 1, self.client(customer), customer + 1, n + 1, version, self.goals[version], at.date(), state, agent, len(walk), at,
                None if is_open else closed, closed, "", "" if is_open else "done", "",
            )  # fmt: skip

    def walk(self, n: int) -> tuple[int, Walk]:
        dice, customer, _agent, _at = self.draw(n)
        version = dice.choice(self.versions[CLIENTS[customer % len(CLIENTS)]]).pk
        return version, dice.choice(self.walks[version])

    def entries(self) -> Iterator[tuple[Any, ...]]:
        for n in range(CASES):
            _dice, _customer, agent, at = self.draw(n)
            for number, (fact, value) in enumerate(self.walk(n)[1], 1):
                yield n + 1, number, fact, value, "", "agent", agent, at + timedelta(seconds=20 * number)

    def promises(self) -> Iterator[tuple[Any, ...]]:
        for n in range(0, CASES, 4):
            _dice, customer, agent, at = self.draw(n)
            is_open = n >= CASES - OPEN
            due = at + timedelta(days=1)
            yield (
                self.client(customer), n + 1, customer + 1, "wait", "R1", "Tunggu satu hari", due, agent,
                "open" if is_open else "kept", at, None if is_open else due,
            )  # fmt: skip

    def events(self) -> Iterator[tuple[Any, ...]]:
        """The trail of every case; the digests have the right length, and nothing else."""
        for n in range(CASES):
            dice, customer, agent, at = self.draw(n)
            previous, walk = "", self.walk(n)[1]
            told = ["{}", *(f'{{"fact": "{fact}", "source": "agent"}}' for fact, _value in walk)]
            for number, data in enumerate(told, 1):
                digest = f"{dice.getrandbits(256):064x}"
                verb = "case.open" if number == 1 else "case.answer"
                when = at + timedelta(seconds=20 * number)
                yield self.client(customer), f"case:{n + 1}", number, verb, agent, when, data, previous, digest, "", ""
                previous = digest


def _insert(model: type[models.Model], names: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Many rows, by the way that each database has for them; fields that are not named have the model's default."""
    known = {f.attname: f for f in model._meta.concrete_fields}
    fields = [known.pop(name) for name in names.split()]
    others = [f for f in known.values() if not f.primary_key]
    rest = tuple(f.get_default() for f in others)
    fields += others
    table, columns = connection.ops.quote_name(model._meta.db_table), [connection.ops.quote_name(str(f.column)) for f in fields]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*row, *rest))
        return
    marks = ", ".join("?" for _ in columns)
    adapt: list[Callable[[Any], Any]] = [_text_of if f.get_internal_type() == "DateTimeField" else _same for f in fields]
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN")
    left = iter(rows)
    while block := list(islice(left, 20_000)):
        made = [tuple(a(v) for a, v in zip(adapt, (*row, *rest), strict=True)) for row in block]
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", made)
    cursor.execute("COMMIT")


def _text_of(at: datetime | None) -> str | None:
    """An instant as Django writes it into SQLite."""
    return None if at is None else str(at.astimezone(UTC).replace(tzinfo=None))


def _same(value: Any) -> Any:
    return value


if __name__ == "__main__":
    fill(timezone.now())
