"""All addresses of the desk."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from pansol.desk.web.views import help_page, theme

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

_MODULES = (
    "accounts.urls", "audit.urls", "customers.urls", "interactions.urls", "outages.urls", "connectors.urls", "knowledge.urls", "cases.urls",
    "cases.leader_urls", "reports.urls", "api.urls",
)  # fmt: skip


def _is_there(module: str) -> bool:
    """Apps are created when they have something in them."""
    return find_spec(f"pansol.desk.{module.split('.', maxsplit=1)[0]}") is not None and find_spec(f"pansol.desk.{module}") is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", set_language, name="language"),
    path("theme/", theme, name="theme"),
    path("help/", help_page, name="help"),
    *(path("", include(f"pansol.desk.{module}")) for module in _MODULES if _is_there(module)),
]

handler400 = "pansol.desk.web.views.unreadable"
handler403 = "pansol.desk.web.views.forbidden"
handler404 = "pansol.desk.web.views.not_found"
handler500 = "pansol.desk.web.views.broken"
