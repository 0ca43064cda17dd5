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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pansol.desk.accounts import actions, queries, sessions
from pansol.desk.accounts.forms import PasswordForm, PersonForm, SignInForm, TokenForm, TotpForm
from pansol.desk.accounts.models import User
from pansol.desk.accounts.picture import qr_code
from pansol.desk.accounts.recovery import codes_left
from pansol.desk.accounts.request import DeskRequest, address_of, needs, safe_target
from pansol.desk.accounts.signin import sign_in
from pansol.desk.accounts.totp import new_key

__all__ = [
    "account", "account_password", "account_recovery", "account_sessions", "account_totp", "people", "person", "person_sessions",
    "person_tokens", "sign_in_page", "sign_out", "token_revocation",
]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """One answer for an unknown name, a wrong password and a wrong code."""
    target = safe_target(request, request.POST.get("next") or request.GET.get("next") or "") or "/"
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        tried = sign_in(data["username"], data["password"], data["code"], address=address_of(request), now=timezone.now())
        if tried.user is not None:
            login(request, tried.user)
            sessions.begin(request.session, tried.user, now=timezone.now())
            return redirect(target)
        form.add_error(None, _("Nama pengguna, kata sandi, atau kode tidak cocok."))
        if seconds := round(tried.wait.total_seconds()):
            form.add_error(None, _("Coba lagi %(seconds)s detik lagi.") % {"seconds": seconds})
    elif request.user.is_authenticated:
        return redirect(target)
    return render(request, "accounts/sign_in.html", {"form": form, "next": target}, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign-in")


def account(request: DeskRequest) -> HttpResponse:
    return _account_page(request)


def _account_page(request: DeskRequest, status: int = 200, **context: object) -> HttpResponse:
    shown: dict[str, object] = {"password_form": PasswordForm(request.user)}
    if request.user.totp_key:
        shown["codes_left"] = codes_left(request.user)
    else:
        key = request.session.setdefault("new_totp_key", new_key())
        link = f"otpauth://totp/Pansol:{quote(request.user.username)}?secret={key}&issuer=Pansol"
        shown |= {"totp_form": TotpForm(), "totp_key": key, "totp_link": link, "totp_picture": qr_code(link)}
    return render(request, "accounts/account.html", {**shown, **context}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def account_password(request: DeskRequest) -> HttpResponse:
    """One's own new password; a page of its own, where somebody else chose the present one."""
    form = PasswordForm(request.user, request.POST or None)
    is_forced = request.user.must_change_password
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(form.cleaned_data["new"], by=request.user, now=timezone.now())
        except ValidationError as error:
            form.add_error("new", error)
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, _("Kata sandi diganti."))
            return redirect("desk" if is_forced else "account")
    return render(request, "accounts/password.html", {"form": form, "is_forced": is_forced}, status=422 if form.errors else 200)


@require_POST
def account_totp(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    if "stop" in request.POST:
        if not request.user.check_password(request.POST.get("old", "")):
            return _account_page(request, 422, stop_error=_("Kata sandi sekarang tidak cocok."))
        actions.stop_totp(by=request.user, now=now)
        messages.success(request, _("Kode autentikator tidak diminta lagi."))
        return redirect("account")
    typed = TotpForm(request.POST)
    if typed.is_valid():
        codes = actions.start_totp(request.session.get("new_totp_key") or new_key(), typed.cleaned_data["code"], by=request.user, now=now)
        if codes:
            request.session.pop("new_totp_key", None)
            return render(request, "accounts/recovery.html", {"codes": codes})
        typed.add_error("code", _("Kode tidak cocok. Periksa jam ponsel Anda, lalu ketik kode yang terbaru."))
    return _account_page(request, 422, totp_form=typed)


@require_POST
def account_recovery(request: DeskRequest) -> HttpResponse:
    """New recovery codes, shown on this page only."""
    if not request.user.totp_key or not request.user.check_password(request.POST.get("old", "")):
        return _account_page(request, 422, stop_error=_("Kata sandi sekarang tidak cocok."))
    return render(request, "accounts/recovery.html", {"codes": actions.renew_recovery_codes(by=request.user, now=timezone.now())})


@require_POST
def account_sessions(request: DeskRequest) -> HttpResponse:
    """Signed out everywhere but here."""
    actions.end_sessions(request.user, by=request.user, now=timezone.now())
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Anda sudah keluar dari semua perangkat lain."))
    return redirect("account")


@needs("people.edit")
def people(request: DeskRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": queries.people(request.user), "q": request.GET.get("q", "")})


@needs("people.edit")
def person(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a person."""
    found = get_object_or_404(queries.people(request.user), pk=pk) if pk is not None else None
    form = PersonForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            saved = actions.save_person(
                form.save(commit=False), data["clients"], data["password"],
                without_codes=data.get("without_codes", False), by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, _("%(name)s disimpan.") % {"name": saved.display_name})
            return redirect("people")
    return _person_page(request, found, form, TokenForm())


def _person_page(request: DeskRequest, found: User | None, form: PersonForm, token_form: TokenForm) -> HttpResponse:
    tokens = queries.tokens(request.user).filter(user=found) if found else ()
    context = {"form": form, "person": found, "tokens": tokens, "token_form": token_form}
    return render(request, "accounts/person.html", context, status=422 if form.errors or token_form.errors else 200)


@needs("people.edit")
@require_POST
def person_sessions(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody is signed out on every device."""
    found = get_object_or_404(queries.people(request.user), pk=pk)
    actions.end_sessions(found, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s sudah dikeluarkan dari semua perangkat.") % {"name": found.display_name})
    return redirect("person", pk=pk)


@needs("token.edit")
@require_POST
def person_tokens(request: DeskRequest, pk: int) -> HttpResponse:
    """A new token; its secret is shown on this page only."""
    owner: User = get_object_or_404(queries.people(request.user), pk=pk)
    form = TokenForm(request.POST)
    if form.is_valid() and queries.tokens(request.user).filter(user=owner, name=form.cleaned_data["name"], revoked_at=None).exists():
        form.add_error("name", _("Token dengan nama itu sudah ada. Cabut dahulu bila rahasianya hilang, atau beri nama lain."))
    if not form.is_valid():
        return _person_page(request, owner, PersonForm(request.user, instance=owner), form)
    secret = actions.make_token(owner, form.cleaned_data["name"], by=request.user, now=timezone.now())
    return render(request, "accounts/token.html", {"secret": secret, "person": owner, "name": form.cleaned_data["name"]})


@needs("token.edit")
@require_POST
def token_revocation(request: DeskRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(queries.tokens(request.user), pk=pk)
    actions.revoke_token(token, by=request.user, now=timezone.now())
    return redirect(reverse("person", args=[token.user_id]))
