"""Reading what an auditor looks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["SearchForm"]


class SearchForm(forms.Form):
    chain = forms.CharField(label=_("Tentang, misalnya case:17"), max_length=60, required=False)
    verb = forms.CharField(label=_("Perbuatan, misalnya customer.reveal"), max_length=60, required=False)
    actor = forms.CharField(label=_("Nama pengguna"), max_length=150, required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
