"""Pages for what went wrong. They say what to do next, and that nothing typed is lost."""

from __future__ import annotations

import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

__all__ = ["broken", "forbidden", "not_found"]


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
