"""The API as one object: its parts, who may ask, how it refuses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from pansol.desk.api import (
    cases,
    contacts,
    customers,
    disclosure,
    facts,
    feedback,
    grey,
    guidance,
    lookups,
    outages,
    procedures,
    promises,
    records,
)
from pansol.desk.api.errors import refusal
from pansol.desk.api.parsing import JsonOnly
from pansol.desk.api.refusals import add_refusals
from pansol.desk.api.tokens import TokenAuth

__all__ = ["api", "no_such_address", "not_this_method"]

api = NinjaAPI(
    title="Pansol",
    version="1",
    description="The verbs of the desk. A token acts as its user; another client's things do not exist.",
    auth=TokenAuth(),
    docs_url=None,
    parser=JsonOnly(),
    urls_namespace="api",
)
add_refusals(api)
api.add_router("/contacts/", contacts.router)
for _router in (
    cases.router, facts.router, lookups.router, guidance.router, feedback.router, disclosure.router, records.of_case, grey.of_case,
):  # fmt: skip
    api.add_router("/cases/", _router)
api.add_router("/grey-cases/", grey.router)
api.add_router("/promises/", promises.router)
api.add_router("/customers/", customers.router)
api.add_router("/records/", records.router)
api.add_router("/outages/", outages.router)
api.add_router("/procedures/", procedures.router)


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """JSON, not a page, for an address that is not there."""
    return refusal(404, "not_found", _("Alamat ini tidak ada. Alamat API berakhir dengan garis miring."))


def not_this_method(response: HttpResponse) -> HttpResponse:
    """Ninja answers a method that is not there in plain words; here it is one more refusal."""
    if response.status_code != 405:
        return response
    return refusal(405, "method_not_allowed", _("Metode ini tidak ada di alamat ini."), Allow=response.headers.get("Allow", ""))
