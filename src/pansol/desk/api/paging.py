"""Lists by pages: newest first, at most a hundred, `next` leads on. No page is counted or skipped over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from pydantic import BaseModel

__all__ = ["Page", "page"]

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """`next` is the `before` of the next page, null on the last."""

    items: list[Item]
    next: int | None = None


def page(rows: QuerySet[Row], before: int | None, limit: int, show: Callable[[Row], Item]) -> Page[Item]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    has_more = len(found) > limit
    return Page(items=[show(row) for row in found[:limit]], next=found[limit - 1].pk if has_more else None)
