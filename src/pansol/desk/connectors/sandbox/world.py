"""Who and what the sandbox knows. Deterministic: the same number always has the same story; dates count back from today.

Telkomsel numbers (0812-0000-77xx; 0812…, 62812… and +62 812… are the same)

    7701  prabayar simPATI   paket Rp65.000 gagal aktif, pulsa terpotong, belum ada paket di DSC
    7702  prabayar simPATI   paket aktif dan terlihat di DSC, pulsa terpotong
    7703  prabayar Loop      paket gagal aktif, pulsa utuh
    7704  prabayar kartu As  paket aktif dan dipakai, terkena tarif normal
    7705  prabayar simPATI   keluhan yang sama masih terbuka, tiket T-20931
    7711  Halo  sudah bayar, Collection Block 1, tanpa blokir lain: cukup refresh jaringan
    7712  Halo  sudah bayar, Collection Block 1, di HLR ada HUM
    7713  Halo  pembayaran belum masuk FA, Collection Block 2
    7714  Halo  sudah bayar tetapi belum di ledger, Voluntary Block 1
    7715  Halo  sudah bayar, sudah diputus
    7716  Halo  sudah bayar, HUM dan blokir lain di HLR, diblokir juga di profil DSC
    7717  Halo  paket pascabayar gagal aktif
    7718  Halo  paket pascabayar aktif
    7781  prabayar simPATI, Wati: seperti 7701
    7797  setiap sistem menjawab omong kosong
    7798  setiap sistem galat
    7799  setiap sistem terlalu lambat

GraPARI Online orders (one e-mail each: <order id in lower case>@contoh.id)

    GOL-0001 pending verification    GOL-0002 pending payment         GOL-0003 activation in progress, Halo
    GOL-0004 activation incident     GOL-0005 delivery init           GOL-0006 delivery in progress, di kurir
    GOL-0007 delivery incident, di kurir, belum sampai                GOL-0008 delivery incident, menurut kurir sudah sampai
    GOL-0009 completed, ganti kartu  GOL-0010 cancelled

ITSM reports of PLN 123 (phone 0812-0000-88xx)

    ITSM-0001 8801 permohonan, lolos             ITSM-0002 8802 permohonan, tidak lolos
    ITSM-0003 8803 permohonan, belum dijawab     ITSM-0004 8804 keluhan Marketplace, dijawab; APKT-0004
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["LINES", "ORDERS", "REPORTS", "Order", "Report", "Subscriber", "plain_number"]


@dataclass(frozen=True)
class Subscriber:
    """A Telkomsel number as the systems see it."""

    card: str = "SIMPATI"
    level: str = "GOLD"
    status: str = "ACTIVE"
    blocked: bool = False
    hum: bool = False
    other_bar: bool = False
    paid: bool = False
    in_ledger: bool = False
    activation: str = ""
    charges: tuple[tuple[str, int], ...] = ()  # (kind, rupiah)
    packages: tuple[tuple[str, int], ...] = ()  # (name, remaining MB)
    tickets: tuple[tuple[str, str], ...] = ()  # (number, status)

    @property
    def subscription(self) -> str:
        return "POSTPAID" if self.card == "HALO" else "PREPAID"


@dataclass(frozen=True)
class Order:
    """An order of GraPARI Online."""

    status: str
    service: str = "PERDANA"
    valid: str = "VALID"
    failure: str | None = None
    picked_up: bool = False
    resi: str | None = None
    tracking: str = ""  # ON_PROCESS | DELIVERED; nothing while no courier knows it
    resumable: bool = False


@dataclass(frozen=True)
class Report:
    """A report in ITSM."""

    phone: str
    kind: str
    answer: str | None = None
    result: str | None = None
    apkt: str | None = None


PACKAGE = "OMG! 12 GB"
UNPAID = Subscriber("HALO", "PLATINUM", "COLL_BLOCK_2")
PAID = Subscriber("HALO", "PLATINUM", "COLL_BLOCK_1", paid=True, in_ledger=True)
LOST = Subscriber(activation="FAILED", charges=(("PACKAGE", 65_000),))

LINES = {
    f"628120000{end}": line
    for end, line in {
        "7701": LOST,
        "7702": Subscriber(activation="SUCCESS", charges=(("PACKAGE", 65_000),), packages=((PACKAGE, 12_288),)),
        "7703": Subscriber("LOOP", "SILVER", activation="FAILED"),
        "7704": Subscriber("AS", "SILVER", activation="SUCCESS", charges=(("PACKAGE", 25_000), ("NORMAL_TARIFF", 18_500))),
        "7705": Subscriber(activation="FAILED", charges=(("PACKAGE", 65_000),), tickets=(("T-20931", "OPEN"),)),
        "7711": PAID,
        "7712": Subscriber("HALO", "PLATINUM", "COLL_BLOCK_1", hum=True, paid=True, in_ledger=True),
        "7713": UNPAID,
        "7714": Subscriber("HALO", "GOLD", "VOL_BLOCK_1", paid=True),
        "7715": Subscriber("HALO", "GOLD", "TERMINATED", paid=True, in_ledger=True),
        "7716": Subscriber("HALO", "GOLD", "COLL_BLOCK_1", blocked=True, hum=True, other_bar=True, paid=True, in_ledger=True),
        "7717": Subscriber("HALO", "GOLD", activation="FAILED", paid=True, in_ledger=True),
        "7718": Subscriber("HALO", "GOLD", activation="SUCCESS", paid=True, in_ledger=True, packages=((PACKAGE, 8_192),)),
        "7781": LOST,
        "7797": Subscriber(),
        "7798": Subscriber(),
        "7799": Subscriber(),
    }.items()
}

ORDERS = {
    "GOL-0001": Order("PENDING_VERIFICATION", valid="WAITING"),
    "GOL-0002": Order("PENDING_PAYMENT"),
    "GOL-0003": Order("ACTIVATION_IN_PROGRESS", service="HALO"),
    "GOL-0004": Order("ACTIVATION_INCIDENT", failure="E-217 aktivasi ditolak HLR"),
    "GOL-0005": Order("DELIVERY_INIT"),
    "GOL-0006": Order("DELIVERY_IN_PROGRESS", picked_up=True, resi="JT0000000006", tracking="ON_PROCESS"),
    "GOL-0007": Order("DELIVERY_INCIDENT", picked_up=True, resi="JT0000000007", tracking="ON_PROCESS"),
    "GOL-0008": Order("DELIVERY_INCIDENT", picked_up=True, resi="JT0000000008", tracking="DELIVERED", resumable=True),
    "GOL-0009": Order("COMPLETED", service="GANTI_KARTU", picked_up=True, resi="JT0000000009", tracking="DELIVERED"),
    "GOL-0010": Order("CANCELLED_SLA", valid="INVALID"),
}

REPORTS = {
    "ITSM-0001": Report("6281200008801", "PERMOHONAN", "Pendaftaran disetujui, akun penjual sudah dikirim lewat e-mail.", "LOLOS"),
    "ITSM-0002": Report("6281200008802", "PERMOHONAN", "Dokumen usaha belum sesuai.", "TIDAK_LOLOS"),
    "ITSM-0003": Report("6281200008803", "PERMOHONAN"),
    "ITSM-0004": Report("6281200008804", "KELUHAN", "Tautan pembayaran sudah diperbaiki.", apkt="APKT-0004"),
}


def plain_number(text: str) -> str:
    """Digits with the country code."""
    digits = re.sub(r"\D", "", text)
    return "62" + digits[1:] if digits.startswith("0") else digits
