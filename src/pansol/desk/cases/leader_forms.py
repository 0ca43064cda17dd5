"""Reading a team leader's decision, to whom it is forwarded, and an erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pansol.desk.accounts.models import User

__all__ = ["DecisionForm", "ErasureForm", "ForwardingForm"]


class DecisionForm(forms.Form):
    decision = forms.CharField(label=_("Keputusan: apa yang dilakukan agen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    script = forms.CharField(
        label=_("Yang diucapkan kepada pelanggan"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ForwardingForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Teruskan kepada"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, people: QuerySet[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class ErasureForm(forms.Form):
    reason = forms.CharField(label=_("Alasan atau nomor permintaan, tanpa nama atau nomor pelanggan"), max_length=300)
    sure = forms.BooleanField(label=_("Saya mengerti bahwa data ini tidak dapat dikembalikan"))
