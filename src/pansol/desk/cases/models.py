"""Contacts, cases with their fact ledger, guidance that was given, promises and grey cases."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = [
    "Case",
    "CaseState",
    "Channel",
    "Contact",
    "FactEntry",
    "GreyCase",
    "GreyState",
    "GuidanceEntry",
    "GuidanceMark",
    "Promise",
    "PromiseKind",
    "PromiseState",
    "Receipt",
]


class Channel(models.TextChoices):
    CALL = "call", _("Telepon")
    CHAT = "chat", _("Chat")
    SOCIAL = "social_media", _("Media sosial")
    EMAIL = "email", _("E-mail")
    WALK_IN = "walk_in", _("Datang langsung")


class Contact(models.Model):
    """One conversation with a customer; several complaints may come up in it."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    channel = models.CharField(max_length=15, choices=Channel)
    ani = models.CharField(max_length=30, blank=True)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="contacts")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contacts")
    started_at = models.DateTimeField()
    attended_at = models.DateTimeField(null=True)  # when the agent last turned to it or away from it
    ended_at = models.DateTimeField(null=True)
    dropped = models.BooleanField(default=False)
    disposition = models.CharField(max_length=40, blank=True)
    identity_checked_at = models.DateTimeField(null=True)
    notes = models.TextField(max_length=20_000, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agent", "ended_at"]),
            models.Index(fields=["customer", "-started_at"]),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class CaseState(models.TextChoices):
    OPEN = "open", _("Berjalan")
    WAITING = "waiting", _("Menunggu janji")
    GREY = "grey", _("Menunggu team leader")
    CLOSED = "closed", _("Selesai")


class Case(models.Model):
    """A complaint being guided. `revision` grows with every change, so that two agents cannot overwrite each other."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="cases")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="cases")
    version = models.ForeignKey("knowledge.Version", models.PROTECT)
    moved_from = models.ForeignKey("knowledge.Version", models.PROTECT, null=True, related_name="+")
    goal = models.CharField(max_length=60)
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="cases")
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rule = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    outcome_note = models.CharField(max_length=500, blank=True)
    expiry_override = models.CharField(max_length=500, blank=True)
    expiry_override_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "state"]),
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["client", "state", "-opened_at"]),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class FactEntry(models.Model):
    """One line of a case's ledger; never changed. `value` is the text that `read_facts` reads; `mark` says why there is none."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    fact = models.CharField(max_length=60)
    value = models.TextField(max_length=20_000, blank=True)
    mark = models.CharField(max_length=15, blank=True)  # unanswerable | withdrawn | undone
    source = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="fact_entry_once")]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.number} {self.fact}"


class GuidanceMark(models.TextChoices):
    TOLD = "told", _("Disampaikan")
    HELPED = "helped", _("Berhasil")
    FAILED = "failed", _("Tidak berhasil")
    REFUSED = "refused", _("Ditolak pelanggan")


class GuidanceEntry(models.Model):
    """One line of what a customer was told under a rule, and of what came of it; never changed."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, related_name="guidance")
    rule = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    mark = models.CharField(max_length=10, choices=GuidanceMark)
    words = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "at"])]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rule} {self.mark}"


class PromiseKind(models.TextChoices):
    WAIT = "wait", _("Tunggu")
    CALLBACK = "callback", _("Hubungi kembali")
    MONITOR = "monitor", _("Pantau")
    FOLLOW_UP = "follow_up", _("Tindak lanjut")


class PromiseState(models.TextChoices):
    OPEN = "open", _("Berjalan")
    KEPT = "kept", _("Ditepati")
    DROPPED = "dropped", _("Dibatalkan")


class Promise(models.Model):
    """Something that was promised: what, by when, by whom."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="promises")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="promises")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, null=True, related_name="promises")
    kind = models.CharField(max_length=10, choices=PromiseKind)
    rule = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=300)
    due_at = models.DateTimeField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises")
    state = models.CharField(max_length=10, choices=PromiseState, default=PromiseState.OPEN)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "state"]),
            models.Index(fields=["client", "state", "due_at"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "rule"], condition=models.Q(state="open"), name="promise_once_per_rule")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class GreyState(models.TextChoices):
    OPEN = "open", _("Menunggu keputusan")
    FORWARDED = "forwarded", _("Diteruskan")
    DECIDED = "decided", _("Diputuskan")


class GreyCase(models.Model):
    """A situation the SOP leaves open, on its way to the team leader and back."""

    client = models.ForeignKey("accounts.Client", models.PROTECT)
    case = models.ForeignKey(Case, models.PROTECT, related_name="grey_cases")
    reason = models.CharField(max_length=20)  # uncovered | conflict | stuck | gap | failed | withdrawn
    rules = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    box = models.JSONField(default=dict)  # the smallest part of the facts that already leaves the situation open
    question = models.TextField(max_length=2000)
    state = models.CharField(max_length=10, choices=GreyState, default=GreyState.OPEN)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    forwarded_at = models.DateTimeField(null=True)
    decision = models.TextField(max_length=2000, blank=True)
    script = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "state", "raised_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state__in=["open", "forwarded"]), name="one_open_grey_per_case")
        ]

    def __str__(self) -> str:
        return f"grey {self.pk}"


class Receipt(models.Model):
    """The key of a request that was carried out, and what it led to: a retry acts once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    key = models.CharField(max_length=64)
    result = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return self.key
