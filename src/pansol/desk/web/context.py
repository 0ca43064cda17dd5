"""What every page shows: the numbers beside the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

__all__ = ["desk"]


def desk(request: HttpRequest) -> dict[str, Any]:
    """Nothing for fragments; they replace only a part of the page."""
    if request.headers.get("HX-Request") or not request.user.is_authenticated:
        return {}
    return {"signed_in": request.user}
