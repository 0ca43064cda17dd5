"""Reading an outage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pansol.desk.accounts.forms import ClientsField
from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.queries import clients
from pansol.desk.outages.actions import state_of
from pansol.desk.outages.models import Outage, Reference

__all__ = ["OutageForm"]

_WHEN = "%Y-%m-%dT%H:%M"
_YEARS = [
    MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC), _("Tahunnya belum benar.")),
    MaxValueValidator(datetime(2100, 1, 1, tzinfo=UTC), _("Tahunnya belum benar.")),
]


def _time() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WHEN)


class OutageForm(forms.ModelForm):  # type: ignore[type-arg]
    clients = ClientsField(Client.objects.none(), label=_("Klien yang terdampak"))
    starts_at = forms.DateTimeField(label=_("Mulai"), widget=_time(), input_formats=[_WHEN], validators=_YEARS)
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    ends_at = forms.DateTimeField(
        label=_("Perkiraan selesai (boleh kosong)"), widget=_time(), input_formats=[_WHEN], validators=_YEARS, required=False
    )

    class Meta:
        model = Outage
        fields: ClassVar = ["title", "area", "source", "reference", "answer", "starts_at", "ends_at"]
        labels: ClassVar = {
            "title": pgettext_lazy("one", "Gangguan"), "area": _("Wilayah"), "source": _("Sumber"),
            "reference": _("Nomor atau tautan rujukan"),
            "answer": _("Jawaban standar untuk pelanggan"),
        }  # fmt: skip
        help_texts: ClassVar = {"area": _("Beberapa kota dipisah koma, misalnya Surabaya, Sidoarjo. Tanda * berarti semua wilayah.")}

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if self.instance.pk:
            del self.fields["clients"]
            self.fields["seen"].initial = state_of(self.instance)
            return
        own = clients(by)
        choice = self.fields["clients"]
        choice.queryset = own  # type: ignore[attr-defined]
        if own.count() == 1:
            choice.initial = list(own)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("Selesai harus sesudah mulai."))
        return data

    def renew(self, stands: Outage) -> None:
        """Somebody else was faster: say what stands now; what was typed stays, and replaces it if it is sent again."""
        self.data = {**self.data.dict(), "seen": state_of(stands)} if isinstance(self.data, QueryDict) else self.data
        self.add_error(None, _("Gangguan ini baru saja diubah orang lain. Ketikan Anda masih ada; simpan lagi bila tetap Anda maksud."))
        shown = OutageForm(self.by, instance=stands)
        for name, typed in self.values().items():
            if getattr(stands, name) != typed:
                self.add_error(name, _t("Sekarang tertulis: %(words)s") % {"words": _in_words(shown, name)})

    def values(self) -> dict[str, Any]:
        """What was typed, without the clients."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


def _in_words(form: OutageForm, name: str) -> str:
    value = form[name].value()
    if name == "source":
        return str(Reference(value).label)
    return f"{timezone.localtime(value):%d/%m/%Y %H.%M}" if isinstance(value, datetime) else str(value or "–")
