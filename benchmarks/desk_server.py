"""What the measured server has beside the desk: the yardstick that answers are held against."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from pansol.desk.wsgi import application as _desk

# isort: split
from pansol.desk import urls
from pansol.desk.cases.models import Receipt
from pansol.desk.customers.models import Key

__all__ = ["application", "handler403", "handler404", "handler500", "urlpatterns", "yardstick"]


def yardstick(request: HttpRequest) -> HttpResponse:
    """One indexed read and one insert, in a transaction."""
    with transaction.atomic():
        key = Key.objects.get(client_id=request.POST["client"], kind="msisdn", value=request.POST["number"])
        Receipt.objects.create(
            user_id=request.POST["user"], key=request.POST["key"], result=f"customer:{key.customer_id}", at=timezone.now()
        )
    return HttpResponse("ok")


urlpatterns = [path("yardstick/", yardstick), path("bare/", yardstick), *urls.urlpatterns]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
with override_settings(MIDDLEWARE=["desk_clock.timed"]):
    _bare = WSGIHandler()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The desk; below /bare/ Django without sessions, sign-in and the rest."""
    return (_bare if environ["PATH_INFO"] == "/bare/" else _desk)(environ, start_response)
