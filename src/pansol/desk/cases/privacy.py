"""Personal facts of a case in texts: hidden until they are shown on purpose."""

from __future__ import annotations

from collections.abc import Callable

from pansol.desk.cases.file import CaseFile
from pansol.sop.values import ABSENT, show_value

__all__ = ["DOTS", "Hide", "hidden_value", "hider"]

Hide = Callable[[str], str]
DOTS = "••••"


def hidden_value(text: str) -> str:
    """The first and last letters of a personal value: enough to recognise it, not to use it."""
    bare = text.strip()
    if "@" in bare:
        return f"{bare[:1]}{DOTS}@{bare.rpartition('@')[2]}"
    if sum(c.isdigit() for c in bare) >= 9:
        return f"{bare[:4]}-{DOTS}-{bare[-4:]}"
    return " ".join(f"{word[0]}{DOTS}" for word in bare.split())


def hider(file: CaseFile, *, is_revealed: bool) -> Hide:
    """A function that hides this case's personal values wherever they stand in a text."""
    if is_revealed:
        return lambda text: text
    facts = file.compiled.procedure.facts
    known = ((facts[n], v) for n, v in file.situation.known.items() if n in facts and facts[n].pii)
    secrets = sorted(
        {show_value(f.kind, v) for f, v in known if v is not None and v is not ABSENT and f.kind.is_textual}, key=len, reverse=True
    )

    def hide(text: str) -> str:
        for secret in secrets:
            if len(secret) > 1:
                text = text.replace(secret, hidden_value(secret))
        return text

    return hide
