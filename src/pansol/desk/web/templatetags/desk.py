"""Navigation by permission, masked personal data, idempotency keys, and how times are shown."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from pansol.desk.accounts.models import User
from pansol.desk.accounts.rules import may as user_may
from pansol.desk.audit import wording
from pansol.desk.cases.forms import DISPOSITIONS
from pansol.desk.cases.queries import waiting_counts
from pansol.desk.interactions.models import Interaction
from pansol.desk.interactions.wording import field_in_words
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import Version
from pansol.desk.web.masking import masked_name, masked_value
from pansol.desk.web.trail import DATA, recorded
from pansol.sop.model import Procedure
from pansol.sop.render.words import cites_in_words

__all__ = [
    "change_fields", "cited", "clock", "countdown", "disposition", "field_label", "mask", "mask_name", "may", "navigation", "new_key",
    "record_title", "verb_in_words",
]  # fmt: skip

register = template.Library()

# named url, label, the verb that opens it
_PLACES: tuple[tuple[str, Any, str], ...] = (
    ("desk", gettext_lazy("Meja"), ""),
    ("customers", pgettext_lazy("many", "Pelanggan"), "customer.view"),
    ("inbox", gettext_lazy("Kotak masuk"), "case.decide_grey"),
    ("promises", gettext_lazy("Janji"), "task.view"),
    ("outages", gettext_lazy("Gangguan"), "outage.view"),
    ("articles", gettext_lazy("Artikel"), "article.view"),
    ("register", gettext_lazy("Register"), "register.view"),
    ("people", gettext_lazy("Administrasi"), "people.edit"),
    ("audit", gettext_lazy("Audit"), "audit.view"),
)
_DISPOSITIONS = dict(DISPOSITIONS)
_BELOW = {"desk": ("/contacts/", "/cases/"), "people": ("/people/", "/installation/", "/erasures/", "/tokens/")}


@register.inclusion_tag("desk/navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The places this user may go to; one that is not installed is left out."""
    request = context["request"]
    counts = waiting_counts(
        request.user, timezone.now(), [name for name, _label, verb in _PLACES if not verb or user_may(request.user, verb)]
    )
    places = [
        {"url": url, "label": label, "is_here": _is_here(request.path, name, url), "count": counts.get(name)}
        for name, label, verb in _PLACES
        if (not verb or user_may(request.user, verb)) and (url := _url(name))
    ]
    return {"places": places}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_here(path: str, name: str, url: str) -> bool:
    return path == url or path.startswith(_BELOW.get(name, (url,)))


@register.filter
def may(user: User, verb: str) -> bool:
    """`{% if request.user|may:"outage.edit" %}`"""
    return user_may(user, verb)


@register.filter
def mask(value: str) -> str:
    """A number, address or identifier with its middle hidden: `0812-••••-7781`."""
    return masked_value(str(value or ""))


@register.filter
def mask_name(value: str) -> str:
    """`W•••• H••••`."""
    return masked_name(str(value or ""))


@register.filter
def disposition(code: str) -> str:
    """How a contact ended, in words; other notes stay as they are."""
    return str(_DISPOSITIONS.get(code, code))


@register.filter
def cited(cites: str, procedure: Procedure) -> str:
    """The source of a rule by the titles of its documents."""
    return cites_in_words(procedure, cites)


register.filter(field_in_words)


@register.filter
def record_title(record: Interaction) -> str:
    """A record by its title in the SOP; nothing where the SOP of the case has it no longer."""
    version = Version.objects.filter(case__pk=record.case_id).defer("files").first()
    found = compiled(version).procedure.records.get(record.record) if version is not None else None
    return found.title if found is not None else ""


@register.filter
def verb_in_words(verb: str) -> str:
    """What happened, of an audit event."""
    return wording.verb_in_words(verb)


@register.filter
def field_label(name: str) -> str:
    """What stands above a field that comes back as it was sent, on a page that knows only its name."""
    return str({**wording.KEYS, **DATA}.get(name, gettext("Yang Anda ketik")))


register.filter(recorded)


@register.simple_tag
def new_key() -> str:
    """An idempotency key; one per form that is shown."""
    return uuid.uuid4().hex


@register.simple_tag
def change_fields(file: Any) -> SafeString:
    """What every form that changes a case carries: the revision and the last entry that were seen, and a key."""
    return format_html(
        '<input type="hidden" name="revision" value="{}"><input type="hidden" name="seen" value="{}">'
        '<input type="hidden" name="key" value="{}">',
        file.case.revision, file.next_number - 1, uuid.uuid4().hex,
    )  # fmt: skip


@register.filter
def clock(at: datetime | None) -> SafeString | str:
    """The hour today, else the day and the hour, as <time>."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    shape = gettext("H.i") if local.date() == timezone.localdate() else gettext("j/n H.i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), date_format(local, shape))


@register.simple_tag
def countdown(at: datetime | None, now: datetime) -> SafeString | str:
    """How long until `at`; late ones in red with a minus sign. desk.js keeps it moving."""
    if at is None:
        return gettext("belum ditetapkan")
    seconds = int((at - now).total_seconds())
    iso = timezone.localtime(at).isoformat(timespec="seconds")
    return format_html('<time datetime="{}" data-until="{}" class="{}">{}</time>', iso, iso, "late" if seconds < 0 else "", _span(seconds))


def _span(seconds: int) -> str:
    sign, seconds = ("−", -seconds) if seconds < 0 else ("", seconds)
    days, rest = divmod(seconds, 86400)
    hours, minutes = rest // 3600, rest // 60 % 60
    if days:
        return f"{sign}{days} {gettext('hr')} {hours} {gettext('j')}"
    return f"{sign}{hours} {gettext('j')} {minutes:02} {gettext('mnt')}" if hours else f"{sign}{minutes} {gettext('mnt')}"
