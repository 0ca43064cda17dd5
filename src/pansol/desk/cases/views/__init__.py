"""The desk's pages: the start, a contact, the one screen of a case, promises."""

from pansol.desk.cases.views import case, contact, desk, steps

__all__ = ["case", "contact", "desk", "steps"]
