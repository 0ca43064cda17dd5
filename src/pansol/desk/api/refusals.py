"""From what the actions raise to the one shape of a refusal."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pansol.desk.accounts.rules import Forbidden
from pansol.desk.api.errors import AlreadyDone, Invalid, KeyReused, Outdated, ProblemOut, language, not_found, refusal
from pansol.desk.api.parsing import reason_of
from pansol.desk.api.tokens import TooManyAttempts
from pansol.desk.api.wording import change_of, words_of
from pansol.desk.cases.errors import CaseError, Stale
from pansol.desk.customers.errors import CustomerError, IdentityNotChecked, KeyTaken
from pansol.desk.interactions.errors import RecordError
from pansol.desk.logs import named
from pansol.desk.outages.actions import OutageEnded
from pansol.sop.errors import FactError, PansolError

__all__ = ["add_refusals"]

log = logging.getLogger("pansol.api")
_MOST = 50


def add_refusals(api: NinjaAPI) -> None:
    """Teach an API to answer everything that can go wrong in one shape."""
    for error, handler in _HANDLERS.items():
        api.add_exception_handler(error, handler)


def _wrong_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        ProblemOut(where=".".join(str(p) for p in e["loc"] if p != "body")[:200], code=str(e["type"]), message=words_of(e))
        for e in error.errors[:_MOST]
    ]
    return refusal(422, "invalid", _("Permintaan ini belum benar."), problems)


def _wrong_facts(request: HttpRequest, error: FactError) -> HttpResponse:
    lang = language()
    problems = [
        ProblemOut(where=str(p.details.get("where") or p.details.get("found", ""))[:100], code=p.code, message=p.text(lang))
        for p in error.problems[:_MOST]
    ]
    return refusal(422, "fact_error", _("Ada fakta yang tidak sesuai."), problems)


def _invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    return refusal(422, "invalid", _("Permintaan ini belum benar."), error.problems)


def _pansol(request: HttpRequest, error: PansolError) -> HttpResponse:
    lang = language()
    problems = [ProblemOut(code=p.code, message=p.text(lang)) for p in error.problems[:_MOST]]
    return refusal(422, "invalid", _("Permintaan ini belum benar."), problems)


def _stale(request: HttpRequest, error: Stale) -> HttpResponse:
    return refusal(409, "stale", _("Kasus ini sudah diubah orang lain."), [change_of(e) for e in error.entries[:_MOST]])


def _outdated(request: HttpRequest, error: Outdated) -> HttpResponse:
    return refusal(409, "stale", _("Kasus ini sudah diubah orang lain."), error.problems[:_MOST])


def _not_now(request: HttpRequest, error: CaseError) -> HttpResponse:
    return refusal(409, "not_allowed_now", str(error))


def _done(request: HttpRequest, error: AlreadyDone) -> HttpResponse:
    return refusal(409, "already_done", _("Ini sudah dilakukan."))


def _outage_ended(request: HttpRequest, error: OutageEnded) -> HttpResponse:
    return refusal(409, "not_allowed_now", str(error))


def _forbidden(request: HttpRequest, error: Forbidden) -> HttpResponse:
    words = _("Peran Anda tidak boleh melakukan ini.")
    return refusal(403, "forbidden", words, [ProblemOut(where=str(error), code="forbidden", message=words)])


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refusal(401, "unauthenticated", _("Token tidak ada, salah, atau sudah dicabut."), WWW_Authenticate="Bearer")


def _slow_down(request: HttpRequest, error: TooManyAttempts) -> HttpResponse:
    seconds = max(1, math.ceil(error.wait.total_seconds()))
    return refusal(429, "too_many_attempts", _("Terlalu banyak token yang salah. Coba lagi sebentar lagi."), Retry_After=str(seconds))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusals: a body that is not JSON, and the like."""
    if error.status_code == 400:
        return refusal(400, "bad_json", _("Isi permintaan tidak terbaca sebagai JSON."), [reason_of(error.__cause__)])
    return refusal(error.status_code, "refused", str(error))


def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return refusal(413, "too_big", _("Isi permintaan terlalu besar."))


def _key_reused(request: HttpRequest, error: KeyReused) -> HttpResponse:
    return refusal(422, "key_reused", _("Idempotency-Key ini sudah dipakai untuk permintaan lain."))


def _key_taken(request: HttpRequest, error: KeyTaken) -> HttpResponse:
    taken = ProblemOut(where="keys", code="key_taken", message=str(error), details={"customer": error.customer_id})
    return refusal(409, "key_taken", str(error), [taken])


def _not_identified(request: HttpRequest, error: IdentityNotChecked) -> HttpResponse:
    return refusal(409, "identity_not_checked", str(error))


def _customer(request: HttpRequest, error: CustomerError) -> HttpResponse:
    return refusal(409, "not_allowed_now", str(error))


def _record(request: HttpRequest, error: RecordError) -> HttpResponse:
    problems = [ProblemOut(where=part[:200], code="missing_part", message=part) for part in error.parts]
    return refusal(422, "record_incomplete", str(error), problems)


def _clash(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """Two requests did the same thing at the same moment; the other one was first."""
    return refusal(409, "conflict", _("Ada perubahan lain pada saat yang sama. Baca lagi, lalu ulangi."))


def _does_not_fit(request: HttpRequest, error: DataError) -> HttpResponse:
    return refusal(422, "invalid", _("Ada isian yang terlalu panjang."))


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("storage: %s at %s", named(error.__cause__ or error), request.path)
    return refusal(503, "busy", _("Basis data sedang tidak dapat menulis. Tidak ada yang berubah; ulangi sebentar lagi."), Retry_After="2")


def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("unexpected", exc_info=error)
    return refusal(500, "error", _("Ada yang salah pada sistem ini. Tidak ada yang berubah."))


_HANDLERS: dict[type[Exception], Callable[..., Any]] = {
    Exception: _bug, Http404: not_found, HttpError: _http, ValidationError: _wrong_input, AuthenticationError: _unknown,
    TooManyAttempts: _slow_down, Forbidden: _forbidden, RequestDataTooBig: _too_big, PansolError: _pansol, FactError: _wrong_facts,
    Invalid: _invalid, Outdated: _outdated, Stale: _stale, CaseError: _not_now, AlreadyDone: _done, KeyReused: _key_reused,
    KeyTaken: _key_taken, IdentityNotChecked: _not_identified, CustomerError: _customer, RecordError: _record, OutageEnded: _outage_ended,
    IntegrityError: _clash, DataError: _does_not_fit, OperationalError: _busy, DatabaseError: _busy,
}  # fmt: skip
