"""Reading an outage."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pansol.desk.accounts.models import Client, User
from pansol.desk.accounts.queries import clients
from pansol.desk.outages.models import Outage

__all__ = ["OutageForm"]

_WHEN = "%Y-%m-%dT%H:%M"


def _time() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WHEN)


class OutageForm(forms.ModelForm):  # type: ignore[type-arg]
    clients = forms.ModelMultipleChoiceField(Client.objects.none(), label=_("Klien yang terdampak"), widget=forms.CheckboxSelectMultiple)
    starts_at = forms.DateTimeField(label=_("Mulai"), widget=_time(), input_formats=[_WHEN])
    ends_at = forms.DateTimeField(label=_("Perkiraan selesai (boleh kosong)"), widget=_time(), input_formats=[_WHEN], required=False)

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
        if self.instance.pk:
            del self.fields["clients"]
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

    def values(self) -> dict[str, Any]:
        """What was typed, without the clients."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
