"""Who works here: clients, teams, users with one role each, and tokens of integrations."""

from __future__ import annotations

import hashlib
import secrets
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

__all__ = ["Calendar", "Client", "RecoveryCode", "Role", "SignInFailure", "Team", "Token", "Unit", "User"]


class Role(models.TextChoices):
    AGENT_T1 = "agent_t1", _("Agen T1")
    AGENT_T2 = "agent_t2", _("Agen T2")
    TEAM_LEADER = "team_leader", _("Team leader")
    DUTY_CONTROLLER = "duty_controller", _("Duty controller")
    CONTENT_OWNER = "content_owner", _("Pemilik konten")
    REVIEWER = "reviewer", _("Peninjau")
    RESOLVER = "resolver", _("Resolver")
    QA = "qa", _("QA")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Admin")


class Client(models.Model):
    """A company whose SOPs run here. Nobody sees another client's data."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    timezone = models.CharField(max_length=40, default="Asia/Jakarta")
    identity_keys = models.PositiveSmallIntegerField(default=2, help_text=_("Berapa data yang harus cocok sebelum data pelanggan dibuka"))
    idle_minutes = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
        help_text=_("Sesudah sekian menit diam, masuk lagi"),
    )
    retention_days = models.PositiveIntegerField(default=730, help_text=_("Data pribadi dihapus sesudah sekian hari tanpa kontak"))

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Calendar(models.Model):
    """Working days and hours of a client or unit; holidays as ISO dates."""

    client = models.ForeignKey(Client, models.CASCADE)
    name = models.CharField(max_length=100)
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    weekdays = models.CharField(max_length=7, default="12345", help_text=_("1 = Senin … 7 = Minggu"))
    holidays = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A resolver queue as this installation names it; `code` is the procedure's unit id."""

    client = models.ForeignKey(Client, models.CASCADE)
    code = models.SlugField()
    name = models.CharField(max_length=100)
    calendar = models.ForeignKey(Calendar, models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["client", "code"], name="unit_code_once")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    client = models.ForeignKey(Client, models.CASCADE)
    name = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person with one role, in one team, for one or more clients."""

    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True)
    clients = models.ManyToManyField(Client, blank=True)
    perner = models.CharField(max_length=20, blank=True)
    extension = models.CharField(max_length=10, blank=True)
    totp_key = models.CharField(max_length=200, blank=True, editable=False)  # sealed, see totp.py
    must_change_password = models.BooleanField(default=False, editable=False)  # somebody else chose it
    session_number = models.PositiveIntegerField(default=0, editable=False)  # sessions of an earlier number are over
    totp_step = models.BigIntegerField(default=0, editable=False)  # the last code that was used: none works twice

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    def client_ids(self) -> frozenset[int]:
        """The clients this user may see; read once per request."""
        if not hasattr(self, "_client_ids"):
            self._client_ids = frozenset(User.clients.through.objects.filter(user_id=self.pk).values_list("client_id", flat=True))
        return self._client_ids

    def get_session_auth_hash(self) -> str:
        """What a session must carry: a new password or a new number ends all others."""
        return salted_hmac("pansol.session", f"{self.session_number} {self.password}", algorithm="sha256").hexdigest()


class RecoveryCode(models.Model):
    """Lets its owner in once, when the phone with the one-time codes is lost."""

    user = models.ForeignKey(User, models.CASCADE)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class Token(models.Model):
    """A key of an integration. Only its hash is kept; it acts as its user."""

    user = models.ForeignKey(User, models.CASCADE)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def hash_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @staticmethod
    def new_secret() -> str:
        return "pansol_" + secrets.token_urlsafe(32)


class SignInFailure(models.Model):
    """Failed sign-ins of one name from one address, as a digest: others are not slowed down by it."""

    digest = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    wait_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.count} failures"
