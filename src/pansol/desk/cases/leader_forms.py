"""Reading a team leader's decision and an erasure."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["DecisionForm", "ErasureForm"]


class DecisionForm(forms.Form):
    decision = forms.CharField(
        label=_("Keputusan, seperti yang harus disampaikan dan dilakukan agen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ErasureForm(forms.Form):
    reason = forms.CharField(label=_("Alasan atau nomor permintaan, tanpa nama atau nomor pelanggan"), max_length=300)
    sure = forms.BooleanField(label=_("Saya mengerti bahwa data ini tidak dapat dikembalikan"))
