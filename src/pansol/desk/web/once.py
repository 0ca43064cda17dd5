"""The same form of the same page, sent twice with the same words, acts once: a double click, a reload, a retry after a crash."""

from __future__ import annotations

import hashlib
import json

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from pansol.desk.cases.models import Receipt
from pansol.desk.web.middleware import Handler

__all__ = ["acts_once"]

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field; its value is another on every page that is shown
_NOTHING_KEPT = ("/api/", "/language/", "/theme/", "/sign-in/", "/sign-out/")
_LONGEST = 200


def acts_once(get_response: Handler) -> Handler:
    """A form that led on to another page leaves a receipt in the same transaction; its repetition is led there too.

    A form that was refused, or answered with a page of its own, leaves none: it may be sent again.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if not _is_form(request):
            return get_response(request)
        key, by = _fingerprint(request), request.user
        assert by.is_authenticated
        try:
            with transaction.atomic():
                receipt = Receipt.objects.create(user=by, key=key, at=timezone.now())
                return _carried_out(receipt, get_response(request))
        except IntegrityError:
            before = Receipt.objects.filter(user=by, key=key).first()
            if before is None:
                raise
            return redirect(before.result)

    return handle


def _is_form(request: HttpRequest) -> bool:
    if request.method != "POST" or request.path.startswith(_NOTHING_KEPT) or request.headers.get("HX-Request"):
        return False
    return _TOKEN in request.POST and request.user.is_authenticated


def _fingerprint(request: HttpRequest) -> str:
    sent = json.dumps([request.get_full_path(), sorted(request.POST.lists())])
    return f"form:{hashlib.sha256(sent.encode()).hexdigest()[:59]}"


def _carried_out(receipt: Receipt, response: HttpResponse) -> HttpResponse:
    target = response.headers.get("Location", "")
    if target and response.status_code < 400:
        Receipt.objects.filter(pk=receipt.pk).update(result=target if len(target) <= _LONGEST else target.partition("?")[0][:_LONGEST])
    elif response.status_code >= 500:
        transaction.set_rollback(True)
    else:
        receipt.delete()
    return response
