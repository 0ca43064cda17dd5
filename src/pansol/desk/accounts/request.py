"""The request of somebody who is signed in, and refusing a page to a role that may not see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import Forbidden, may

__all__ = ["DeskRequest", "address_of", "needs", "page_before", "safe_target", "sent_fields"]


_LONGEST_TARGET = 2000


class DeskRequest(HttpRequest):
    """A request behind the sign-in, with htmx's headers read."""

    user: User
    htmx: HtmxDetails


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy the last address it has appended, for the others anybody can write."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def safe_target(request: HttpRequest, target: str) -> str:
    """Where a form asks to be led, when that is an address of this desk; else nothing."""
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if is_ours and len(target) <= _LONGEST_TARGET else ""


def page_before(request: HttpRequest) -> str:
    """The page of this desk from which a request was sent; the first one when it does not say."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return "/"
    parts = urlsplit(page)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def needs(verb: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view only for roles that may do `verb`; a verb refused inside is the same 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, verb):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except Forbidden as refusal:
                raise PermissionDenied from refusal

        return checked

    return decorate


_SECRET = frozenset({"password", "old", "new", "again", "code"})
_CHOSEN = frozenset({
    "csrfmiddlewaretoken", "key", "revision", "seen", "next", "fact", "record", "rule", "case", "version", "customer", "contact", "to",
    "client", "clients", "channel", "disposition", "outcome", "cases", "kept", "unknown", "role", "team", "source", "calendar", "is_active",
    "sure",
})  # fmt: skip


def sent_fields(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """(name, value, whether it was typed) of a form, to be sent again as it was. Nothing when it holds a secret or cannot be read."""
    try:
        if request.POST.keys() & _SECRET:
            return []
        return [(name, v, bool(v) and name not in _CHOSEN) for name, values in request.POST.lists() for v in values]
    except (OSError, SuspiciousOperation):
        return []
