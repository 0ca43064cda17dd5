"""Signing in and out, one's own account, and the administration of people."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pansol.desk.accounts import actions, queries
from pansol.desk.accounts.forms import PasswordForm, PersonForm, SignInForm, TokenForm, TotpForm
from pansol.desk.accounts.models import User
from pansol.desk.accounts.request import DeskRequest, address_of, needs
from pansol.desk.accounts.signin import sign_in
from pansol.desk.accounts.totp import new_key

__all__ = [
    "account", "account_password", "account_totp", "people", "person", "person_tokens", "sign_in_page", "sign_out", "token_revocation",
]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown name, a wrong password and a wrong code."""
    target = _safe_target(request)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        tried = sign_in(data["username"], data["password"], data["code"], address=address_of(request), now=timezone.now())
        if tried.user is not None:
            login(request, tried.user)
            return redirect(target)
        form.add_error(None, _("Nama pengguna, kata sandi, atau kode tidak cocok."))
        if seconds := round(tried.wait.total_seconds()):
            form.add_error(None, _("Coba lagi %(seconds)s detik lagi.") % {"seconds": seconds})
    elif request.user.is_authenticated:
        return redirect(target)
    return render(request, "accounts/sign_in.html", {"form": form, "next": target}, status=422 if form.errors else 200)


def _safe_target(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if allowed else "/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


def account(request: DeskRequest) -> HttpResponse:
    return _account_page(request)


def _account_page(request: DeskRequest, status: int = 200, **context: object) -> HttpResponse:
    key = request.session.setdefault("new_totp_key", new_key())
    link = f"otpauth://totp/Pansol:{quote(request.user.username)}?secret={key}&issuer=Pansol"
    shown = {"password_form": PasswordForm(request.user), "totp_form": TotpForm(), "totp_key": key, "totp_link": link, **context}
    return render(request, "accounts/account.html", shown, status=status)


@require_POST
def account_password(request: DeskRequest) -> HttpResponse:
    form = PasswordForm(request.user, request.POST)
    if form.is_valid():
        try:
            actions.change_password(form.cleaned_data["new"], by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error("new", error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Kata sandi diganti."))
            return redirect("account")
    return _account_page(request, 422, password_form=form)


@require_POST
def account_totp(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    if "stop" in request.POST:
        form = PasswordForm(request.user, {"old": request.POST.get("old", ""), "new": "x", "again": "x"})
        if not form.is_valid():
            return _account_page(request, 422, stop_error=_("Kata sandi sekarang tidak cocok."))
        actions.stop_totp(by=request.user, now=now)
        messages.success(request, _("Kode autentikator tidak diminta lagi."))
        return redirect("account")
    typed = TotpForm(request.POST)
    if typed.is_valid():
        if actions.start_totp(request.session.get("new_totp_key") or new_key(), typed.cleaned_data["code"], by=request.user, now=now):
            request.session.pop("new_totp_key", None)
            messages.success(request, _("Mulai sekarang, masuk memerlukan kode autentikator."))
            return redirect("account")
        typed.add_error("code", _("Kode tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang terbaru."))
    return _account_page(request, 422, totp_form=typed)


@needs("people.edit")
def people(request: DeskRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": queries.people(request.user), "q": request.GET.get("q", "")})


@needs("people.edit")
def person(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a person."""
    found = get_object_or_404(queries.people(request.user), pk=pk) if pk else None
    form = PersonForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            saved = actions.save_person(form.save(commit=False), data["clients"], data["password"], by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, _("%(name)s disimpan.") % {"name": saved.display_name})
            return redirect("people")
    tokens = queries.tokens(request.user).filter(user=found) if found else ()
    context = {"form": form, "person": found, "tokens": tokens, "token_form": TokenForm()}
    return render(request, "accounts/person.html", context, status=422 if form.errors else 200)


@needs("token.edit")
@require_POST
def person_tokens(request: DeskRequest, pk: int) -> HttpResponse:
    """A new token; its secret is shown on this page only."""
    owner: User = get_object_or_404(queries.people(request.user), pk=pk)
    form = TokenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Beri nama integrasinya."))
        return redirect("person", pk=pk)
    secret = actions.make_token(owner, form.cleaned_data["name"], by=request.user, now=timezone.now())
    return render(request, "accounts/token.html", {"secret": secret, "person": owner, "name": form.cleaned_data["name"]})


@needs("token.edit")
@require_POST
def token_revocation(request: DeskRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(queries.tokens(request.user), pk=pk)
    actions.revoke_token(token, by=request.user, now=timezone.now())
    return redirect(reverse("person", args=[token.user_id]))
