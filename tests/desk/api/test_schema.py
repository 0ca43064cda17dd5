"""Random requests that follow the API's description, and some that do not: no 5xx, and no answer that breaks it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from pansol.desk.accounts.models import Role
from pansol.desk.outages.models import Outage
from tests.desk import world
from tests.desk.api.asking import Integration
from tests.desk.api.operations import PLACES, Things, things

EXAMPLES = int(os.environ.get("PANSOL_API_EXAMPLES", "3"))  # for each operation, right and wrong, asked by every role
HELD = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


@cache
def requests() -> tuple[Any, ...]:
    """The same requests for everybody, and in every run."""
    found: list[Any] = []
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for operation in schema.get_all_operations():
        for mode in GenerationMode:
            found += _examples(operation.ok(), mode)  # type: ignore[union-attr]
    return tuple(found)


def _examples(operation: Any, mode: GenerationMode) -> list[Any]:
    found: list[Any] = []
    fixed = settings(max_examples=EXAMPLES, derandomize=True, database=None, phases=[Phase.generate])

    @settings(fixed, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        found.append(case)

    collect()
    return found


def aimed(case: Any, own: Things, number: int) -> Any:
    """Every second request at something that is there, at its revision."""
    kind = case.operation.path.split("/")[2]
    if number % 2 or kind not in PLACES:
        return case
    if isinstance(case.path_parameters, dict) and "pk" in case.path_parameters:
        case.path_parameters["pk"] = PLACES[kind](own)
    if isinstance(case.body, dict):
        there = {
            "revision": 0, "contact": own.contact.pk, "customer": own.customer.pk, "to": own.case.owner_id, "client": own.client.code,
            "procedure": own.version.procedure, "fact": "msisdn", "rule": "PAY-04", "leaving": own.later.pk,
        }  # fmt: skip
        case.body.update({name: value for name, value in there.items() if isinstance(case.body.get(name), type(value))})
    return case


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the transaction of a test outlives its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def own() -> Iterator[Things]:
    yield things("telkomsel", world.PAYMENT, "sari")
    assert Outage.objects.count() == 1  # every request was taken back


@pytest.mark.parametrize("role", Role.values)
def test_no_request_of_a_role_breaks_the_api_or_its_description(role: str, own: Things) -> None:
    load_all_checks()
    by = Integration(world.user("tester", role))
    checks = [CHECKS.get_one(name) for name in HELD]
    met: Counter[int] = Counter()
    for number, request in enumerate(requests()):
        case = aimed(request.operation.Case(**_parts(request)), own, number)
        headers = {**(case.headers or {}), "Authorization": f"Bearer {by.secret}", "Accept-Encoding": "identity"}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=checks)
        met[answer.status_code] += 1
    assert sum(met.values()) == len(requests())
    assert met[200]
    assert met[422]


def test_every_shape_has_a_name_of_its_own() -> None:
    """Two of one name would be described as one."""
    names = [
        shape.__name__ for shape in _shapes(BaseModel) if shape.__module__.startswith("pansol.desk.api.") and "[" not in shape.__name__
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert len(names) > 50


def _shapes(shape: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for inner in shape.__subclasses__():
        yield inner
        yield from _shapes(inner)


def _parts(request: Any) -> dict[str, Any]:
    """A request's own parts, so that aiming one does not change it for the next role."""
    body = dict(request.body) if isinstance(request.body, dict) else request.body
    return {
        "method": request.method, "path_parameters": dict(request.path_parameters or {}), "headers": dict(request.headers or {}),
        "cookies": dict(request.cookies or {}), "query": dict(request.query or {}), "body": body, "media_type": request.media_type,
    }  # fmt: skip
