"""Every key of the desk, for the help page. A test holds that none that a page listens to is missing."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["KEYS", "Keys"]


class Keys(NamedTuple):
    """The keys of some pages: `pages` are the folders of their templates."""

    title: Any
    pages: tuple[str, ...]
    keys: tuple[tuple[str, Any], ...]


KEYS = (
    Keys(
        _("Di mana saja"),
        ("base.html",),
        (
            ("?", _("Bantuan ini")),
            ("Tab", _("Ke isian atau tombol berikutnya; Shift + Tab kembali")),
            ("Enter", _("Tombol utama halaman")),
            ("Esc", _("Kembali, atau keluar dari isian supaya tombol huruf berlaku")),
            ("F9", _("Simpan atau kirim isian")),
        ),
    ),
    Keys(
        pgettext_lazy("page", "Meja"),
        ("desk",),
        (
            ("/", _("Ke kotak nomor penelepon atau pencarian")),
            ("1 … 9", _("Mulai kontak lewat kanal itu")),
            ("F2", _("Ke kontak yang paling lama menunggu")),
            ("J", _("Ke kasus yang baru diputuskan")),
        ),
    ),
    Keys(
        _("Kontak dan kasus"),
        ("cases",),
        (
            ("1 … 9", _("Pilih jawaban; angka dua digit diketik berurutan")),
            ("0", _("Tidak tahu")),
            ("Enter", _("Lanjut, atau “sudah disampaikan”")),
            ("S", _("Sudah disampaikan, ketika pertanyaan masih terbuka")),
            ("↑ ↓", _("Ke fakta yang sudah diketahui untuk mengoreksinya; di hasil pencarian, ke hasil berikutnya")),
            ("U", _("Urungkan jawaban terakhir")),
            ("L", _("Tampilkan data pribadi; tercatat di jejak audit")),
            ("/", _("Ke kotak pencarian prosedur")),
            ("I", _("Cocokkan identitas, atau riwayat pelanggan")),
            ("K", _("Ganti pelanggan pada kontak")),
            ("R", _("Ke ringkasan catatan interaksi")),
            ("F9", _("Simpan catatan interaksi")),
            ("G", _("Tanya team leader: kasus abu-abu")),
            ("T", _("Saran tidak berhasil")),
            ("M", _("Pelanggan menolak")),
            ("E", _("Selesaikan kasus")),
            ("X", _("Langkah ini salah, pada baris yang sedang dibaca")),
            ("V", _("Pindah ke versi baru SOP yang ditarik")),
            ("F2", _("Ke kontak yang paling lama menunggu")),
            ("N", _("Keluhan lain dalam kontak yang sama")),
            ("P", _("Jeda")),
            ("F8", _("Serahkan kasus kepada rekan")),
            ("F10", _("Tutup kontak")),
            ("D", _("Sambungan terputus: janji menelepon kembali")),
            ("C", _("Salin isian berikutnya; Shift + C menyalin seluruh catatan")),
            ("Esc", _("Kembali ke kasus")),
        ),
    ),
    Keys(
        pgettext_lazy("many", "Pelanggan"),
        ("customers",),
        (
            ("N", _("Pelanggan baru")),
            ("T", _("Tampilkan data; tercatat di jejak audit")),
            ("C", _("Salin isian berikutnya; Shift + C menyalin seluruh catatan")),
            ("K", _("Kembali ke kontak")),
            ("F9", _("Cocokkan identitas, atau simpan")),
        ),
    ),
    Keys(
        _("Kotak masuk dan janji"),
        ("leader",),
        (
            ("B", _("Buka kasusnya")),
            ("F9", _("Putuskan")),
            ("F8", _("Teruskan kepada yang dapat memutuskan")),
            ("1 … 9", _("Janji saya, tim saya, semua")),
        ),
    ),
    Keys(
        _("Artikel, gangguan, dan administrasi"),
        ("knowledge", "outages", "accounts", "audit"),
        (("N", _("Tambah")), ("L", _("Langkah ini salah: kirim ke editor")), ("F9", _("Simpan atau kirim"))),
    ),
)
