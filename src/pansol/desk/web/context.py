"""What every page shows: light or dark, as was chosen in this browser."""

from __future__ import annotations

from django.http import HttpRequest

__all__ = ["desk"]


def desk(request: HttpRequest) -> dict[str, str]:
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in ("light", "dark") else "auto"}
