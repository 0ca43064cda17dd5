"""What happened, as people say it: every verb that is recorded, and every key of what is recorded with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

__all__ = ["KEYS", "VERBS", "key_in_words", "value_in_words", "verb_in_words"]

VERBS = {
    "case.advice_failed": _("Saran tidak berhasil"),
    "case.answer": _("Pertanyaan dijawab"),
    "case.close": _("Kasus diselesaikan"),
    "case.conclude": _("Panduan disampaikan"),
    "case.follow_up": _("Kasus ditindaklanjuti"),
    "case.grey": _("Kasus diajukan kepada team leader"),
    "case.hand_over": _("Kasus diserahkan"),
    "case.move": _("Kasus dipindah ke versi baru SOP"),
    "case.open": _("Kasus dibuka"),
    "case.override_expiry": _("SOP yang melewati tanggal tinjauan diizinkan"),
    "case.resume": _("Kasus dilanjutkan"),
    "case.unanswerable": _("Dijawab tidak tahu"),
    "case.undo": _("Jawaban diurungkan"),
    "contact.customer": _("Pelanggan kontak dipilih"),
    "contact.end": _("Kontak ditutup"),
    "contact.start": _("Kontak dimulai"),
    "contact.turn": _("Beralih ke kontak"),
    "customer.add": _("Pelanggan dicatat"),
    "customer.change": _("Data pelanggan diubah"),
    "customer.erase": _("Data pelanggan dihapus"),
    "customer.identity": _("Identitas pelanggan diperiksa"),
    "customer.reveal": _("Data pribadi dibuka"),
    "feedback.finish": _("Catatan editor ditindaklanjuti"),
    "feedback.give": _("Langkah yang salah dilaporkan"),
    "grey.decide": _("Kasus abu-abu diputuskan"),
    "grey.forward": _("Kasus abu-abu diteruskan"),
    "outage.change": _("Gangguan diubah"),
    "outage.end": _("Gangguan diakhiri"),
    "outage.enter": _("Gangguan dicatat"),
    "promise.finish": _("Janji ditutup"),
    "promise.follow_up": _("Janji ditindaklanjuti"),
    "record.reveal": _("Isi catatan interaksi dibuka"),
    "record.write": _("Catatan interaksi ditulis"),
    "token.make": _("Token API dibuat"),
    "token.revoke": _("Token API dicabut"),
    "user.add": _("Pengguna ditambahkan"),
    "user.change": _("Pengguna diubah"),
    "user.password_change": _("Kata sandi diganti"),
    "user.recovery_codes": _("Kode pemulihan dibuat"),
    "user.sessions_end": _("Semua sesi pengguna diakhiri"),
    "user.sign_in": _("Masuk"),
    "user.totp_start": _("Kode sekali pakai dinyalakan"),
    "user.totp_stop": _("Kode sekali pakai dimatikan"),
    "client.add": _("Klien ditambahkan"),
    "client.change": _("Klien diubah"),
    "team.add": _("Tim ditambahkan"),
    "team.change": _("Tim diubah"),
    "unit.add": _("Unit ditambahkan"),
    "unit.change": _("Unit diubah"),
    "calendar.add": _("Kalender ditambahkan"),
    "calendar.change": _("Kalender diubah"),
    "version.publish": _("Versi SOP diterbitkan"),
    "version.withdraw": _("Versi SOP ditarik"),
}

KEYS = {
    "active": _("Aktif"),
    "address": _("Alamat jaringan"),
    "again": _("Ditanyakan lagi"),
    "answer": _("Jawaban standar"),
    "area": _("Wilayah"),
    "before": _("Sebelumnya"),
    "case": _("Kasus nomor"),
    "cases": _("Kasus yang berjalan"),
    "channel": _("Kanal"),
    "clients": _("Klien nomor"),
    "contact": _("Kontak nomor"),
    "customer": _("Pelanggan nomor"),
    "disposition": _("Hasil kontak"),
    "dropped": _("Sambungan terputus"),
    "ends_at": _("Berakhir"),
    "fact": _("Fakta"),
    "facts": _("Banyaknya fakta"),
    "from_version": _("Dari versi nomor"),
    "interaction": _("Catatan nomor"),
    "kept": _("Ditepati"),
    "keys_added": _("Kunci yang ditambahkan"),
    "matched": _("Yang cocok"),
    "name": _("Nama"),
    "named": _("Yang disebut"),
    "outcome": _("Hasil kasus"),
    "passed": _("Identitas cocok"),
    "password": _("Kata sandi diganti"),
    "policy": _("Karena batas simpan"),
    "procedure": _("SOP"),
    "promise": _("Janji nomor"),
    "promises": _("Banyaknya janji"),
    "reason": _("Alasan"),
    "record": _("Jenis catatan"),
    "reference": _("Rujukan"),
    "role": _("Peran"),
    "rule": _("Aturan"),
    "source": _("Sumber"),
    "starts_at": _("Mulai"),
    "supersedes": _("Menggantikan catatan nomor"),
    "title": _("Judul"),
    "to": _("Kepada pengguna nomor"),
    "to_version": _("Ke versi nomor"),
    "user": _("Pengguna nomor"),
    "without_codes": _("Kode sekali pakai dimatikan"),
}


def key_in_words(name: str) -> str:
    """A key that is no longer recorded stands as it was written."""
    return str(KEYS.get(name, name))


def value_in_words(value: Any, codes: Mapping[str, Any]) -> str:
    """What was recorded under a key; `codes` are the words of its codes, if it has any."""
    if isinstance(value, bool):
        return gettext("Ya") if value else gettext("Tidak")
    if isinstance(value, dict):
        return "; ".join(f"{key_in_words(name)}: {value_in_words(part, {})}" for name, part in value.items()) or "–"
    if isinstance(value, list):
        return ", ".join(value_in_words(part, codes) for part in value) or "–"
    return str(codes.get(value, value)) if value not in (None, "") else "–"


def verb_in_words(verb: str) -> str:
    """A verb that is no longer recorded stands as it was written."""
    return str(VERBS.get(verb, verb))
