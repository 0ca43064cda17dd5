"""Headers of every answer, what no database takes left out, and sign-in before everything but the sign-in page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from pansol.desk.accounts import sessions
from pansol.desk.accounts.request import page_before

__all__ = ["ChosenLanguage", "Handler", "security_headers", "sign_in_required", "without_nul"]

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_NUL = "\x00"
_NO_SESSION = ("/static/", "/api/")
_OPEN = ("/sign-in/", "/language/", "/theme/")
_BEFORE_PASSWORD = (*_OPEN, "/account/password/", "/sign-out/")


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


class ChosenLanguage(LocaleMiddleware):
    """Pages are Indonesian unless somebody chose otherwise here: the language of a browser is that of its installation. Programs ask."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith("/api/"):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


def without_nul(get_response: Handler) -> Handler:
    """NUL, which comes with text pasted from other systems and which no database keeps, is left out. The API refuses it itself."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value.replace(_NUL, "") for name, value in request.COOKIES.items()}
        if request.path.startswith("/api/"):
            return get_response(request)
        if _NUL in request.path:
            raise Http404
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return get_response(request)

    return handle


def _without_nul(sent: QueryDict) -> QueryDict:
    if not any(_NUL in value for _name, values in sent.lists() for value in values):
        return sent
    clean = sent.copy()
    for name, values in sent.lists():
        clean.setlist(name, [value.replace(_NUL, "") for value in values])
    return clean


def sign_in_required(get_response: Handler) -> Handler:
    """Without a session that still runs one goes to the sign-in page, and from there back; with a given password, to change it.

    An htmx request is told to go there as a whole page. Fetching a part of a page, as polls do, keeps nobody signed in.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_NO_SESSION):
            return get_response(request)
        now = timezone.now()
        if request.user.is_authenticated and sessions.is_over(request.session, now=now):
            logout(request)
        if not request.user.is_authenticated:
            return get_response(request) if request.path.startswith(_OPEN) else _go(request, f"{reverse('sign-in')}?{_next(request)}")
        if request.user.must_change_password and not request.path.startswith(_BEFORE_PASSWORD):
            return _go(request, reverse("account-password"))
        if request.method == "POST" or not _is_part(request):
            sessions.touch(request.session, request.user, now=now)
        return get_response(request)

    return handle


def _is_part(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


def _next(request: HttpRequest) -> str:
    """The page one was on: a part of it, or what was sent from it, cannot be opened by itself."""
    if request.method in ("GET", "HEAD") and not _is_part(request):
        return urlencode({"next": request.get_full_path()})
    return urlencode({"next": page_before(request)})


def _go(request: HttpRequest, target: str) -> HttpResponse:
    if _is_part(request):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return redirect(target)
