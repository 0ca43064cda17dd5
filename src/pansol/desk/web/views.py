"""Help, light or dark, and pages for what went wrong: they say what to do next, and that nothing typed is lost."""

from __future__ import annotations

import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST

from pansol.desk.web.keys import KEYS

__all__ = ["THEMES", "broken", "forbidden", "help_page", "not_found", "theme"]

THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600


def help_page(request: HttpRequest) -> HttpResponse:
    """Every key, as a page and as the dialog that `?` opens."""
    template = "desk/keys.html" if request.headers.get("HX-Request") else "desk/help.html"
    return render(request, template, {"groups": KEYS})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device is; kept in this browser."""
    target = request.POST.get("next", "")
    response = redirect(target if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()) else "/")
    if (chosen := request.POST.get("theme")) in THEMES:
        response.set_cookie("theme", chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403.html", 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", 404)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """A database that is locked or full is a 503: the same request may succeed in a moment."""
    is_storage = isinstance(sys.exc_info()[1], DatabaseError | OSError)
    return _page(request, "500.html", 503 if is_storage else 500, is_storage=is_storage)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """After a fault of ours without the request: whose session, user and messages may be just what is broken."""
    return render(None if status >= 500 else request, template, context, status=status)
