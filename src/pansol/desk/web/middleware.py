"""Headers of every answer, and sign-in before everything but the sign-in page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

__all__ = ["security_headers", "sign_in_required"]

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_OPEN = ("/static/", "/sign-in/", "/api/", "/language/")


def security_headers(get_response: Handler) -> Handler:
    """A strict content security policy: nothing inline, nothing from elsewhere."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle


def sign_in_required(get_response: Handler) -> Handler:
    """A request without a session goes to the sign-in page; an htmx request is told to go there as a whole page."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated or request.path.startswith(_OPEN):
            return get_response(request)
        target = f"{reverse('sign-in')}?next={request.get_full_path()}"
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": target})
        return redirect(target)

    return handle
