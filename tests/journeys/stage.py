"""The demo world with a case in every state of the one screen, and the address of every page of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from pansol.desk.accounts.actions import make_token
from pansol.desk.accounts.models import Calendar, Token, Unit, User
from pansol.desk.audit.models import Event
from pansol.desk.cases.actions import (
    advice_failed,
    answer,
    attach_customer,
    close_case,
    conclude,
    decide_grey,
    end_contact,
    forward_grey,
    mark_unanswerable,
    open_case,
    raise_grey,
    start_contact,
)  # fmt: skip
from pansol.desk.cases.file import CaseFile
from pansol.desk.cases.models import Case, Contact, GreyCase, Promise
from pansol.desk.cases.opening import given_facts
from pansol.desk.customers.models import Customer
from pansol.desk.demo import make_demo
from pansol.desk.interactions.models import Interaction
from pansol.desk.knowledge.actions import give_feedback
from pansol.desk.knowledge.models import Feedback, Version
from pansol.desk.outages.models import Outage

__all__ = ["Place", "cookie", "places", "show", "stage"]

PAYMENT, PACKAGE, ORDER = "telkomsel/pembayaran-nomor-belum-aktif", "telkomsel/aktivasi-paket", "telkomsel/grapari-online"
CALLBACK, MERCHANT = "telkom147/new-callback", "pln123/marketplace-merchant"
SOON = {"outage_here": "no", "prior_case": "none"}
PAID = {"msisdn": "081200007714", **SOON, "posted": "yes"}
AGING = {**PAID, "number_status": "aging"}
LONG = " ".join(["Pelanggan sudah menelepon tiga kali, membawa bukti bayar, dan setiap kali diberi jawaban yang berbeda."] * 4)
FAILED_PAYMENT = {
    "issue": "payment_error", "email": "wati@contoh.id", "order_id": "GOL-4", "ordered_at": "2026-07-01T09:00:00+07:00", "courier": "Kurir A",
    "delivery": "reguler", "payment_state": "failed_debited", **SOON,
    "msisdn": "081200007781", "event_on": "2026-07-01", "package": "Halo 100", "upcc_note": "tidak ada paket",
    "resi": "absent", "payment_proof": "bukti.png",
}  # fmt: skip


SEND = """([to, values]) => {
  const form = document.querySelector(to ? `form[action="${to}"]` : 'main form');
  for (const [name, value] of Object.entries(values)) {
    const named = form.elements[name];
    const field = named instanceof RadioNodeList ? [...named].find((one) => one.type !== 'submit') : named;
    if (field instanceof Element && field.type !== 'submit') { field.value = value; continue; }
    form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name for people, who sees it, and where; or what comes back when the form to `to` there is sent with other values."""

    name: str
    who: str
    path: str
    to: str = ""
    sends: Mapping[str, str] = field(default_factory=dict)
    is_taken: bool = False
    language: str = "id"


def stage(now: datetime) -> None:
    """Fill an empty database: the demo world, then cases that stop where the screen looks different."""
    make_demo(now=now)
    for name, (procedure, who, facts) in _STORIES.items():
        _case(name, procedure, who, facts, now)
    _after_guidance(now)
    _grey(now)
    _several_chats(now)
    version = Version.objects.get(procedure=PAYMENT)
    give_feedback(version, text="Langkah 2 tidak sesuai dengan layar DSC yang baru.", by=_user("sari"), now=now, rule="PAY-04")
    make_token(_user("nia"), "Penghubung laporan", by=_user("admin"), now=now)


# name: procedure, agent, facts in order; a fact that is None cannot be answered
_STORIES: dict[str, tuple[str, str, Mapping[str, str | None]]] = {
    "groups": (ORDER, "sari", {}),
    "question-text": (PAYMENT, "sari", {}),
    "question-choices": (ORDER, "sari", {"issue": "order_progress", "email": "wati@contoh.id", "order_id": "GOL-2"}),
    "question-long": (
        ORDER, "sari",
        {"issue": "order_progress", "email": "wati@contoh.id", "order_id": "GOL-2", "ordered_at": "2026-06-29T09:00:00+07:00",
         "courier": "Kurir A", "delivery": "reguler", **SOON},
    ),
    "guidance-ticket": (ORDER, "sari", FAILED_PAYMENT),
    "guidance-incomplete": (PAYMENT, "sari", {**PAID, "number_status": "voluntary_block_1", "hlr_block": "none"}),
    "guidance-wait": (PAYMENT, "sari", {**PAID, "number_status": "aging"}),
    "cannot-be-answered": (PAYMENT, "sari", {"msisdn": "081200007714", **SOON, "posted": None, "number_status": None}),
    "expired": (
        CALLBACK, "tono",
        {"callback_criterion": "call_hening", "history_ticket_exists": "no", "customer_voice": "heard", "had_interaction": "yes",
         "customer_id_known": "yes"},
    ),
    "question-several": (
        PAYMENT, "sari", {**PAID, "number_status": "collection_block_1", "hlr_block": "hum_and_other", "profile_blocked": "yes"},
    ),
    "merchant": (MERCHANT, "dewi", {"issue": "merchant_application", "customer_name": "Sekar Contoh"}),
    "record": (
        MERCHANT, "dewi",
        {"issue": "merchant_application", "customer_name": "Sekar Contoh", "business_name": "Dapur Sekar", "product_type": "Keripik tempe",
         "city": "Solo", "province": "Jawa Tengah", "phone": "081200008801", "email": "sekar@contoh.id", "itsm_no": "ITSM-0001",
         "prior_itsm_no": "absent", "problem": "absent"},
    ),
}  # fmt: skip
# the customer is still there
_RUNNING = {"groups", "question-text", "guidance-ticket", "guidance-incomplete", "expired", "merchant", "record"}
_staged: dict[str, int] = {}


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _case(name: str, procedure: str, who: str, facts: Mapping[str, str | None], now: datetime) -> CaseFile:
    by = _user(who)
    version = Version.objects.get(procedure=procedure)
    contact = start_contact(version.client, "call", "081200007714", by=by, now=now - timedelta(minutes=4))
    given = given_facts(contact, version, by, "")
    case = open_case(contact, version, by=by, now=now - timedelta(minutes=3), facts={n: t for n, t in given.items() if n not in facts})
    for fact, text in facts.items():
        file = _file(case, now)
        if text is None:
            mark_unanswerable(file, fact, by=by, now=now)
        else:
            answer(file, fact, text, by=by, now=now)
    if name not in _RUNNING:
        end_contact(contact, disposition="promised", dropped=False, by=by, now=now)
    _staged[name] = case.pk
    return _file(case, now)


def _file(case: Case, now: datetime) -> CaseFile:
    return CaseFile(Case.objects.select_related("version").get(pk=case.pk), now)


def _after_guidance(now: datetime) -> None:
    conclude(_case("told", PAYMENT, "sari", AGING, now), by=_user("sari"), now=now)
    close_case(_case("closed", PAYMENT, "sari", AGING, now).case, "done", by=_user("sari"), now=now)
    refreshed = {**PAID, "number_status": "on_trial", "hlr_block": "none", "profile_blocked": "no", "works_after_refresh": "yes"}
    file = _case("failed", PAYMENT, "sari", refreshed, now)
    conclude(file, by=_user("sari"), now=now)
    advice_failed(_file(file.case, now), "Masih tidak ada sinyal.", by=_user("sari"), now=now)


def _grey(now: datetime) -> None:
    """One decided, one passed on."""
    grey = raise_grey(_case("grey-decided", PAYMENT, "sari", AGING, now), "Siapa yang mereaktivasi?", by=_user("sari"), now=now)
    decide_grey(grey, "Hubungi BillCo, minta reaktivasi; janjikan kabar paling lambat besok siang.", by=_user("budi"), now=now)
    grey = raise_grey(_case("grey-forwarded", PAYMENT, "sari", AGING, now), LONG, by=_user("sari"), now=now)
    forward_grey(grey, _user("rina"), by=_user("budi"), now=now)


def _several_chats(now: datetime) -> None:
    """Tono at several chats, one with a long name; and the call back that he owes."""
    by, version = _user("tono"), Version.objects.get(procedure=CALLBACK)
    name, area = "Raden Ajeng Kartika Widyaningsih Kusumaningrum", "Kabupaten Pangkajene dan Kepulauan"
    long = Customer.objects.create(client=version.client, name=name, area=area, created_at=now)
    for minutes, customer in enumerate((None, long, None), 1):
        contact = start_contact(version.client, "chat", f"08120000772{minutes}", by=by, now=now - timedelta(minutes=minutes))
        if customer is not None:
            attach_customer(contact, customer, by=by, now=now)
    late = start_contact(version.client, "call", "081200007731", by=by, now=now - timedelta(hours=2))
    end_contact(late, disposition="dropped", dropped=True, by=by, now=now - timedelta(hours=2))


# -- addresses ----------------------------------------------------------------------------------------------------------
def _chain() -> str:
    return Event.objects.order_by("-pk").values_list("chain", flat=True)[0]


# what stands in an address, by the beginning of its route; a new beginning has to be given an example here
_EXAMPLES: dict[str, Callable[[], object]] = {
    "contacts/": lambda: Contact.objects.get(cases=_staged["guidance-ticket"]).pk,
    "cases/": lambda: _staged["guidance-ticket"],
    "customers/": lambda: Customer.objects.get(name="Wati Hartono").pk,
    "records/": lambda: Interaction.objects.earliest("pk").pk,
    "articles/": lambda: Version.objects.get(procedure=PAYMENT).pk,
    "register/": lambda: Feedback.objects.earliest("pk").pk,
    "outages/": lambda: Outage.objects.earliest("pk").pk,
    "inbox/": lambda: GreyCase.objects.filter(state="open").earliest("raised_at").pk,
    "promises/": lambda: Promise.objects.earliest("pk").pk,
    "people/": lambda: _user("nia").pk,
    "tokens/": lambda: Token.objects.earliest("pk").pk,
    "audit/": _chain,
}  # fmt: skip
_PARTS = {"units": Unit, "calendars": Calendar}  # clients and teams look like units with fewer fields


def routes() -> Iterator[str]:
    """Every route of the desk but the API's, which answers programs."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif not route.startswith("api/"):
                yield route

    yield from walk(get_resolver().url_patterns, "")


def _paths(route: str) -> list[str]:
    """Addresses of a route, with examples for its arguments."""
    if route.startswith("installation/"):
        return [
            f"/{route.replace('<slug:kind>', kind).replace('<int:pk>', str(m._default_manager.earliest('pk').pk))}"
            for kind, m in _PARTS.items()
        ]
    path = route.replace("<slug:name>", "prior_case")
    if "<" in path:
        beginning = path.split("<")[0]
        assert beginning in _EXAMPLES, f"{route}: tests/journeys/stage.py has no example for this address"
        path = path.replace(path[path.index("<") : path.index(">") + 1], str(_EXAMPLES[beginning]()))
    assert "<" not in path, f"{route}: tests/journeys/stage.py does not know all of its arguments"
    return [f"/{path}"]


def places() -> list[Place]:
    """Every page: each address of the desk that shows one, and the one screen in all its states."""
    browsers: dict[str, Browser] = {}
    found = [Place("sign-in", "", "/sign-in/")]
    for route in routes():
        for path in _paths(route):
            who = _first_reader(browsers, path)
            if who is not None and path != "/sign-in/":
                found.append(Place((path.strip("/") or "desk").replace("/", "-"), who, path))
    found += [Place(f"case-{name}", Case.objects.get(pk=pk).owner.username, f"/cases/{pk}/") for name, pk in _staged.items()]
    return found + _more() + _refused()


def _first_reader(browsers: dict[str, Browser], path: str) -> str | None:
    """The first person who is shown this page; None when the address only takes changes, and a reader is sent to the thing itself."""
    statuses = {}
    for who in ("budi", "admin", "agus", "sari", "hadi"):
        if who not in browsers:
            browsers[who] = Browser(SERVER_NAME="localhost")
            browsers[who].force_login(_user(who))
        response = browsers[who].get(path)
        if response.status_code == 200 and b"<html" in response.content:
            return who
        if response.status_code == 405 or (response.status_code == 302 and path.startswith(response.headers["Location"])):
            return None
        statuses[who] = response.status_code
    raise AssertionError(f"{path}: nobody is shown this page, and it does not take changes: {statuses}")


def _more() -> list[Place]:
    """Pages as they look after a search, at an end, and when there is nothing."""
    contact = Contact.objects.get(cases=_staged["groups"]).pk
    group = f"/cases/{_staged['groups']}/?group=2"
    wati = Contact.objects.filter(customer__name="Wati Hartono").latest("pk").pk
    return [
        Place("case-group-opened", "sari", group),
        Place("case-correction-text", "sari", f"/cases/{_staged['guidance-ticket']}/facts/order_id/"),
        Place("case-expired-leader", "budi", f"/cases/{_staged['expired']}/"),
        Place("case-read-only", "hadi", f"/cases/{_staged['guidance-ticket']}/"),
        Place("contact-search", "sari", f"/contacts/{contact}/?q=sudah+bayar+masih+keblokir+081200007711"),
        Place("contact-nothing-found", "sari", f"/contacts/{contact}/?q=zzzz&who=0899"),
        Place("contact-people-found", "sari", f"/contacts/{contact}/?who=081200007781"),
        Place("contact-known-customer", "nia", f"/contacts/{wati}/"),
        Place("desk-of-an-agent", "sari", "/"),
        Place("desk-of-a-reader", "hadi", "/"),
        Place("desk-with-chats", "tono", "/"),
        Place("desk-in-english", "tono", "/", language="en"),
        Place("case-in-english", "sari", f"/cases/{_staged['guidance-ticket']}/", language="en"),
        Place("customers-found", "sari", "/customers/", "/customers/", {"q": "081200007781"}, is_taken=True),
        Place("customers-not-found", "sari", "/customers/", "/customers/", {"q": "0899"}, is_taken=True),
        Place("inbox-decided", "budi", f"/inbox/{GreyCase.objects.get(state='decided').pk}/"),
        Place("inbox-forwarded", "rina", f"/inbox/{GreyCase.objects.get(state='forwarded').pk}/"),
        Place("promises-of-the-team", "budi", "/promises/?whose=team"),
        Place("promises-none", "budi", "/promises/?whose=mine"),
        Place("outages-none", "dewi", "/outages/"),
        Place("audit-found", "hadi", "/audit/?verb=case.close"),
        Place("audit-of-a-case", "hadi", f"/audit/case:{_staged['told']}/"),
        Place("not-found", "sari", "/nowhere/"),
        Place("forbidden", "sari", "/people/"),
        Place("article-longest", "agus", f"/articles/{Version.objects.get(procedure=ORDER).pk}/"),
    ]


def _refused() -> list[Place]:
    """Pages that answer a form which is not taken."""
    case, asked = f"/cases/{_staged['guidance-ticket']}/", f"/cases/{_staged['question-text']}/"
    return [
        Place("sign-in-refused", "", "/sign-in/", "/sign-in/", {"username": "sari", "password": "bukan-sandinya"}),
        Place("start-refused", "sari", "/", "/contacts/", {"channel": "call", "ani": "0812" * 100}),
        Place("outage-refused", "budi", "/outages/new/", "", {"title": ""}),
        Place("case-not-saved", "sari", case, f"{case}advice-failure/", {"revision": "0", "seen": "14", "text": "Masih belum bisa"}),
        Place("case-answer-unread", "sari", asked, f"{asked}answers/", {"value": "ya"}),
        Place("case-overtaken", "sari", f"{case}facts/order_id/", f"{case}answers/", {"revision": "0", "seen": "14", "value": "GOL-9"}),
        Place("too-long", "sari", case, f"{case}advice-failure/", {"text": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}),
    ]


def cookie(who: str, url: str) -> list[dict[str, str]]:
    """The session of somebody who has signed in, for a browser."""
    if not who:
        return []
    browser = Browser()
    browser.force_login(_user(who))
    return [{"name": settings.SESSION_COOKIE_NAME, "value": browser.cookies[settings.SESSION_COOKIE_NAME].value, "url": url}]


def show(page: Page, url: str, place: Place) -> None:
    """Open a page; or send its form, and see what comes back."""
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": place.language, "url": url}])
    page.goto(url + place.path)
    if place.sends:
        with page.expect_navigation() as answer:
            page.evaluate(SEND, [place.to, dict(place.sends)])
        assert answer.value.ok == place.is_taken, f"{place.name}: {answer.value.status}"
