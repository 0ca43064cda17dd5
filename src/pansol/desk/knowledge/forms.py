"""Reading feedback and a withdrawal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pansol.desk.knowledge.models import Withdrawal

__all__ = ["FeedbackForm", "RuleSelect", "WithdrawalForm"]


class RuleSelect(forms.Select):
    """Titles of rules are Indonesian, whatever the language of the page."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "attrs": {**option["attrs"], "lang": "id"}} if value else option


class FeedbackForm(forms.Form):
    rule = forms.ChoiceField(label=_("Langkah"), required=False, widget=RuleSelect)
    text = forms.CharField(label=_("Apa yang salah, dan apa yang seharusnya?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, rules: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", _("Seluruh artikel")), *rules]  # type: ignore[attr-defined]


class WithdrawalForm(forms.Form):
    cases = forms.ChoiceField(
        label=_("Kasus yang masih berjalan"), choices=Withdrawal.choices, widget=forms.RadioSelect, initial=Withdrawal.LEADER
    )
    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
