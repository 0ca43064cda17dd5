"""Help, light or dark, and pages for what went wrong: they say what to do next, and that nothing typed is lost."""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import page_before, safe_target, sent_fields
from pansol.desk.logs import named
from pansol.desk.web.keys import KEYS

__all__ = ["THEMES", "broken", "forbidden", "help_page", "not_found", "outdated", "theme", "unreadable"]

log = logging.getLogger("pansol.desk")
THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600


def help_page(request: HttpRequest) -> HttpResponse:
    """Every key, as a page and as the dialog that `?` opens."""
    template = "desk/keys.html" if request.headers.get("HX-Request") else "desk/help.html"
    return render(request, template, {"groups": KEYS})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device is; kept in this browser."""
    response = redirect(safe_target(request, request.POST.get("next", "")) or "/")
    if (chosen := request.POST.get("theme")) in THEMES:
        response.set_cookie("theme", chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page sends; or more text than any field takes."""
    is_too_big = isinstance(exception, RequestDataTooBig)
    return _page(None, "400.html", 413 if is_too_big else 400, is_too_big=is_too_big, back=page_before(request))


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403.html", 403)


@requires_csrf_token
def outdated(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a page from before somebody signed in again; or one from elsewhere, which is why nothing of it is offered here."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})  # desk.js puts back what was typed
    return _page(request, "403.html", 403, is_outdated=True, back=page_before(request))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """A database that is down, locked or full is a 503: the same form, which the page holds, may succeed in a moment.

    After a fault of ours nothing is asked of the request's session, user and messages: they may be just what is broken.
    """
    error = sys.exc_info()[1]
    is_storage = isinstance(error, DatabaseError | OSError)
    if error is not None and is_storage:
        log.error("storage: %s at %s", named(error.__cause__ or error), request.path)
    sent = sent_fields(request) if request.method == "POST" else []
    typed = any(is_typed for _name, _value, is_typed in sent)
    shown = {"is_storage": is_storage, "path": request.get_full_path(), "sent": sent, "typed": typed}
    return _page(None, "500.html", 503 if is_storage else 500, **shown)


def _page(request: HttpRequest | None, template: str, status: int, **context: object) -> HttpResponse:
    return render(request, template, context, status=status)
