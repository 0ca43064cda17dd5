"""Reading a customer, an identity check, a search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.queries import clients
from pansol.desk.customers.models import Customer, KeyKind

__all__ = ["CustomerForm", "IdentityForm", "RevealForm"]


class CustomerForm(forms.Form):
    """`client` only for a new customer, and only where there is a choice."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Klien"))
    name = forms.CharField(label=_("Nama"), max_length=200, required=False)
    area = forms.CharField(label=_("Kota atau wilayah"), max_length=100, required=False)
    msisdn = forms.CharField(label=_("MSISDN"), max_length=30, required=False)
    service = forms.CharField(label=_("Nomor layanan"), max_length=60, required=False)
    order = forms.CharField(label=_("Order ID"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)
    ani = forms.CharField(label=_("Nomor yang dipakai menelepon (ANI)"), max_length=30, required=False)

    def __init__(self, user: User, customer: Customer | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if customer is not None:
            del self.fields["client"]
        else:
            choice = self.fields["client"]
            choice.queryset = clients(user)  # type: ignore[attr-defined]
            choice.initial = clients(user).first()
        for name in ("msisdn", "ani"):
            self.fields[name].widget.attrs["inputmode"] = "tel"
        for name in self.fields:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        text: str = self.cleaned_data["email"].strip()
        if text:
            try:
                validate_email(text)
            except ValidationError:
                raise forms.ValidationError(_("E-mail belum lengkap. Contoh: wati@contoh.id.")) from None
        return text

    def keys(self) -> list[tuple[str, str]]:
        return [(kind, self.cleaned_data[kind]) for kind in KeyKind.values if self.cleaned_data.get(kind)]


class IdentityForm(forms.Form):
    """What the customer says; compared, never shown."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=200, required=False)
    area = forms.CharField(label=_("Kota atau wilayah"), max_length=100, required=False)
    msisdn = forms.CharField(label=_("MSISDN"), max_length=30, required=False)
    service = forms.CharField(label=_("Nomor layanan"), max_length=60, required=False)
    order = forms.CharField(label=_("Order ID"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_identity_%s", **kwargs})
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("Alasan membuka data"), max_length=300, required=False)
