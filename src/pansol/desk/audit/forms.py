"""Reading what an auditor looks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pansol.desk.audit.wording import VERBS

__all__ = ["SearchForm"]


def _verbs() -> list[tuple[str, Any]]:
    return [("", _("Semua")), *sorted(VERBS.items(), key=lambda item: str(item[1]))]


class SearchForm(forms.Form):
    chain = forms.CharField(label=_("Tentang, misalnya case:17"), max_length=60, required=False)
    verb = forms.ChoiceField(label=_("Perbuatan"), choices=_verbs, required=False)
    actor = forms.CharField(label=_("Nama pengguna"), max_length=150, required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
