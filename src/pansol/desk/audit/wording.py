"""What happened, as people say it: every verb that is recorded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

__all__ = ["VERBS", "verb_in_words"]

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


def verb_in_words(verb: str) -> str:
    """A verb that is no longer recorded stands as it was written."""
    return str(VERBS.get(verb, verb))
