"""Reading sign-in, people and parts of the installation."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pansol.desk.accounts.models import Calendar, Client, Team, Unit, User
from pansol.desk.accounts.queries import calendars, clients, teams

__all__ = [
    "CalendarForm", "ClientForm", "ClientsField", "PART_FORMS", "PasswordForm", "PersonForm", "SignInForm", "TeamForm", "TokenForm",
    "TotpForm", "UnitForm",
]  # fmt: skip

_NEW = {"autocomplete": "new-password"}
_MOST_DIGITS = 18  # of an id that a database can hold


class ClientsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several clients, as boxes to tick. A number that no id can be is no choice, and is not looked for."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        if long := next((one for one in value or () if len(str(one)) > _MOST_DIGITS), None):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": long})
        return super().clean(value)


class SignInForm(forms.Form):
    username = forms.CharField(label=_("Nama pengguna"), max_length=150)
    password = forms.CharField(label=_("Kata sandi"), strip=False, max_length=1000, widget=forms.PasswordInput)
    code = forms.CharField(label=_("Kode autentikator atau kode pemulihan, bila Anda memakainya"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(autocomplete="username", autofocus=True, autocapitalize="none", spellcheck="false")
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"
        self.fields["code"].widget.attrs.update(autocomplete="one-time-code", spellcheck="false")


class PasswordForm(forms.Form):
    """One's own new password, with the old one."""

    old = forms.CharField(label=_("Kata sandi sekarang"), strip=False, max_length=1000, widget=forms.PasswordInput)
    new = forms.CharField(
        label=_("Kata sandi baru, paling sedikit 12 karakter"), strip=False, max_length=1000, widget=forms.PasswordInput(attrs=_NEW)
    )
    again = forms.CharField(label=_("Kata sandi baru, sekali lagi"), strip=False, max_length=1000, widget=forms.PasswordInput(attrs=_NEW))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["old"].widget.attrs["autocomplete"] = "current-password"

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("Kata sandi sekarang tidak cocok."))
        return old

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") != data.get("again"):
            self.add_error("again", _("Kedua kata sandi baru tidak sama."))
        return data


class TotpForm(forms.Form):
    code = forms.CharField(label=_("Kode 6 angka dari aplikasi autentikator"), max_length=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(autocomplete="one-time-code", inputmode="numeric")


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Nama integrasi"), max_length=100)


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    password = forms.CharField(
        label=_("Kata sandi baru (kosongkan bila tetap)"),
        required=False,
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs=_NEW),
    )

    clients = ClientsField(Client.objects.none(), label=pgettext_lazy("many", "Klien"))
    without_codes = forms.BooleanField(label=_("Matikan kode autentikator, misalnya ponselnya hilang"), required=False)

    class Meta:
        model = User
        fields: ClassVar = ["username", "first_name", "last_name", "role", "team", "clients", "perner", "extension", "is_active"]
        labels: ClassVar = {
            "username": _("Nama pengguna"), "first_name": _("Nama depan"), "last_name": _("Nama belakang"), "role": _("Peran"),
            "team": _("Tim"), "perner": _("Perner"), "extension": _("Ekstensi"),
            "is_active": _("Boleh masuk"),
        }  # fmt: skip
        help_texts: ClassVar = {"username": "", "is_active": ""}

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if not self.instance.totp_key:
            del self.fields["without_codes"]
        self.fields["clients"].queryset = clients(by)  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams(by)  # type: ignore[attr-defined]
        self.fields["team"].label_from_instance = lambda team: f"{team.name} · {team.client}"  # type: ignore[attr-defined]

    def clean_is_active(self) -> bool:
        active: bool = self.cleaned_data["is_active"]
        if not active and self.instance.pk == self.by.pk:
            raise forms.ValidationError(_("Anda tidak dapat menutup akses Anda sendiri."))
        return active

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        team = data.get("team")
        if team and team.client not in (data.get("clients") or ()):
            self.add_error("team", _t("Tim ini milik %(client)s; pilih juga klien itu, atau tim lain.") % {"client": team.client})
        return data


class _OwnClient:
    """Only the administrator's own clients are offered."""

    fields: dict[str, Any]

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "client" in self.fields:
            self.fields["client"].queryset = clients(by)


class ClientForm(_OwnClient, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Client
        fields: ClassVar = ["code", "name", "timezone", "identity_keys", "idle_minutes", "retention_days"]
        labels: ClassVar = {
            "code": _("Kode"), "name": _("Nama"), "timezone": _("Zona waktu"), "identity_keys": _("Pemeriksaan identitas"),
            "idle_minutes": _("Batas diam (menit)"), "retention_days": _("Penyimpanan data pribadi (hari)"),
        }  # fmt: skip

    def clean_timezone(self) -> str:
        zone: str = self.cleaned_data["timezone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("Zona waktu tidak dikenal. Contoh: Asia/Jakarta, Asia/Makassar, Asia/Jayapura."))
        return zone


class TeamForm(_OwnClient, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Team
        fields: ClassVar = ["client", "name"]
        labels: ClassVar = {"client": _("Klien"), "name": _("Nama tim")}


class UnitForm(_OwnClient, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Unit
        fields: ClassVar = ["client", "code", "name", "calendar"]
        labels: ClassVar = {"client": _("Klien"), "code": _("Kode unit di SOP"), "name": _("Nama"), "calendar": _("Jam kerja")}

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(by, *args, **kwargs)
        self.fields["calendar"].queryset = calendars(by)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        calendar = data.get("calendar")
        if calendar and calendar.client != data.get("client"):
            self.add_error("calendar", _("Jam kerja ini milik klien lain."))
        return data


class CalendarForm(_OwnClient, forms.ModelForm):  # type: ignore[type-arg]
    days_off = forms.CharField(
        label=_("Hari libur, satu tanggal per baris"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Contoh: 2026-08-17"),
    )  # fmt: skip

    class Meta:
        model = Calendar
        fields: ClassVar = ["client", "name", "opens_at", "closes_at", "weekdays"]
        labels: ClassVar = {
            "client": _("Klien"),
            "name": _("Nama"),
            "opens_at": _("Jam buka"),
            "closes_at": _("Jam tutup"),
            "weekdays": _("Hari kerja"),
        }
        widgets: ClassVar = {
            "opens_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(by, *args, **kwargs)
        self.fields["days_off"].initial = "\n".join(self.instance.holidays)

    def clean_weekdays(self) -> str:
        days: str = self.cleaned_data["weekdays"]
        if not re.fullmatch("[1-7]+", days):
            raise forms.ValidationError(_("Tulis angka 1 (Senin) sampai 7 (Minggu), misalnya 12345."))
        return "".join(sorted(set(days)))

    def clean_days_off(self) -> list[str]:
        found = []
        for line in self.cleaned_data["days_off"].split():
            try:
                found.append(date.fromisoformat(line).isoformat())
            except ValueError:
                raise forms.ValidationError(_t("“%(line)s” bukan tanggal. Contoh: 2026-08-17.") % {"line": line[:40]}) from None
        return sorted(set(found))

    def save(self, commit: bool = True) -> Calendar:
        self.instance.holidays = self.cleaned_data["days_off"]
        saved: Calendar = super().save(commit)
        return saved


PART_FORMS: dict[str, Any] = {"clients": ClientForm, "teams": TeamForm, "units": UnitForm, "calendars": CalendarForm}
