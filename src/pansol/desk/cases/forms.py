"""What is typed at the desk, read and checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pansol.desk.accounts.models import Client, User
from pansol.desk.cases.models import Channel

__all__ = ["CLOSINGS", "DISPOSITIONS", "Closing", "EndContact", "Failure", "Feedback", "HandOver", "Reason", "Start"]

DISPOSITIONS = [
    ("solved", _("Selesai dalam kontak ini")),
    ("ticket", _("Tiket dibuat")),
    ("promised", _("Menunggu janji kami")),
    ("informed", _("Informasi disampaikan")),
    ("refused", _("Pelanggan tidak bersedia melanjutkan")),
    ("transferred", _("Dialihkan ke bagian lain")),
    ("silent", _("Tidak ada suara")),
    ("wrong_number", _("Salah sambung")),
]
CLOSINGS = [
    ("done", _("Tuntas")),
    ("duplicate", _("Sudah ditangani di kasus lain")),
    ("other_complaint", _("Ternyata keluhan lain")),
    ("refused", _("Pelanggan tidak bersedia")),
]


class Start(forms.Form):
    """A contact begins."""

    channel = forms.ChoiceField(label=_("Kanal"), choices=Channel.choices)
    ani = forms.CharField(label=_("Nomor atau data pelanggan"), max_length=200, required=False)
    client = forms.ModelChoiceField(label=_("Klien"), queryset=Client.objects.none(), required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.filter(pk__in=user.client_ids())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("client"):
            clients = list(self.fields["client"].queryset)  # type: ignore[attr-defined]
            if len(clients) != 1:
                raise forms.ValidationError(_("Pilih kliennya."))
            data["client"] = clients[0]
        return data


class EndContact(forms.Form):
    disposition = forms.ChoiceField(label=_("Hasil kontak"), choices=[*DISPOSITIONS, ("dropped", _("Sambungan terputus"))])


class HandOver(forms.Form):
    to = forms.ModelChoiceField(label=_("Kepada"), queryset=User.objects.none())

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class Reason(forms.Form):
    """A few words: to the team leader, or why."""

    text = forms.CharField(label=_("Keterangan"), max_length=2000)


class Closing(forms.Form):
    """How a case ends; a refusal says why."""

    outcome = forms.ChoiceField(choices=CLOSINGS, error_messages={"required": _("Pilih hasilnya."), "invalid_choice": _("Pilih hasilnya.")})
    note = forms.CharField(label=_("Alasan pelanggan"), max_length=500, required=False)


class Failure(forms.Form):
    """What is still wrong after the advice; may be empty."""

    text = forms.CharField(label=_("Apa yang masih terjadi"), max_length=2000, required=False)


class Feedback(forms.Form):
    text = forms.CharField(
        label=_("Apa yang salah"), max_length=2000,
        error_messages={"required": _("Tulis apa yang salah, agar editor dapat memperbaikinya.")},
    )  # fmt: skip
    rule = forms.CharField(max_length=60, required=False)
