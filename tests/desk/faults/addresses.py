"""Every address of the pages, pointed at somebody's things: what the URLconf has, nothing can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tests.desk.faults.floor import Floor

__all__ = ["Address", "addresses"]

ONE: dict[str, Callable[[Floor], int]] = {
    "people": lambda a: a["agent"].pk, "tokens": lambda a: a.token.pk, "customers": lambda a: a.customer.pk,
    "records": lambda a: a.record.pk, "outages": lambda a: a.outage.pk, "articles": lambda a: a.version.pk,
    "register": lambda a: a.feedback.pk, "contacts": lambda a: a.contact.pk, "cases": lambda a: a.case.pk, "inbox": lambda a: a.grey.pk,
    "promises": lambda a: a.promise.pk,
}  # fmt: skip
PARTS: dict[str, Callable[[Floor], int]] = {
    "clients": lambda a: a.case.client_id, "teams": lambda a: a["agent"].team_id or 0, "units": lambda a: a.unit.pk,
    "calendars": lambda a: a.calendar.pk,
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """`of` is the route; `pk` where it is of one thing."""

    name: str
    of: str
    path: str
    is_of_a_thing: bool

    def with_id(self, own: int, other: int) -> str:
        return self.path.replace(f"/{own}/", f"/{other}/", 1)


def addresses(at: Floor) -> list[Address]:
    """All addresses for the things of `at`; a KeyError says that a new kind of thing has to be named above."""
    return [address for route, name in _routes(get_resolver().url_patterns, "") for address in _pointed(route, name, at)]


def _routes(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif not route.startswith("api/"):
            yield route, pattern.name or route


def _pointed(route: str, name: str, at: Floor) -> Iterator[Address]:
    if "<slug:kind>" in route:
        for kind, pk in PARTS.items():
            yield Address(name, route, "/" + route.replace("<slug:kind>", kind).replace("<int:pk>", str(pk(at))), "<int:pk>" in route)
        return
    path = route.replace("<slug:name>", "msisdn").replace("<str:name>", f"case:{at.case.pk}")
    if "<int:pk>" in path:
        path = path.replace("<int:pk>", str(ONE[route.partition("/")[0]](at)))
    assert "<" not in path, f"say in addresses.py how {route} is filled in"
    yield Address(name, route, f"/{path}", "pk>" in route or "<str:name>" in route)
