"""What can go wrong with a connector, as one small tree.

ConnectorError
├── ConfigError    the YAML holds at least one mistake; all of them are listed, each with its fix
└── Unanswered     a system gave no answer that can be used; `trouble` says why
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

__all__ = ["ConfigError", "ConnectorError", "Fault", "Trouble", "Unanswered"]


class Trouble(TextChoices):
    SLOW = "slow", _("terlalu lambat")
    DOWN = "down", _("tidak tersambung")
    BROKEN = "broken", _("galat di sistem itu")
    BUSY = "busy", _("sedang penuh")
    DENIED = "denied", _("kunci akses ditolak")
    NO_SECRET = "no_secret", _("kunci akses belum dipasang")
    REDIRECT = "redirect", _("mengalihkan ke alamat lain")
    NOT_JSON = "not_json", _("jawabannya bukan JSON")
    TOO_BIG = "too_big", _("jawabannya terlalu besar")
    RESTING = "resting", _("diistirahatkan sesudah gagal berulang")


# what may succeed a moment later; the rest is the same on the second try
PASSING = frozenset({Trouble.SLOW, Trouble.DOWN, Trouble.BROKEN, Trouble.BUSY})


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a connectors file, and the fix."""

    file: str
    line: int
    text: str

    def show(self) -> str:
        """`file:line: message`."""
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


class ConnectorError(Exception):
    """Anything a connector refuses or cannot do."""


class ConfigError(ConnectorError):
    """The connectors file cannot be used as it is."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("\n".join(f.show() for f in faults))


class Unanswered(ConnectorError):
    """A system gave no usable answer."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.value)

    @property
    def is_passing(self) -> bool:
        """Whether a second try may do better."""
        return self.trouble in PASSING
