"""What DSC, Indira, Selena, HLR, FA, the courier, ITSM and APKT answer, each in its own shape and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from pansol.desk.connectors.sandbox.world import LINES, ORDERS, REPORTS, Order, Subscriber, plain_number

__all__ = ["answer"]

Query = Mapping[str, str]
Answer = tuple[int, dict[str, Any]]
STATUSES = {
    "ACTIVE": "Active", "COLL_BLOCK_1": "Active - Collection Block 1", "VOL_BLOCK_1": "Active - Voluntary Block 1",
    "COLL_BLOCK_2": "Collection Block 2", "TERMINATED": "Terminated",
}  # fmt: skip


def answer(path: str, query: Query, today: date) -> Answer:
    """(status, body) for a GET."""
    for pattern, respond in ROUTES:
        if found := re.fullmatch(pattern, path):
            return respond({**query, **found.groupdict()}, today)
    return 404, {"error": "NO_SUCH_ADDRESS"}


def _missing(what: str) -> Answer:
    return 404, {"error": f"{what}_NOT_FOUND"}


def _at(today: date, days: int, clock: str = "09:15:00") -> str:
    return f"{today - timedelta(days=days)}T{clock}+07:00"


def _of_line(build: Callable[[str, Subscriber, Query, date], dict[str, Any]]) -> Callable[[Query, date], Answer]:
    def respond(query: Query, today: date) -> Answer:
        number = plain_number(query.get("msisdn", ""))
        return (200, build(number, LINES[number], query, today)) if number in LINES else _missing("MSISDN")

    return respond


def _dsc_number(number: str, line: Subscriber, _query: Query, _today: date) -> dict[str, Any]:
    return {
        "msisdn": number,
        "profile": {"subscription": line.subscription, "card": line.card, "class": line.level, "blocked": line.blocked},
        "status": {"code": line.status, "label": STATUSES[line.status], "active": line.status in ("ACTIVE", "COLL_BLOCK_1", "VOL_BLOCK_1")},
        "registration": {"registered": line.status != "TERMINATED"},
    }


def _dsc_packages(_number: str, line: Subscriber, _query: Query, today: date) -> dict[str, Any]:
    return {"packages": [{"name": n, "remaining_mb": mb, "valid_until": f"{today + timedelta(days=28)}"} for n, mb in line.packages]}


def _dsc_manage_orders(_number: str, line: Subscriber, _query: Query, today: date) -> dict[str, Any]:
    rows = (
        [{"package": "Halo+ 8 GB", "status": {"SUCCESS": "ACTIVE"}.get(line.activation, line.activation), "ordered_at": _at(today, 1)}]
        if line.activation
        else []
    )
    return {"orders": rows}


def _dsc_history(_number: str, line: Subscriber, _query: Query, today: date) -> dict[str, Any]:
    return {"tickets": [{"number": n, "status": s, "subject": "Paket belum masuk", "opened_at": _at(today, 2)} for n, s in line.tickets]}


def _indira_provisioning(_number: str, line: Subscriber, _query: Query, today: date) -> dict[str, Any]:
    return {"events": [{"at": _at(today, 0, "07:02:11"), "result": line.activation}] if line.activation else []}


def _indira_call_detail(_number: str, line: Subscriber, _query: Query, today: date) -> dict[str, Any]:
    """Whatever the window: the charges of these numbers are always recent enough."""
    return {"rows": [{"at": _at(today, 0, "07:02:13"), "kind": kind, "amount": amount} for kind, amount in line.charges]}


def _selena(_number: str, line: Subscriber, _query: Query, _today: date) -> dict[str, Any]:
    return {"hasil": {"SUCCESS": "BERHASIL", "FAILED": "GAGAL"}.get(line.activation)}


def _hlr(number: str, line: Subscriber, _query: Query, _today: date) -> dict[str, Any]:
    return {"msisdn": number, "barring": {"hum": line.hum, "other": line.other_bar}}


def _fa_payments(_number: str, line: Subscriber, query: Query, _today: date) -> dict[str, Any]:
    """A paid number was paid on whatever day is asked about."""
    row = {"paid_on": query.get("date"), "amount": 185_000, "posted": True, "ledger": line.in_ledger}
    return {"payments": [row] if line.paid else []}


def _fa_account(_number: str, line: Subscriber, _query: Query, today: date) -> dict[str, Any]:
    return {"last_bill": {"period": f"{today:%Y-%m}", "amount": 185_000, "posted": line.paid, "ledger": line.in_ledger}}


def _shown(order_id: str, order: Order, today: date) -> dict[str, Any]:
    return {
        "id": order_id, "email": f"{order_id.lower()}@contoh.id", "status": order.status, "status_since": _at(today, 2),
        "service": order.service, "grapari": "GraPARI Surabaya Pemuda", "verification": order.valid, "failure": order.failure,
        "number": {"pending": order.status in ("ACTIVATION_IN_PROGRESS", "ACTIVATION_INCIDENT")},
        "delivery": {"picked_up": order.picked_up, "resi": order.resi}, "resume": {"lanjut": order.resumable},
    }  # fmt: skip


def _orders(query: Query) -> list[str]:
    wanted = {query.get("order_id", "").upper(), query.get("email", "").lower().removesuffix("@contoh.id").upper()}
    return [order_id for order_id in ORDERS if order_id in wanted]


def _dsc_order(query: Query, today: date) -> Answer:
    found = _orders(query)
    return (200, {"order": _shown(found[0], ORDERS[found[0]], today)}) if found else _missing("ORDER")


def _dsc_orders(query: Query, today: date) -> Answer:
    return 200, {"orders": [_shown(i, ORDERS[i], today) for i in _orders(query)]}


def _dsc_search(query: Query, _today: date) -> Answer:
    return 200, {"count": len(_orders(query)), "days": query.get("days")}


def _courier(query: Query, _today: date) -> Answer:
    sought = {query.get("resi"), query.get("reference", "").upper()}
    for order_id, order in ORDERS.items():
        if order.tracking and sought & {order.resi, order_id}:
            return 200, {"resi": order.resi, "tracking": order.tracking, "dashboard": {"on_progress": order.tracking == "ON_PROCESS"}}
    return _missing("SHIPMENT")


def _itsm_report(query: Query, _today: date) -> Answer:
    report = REPORTS.get(query["number"].upper())
    if report is None:
        return _missing("REPORT")
    return 200, {"number": query["number"].upper(), "type": report.kind, "answer": report.answer, "result": report.result}


def _itsm_search(query: Query, _today: date) -> Answer:
    phone = plain_number(query.get("phone", ""))
    return 200, {"reports": [{"number": n, "type": r.kind} for n, r in REPORTS.items() if r.phone == phone]}


def _apkt(query: Query, _today: date) -> Answer:
    report = REPORTS.get(query.get("itsm", "").upper())
    return (200, {"record": {"number": report.apkt}}) if report is not None and report.apkt else _missing("RECORD")


ROUTES: tuple[tuple[str, Callable[[Query, date], Answer]], ...] = (
    (r"/dsc/msisdn/(?P<msisdn>[^/]+)", _of_line(_dsc_number)),
    (r"/dsc/msisdn/(?P<msisdn>[^/]+)/packages", _of_line(_dsc_packages)),
    (r"/dsc/msisdn/(?P<msisdn>[^/]+)/manage-orders", _of_line(_dsc_manage_orders)),
    (r"/dsc/msisdn/(?P<msisdn>[^/]+)/history", _of_line(_dsc_history)),
    (r"/dsc/orders/search", _dsc_search),
    (r"/dsc/orders/(?P<order_id>[^/]+)", _dsc_order),
    (r"/dsc/orders", _dsc_orders),
    (r"/indira/provisioning/(?P<msisdn>[^/]+)", _of_line(_indira_provisioning)),
    (r"/indira/call-detail/(?P<msisdn>[^/]+)", _of_line(_indira_call_detail)),
    (r"/selena/provisioning", _of_line(_selena)),
    (r"/hlr/subscribers/(?P<msisdn>[^/]+)", _of_line(_hlr)),
    (r"/fa/payments", _of_line(_fa_payments)),
    (r"/fa/accounts/(?P<msisdn>[^/]+)", _of_line(_fa_account)),
    (r"/courier/track(?:/(?P<resi>[^/]+))?", _courier),
    (r"/itsm/reports/(?P<number>[^/]+)", _itsm_report),
    (r"/itsm/reports", _itsm_search),
    (r"/apkt/records", _apkt),
)
