"""The addresses of the API, all below `api/`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from pansol.desk.api.app import api, no_such_address, not_this_method

__all__ = ["urlpatterns"]


def _in_one_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)  # keeps ninja's exemption from CSRF: only the Authorization header is believed, never a cookie
    def shaped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return not_this_method(view(request, *args, **kwargs))

    return shaped


def _shaped(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _in_one_shape(pattern.callback)
    return patterns


_patterns, _app, _namespace = api.urls
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", (_shaped(_patterns), _app, _namespace)),
    path("api/<path:rest>", csrf_exempt(no_such_address)),
]
