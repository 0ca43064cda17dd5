"""The words of findings, in Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["HEADINGS", "LIMITS", "TEXTS"]

HEADINGS: Final[Mapping[str, tuple[str, str]]] = {
    "gap": ("Situasi tanpa aturan", "Gap"),
    "more_gaps": ("Masih ada situasi tanpa aturan", "More gaps"),
    "overlap": ("Dua aturan berlaku sekaligus", "Overlap"),
    "more_overlaps": ("Masih ada aturan yang bertabrakan", "More overlaps"),
    "unreachable": ("Aturan tidak pernah dipakai", "Unreachable rule"),
    "idle_override": ("`overrides` tidak pernah berlaku", "Override that never applies"),
    "unused_fact": ("Fakta tidak dipakai", "Unused fact"),
    "form_absent": ("Isian wajib tidak dapat diisi", "Required field cannot be filled"),
    "form_never_required": ("Syarat wajib tidak pernah terpenuhi", "Field is never required"),
    "form_unaskable": ("Isian wajib tidak dapat ditanyakan", "Required field cannot be asked"),
    "escalation_unit": ("Eskalasi tanpa unit", "Escalation without unit"),
    "escalation_code": ("Eskalasi tanpa klasifikasi", "Escalation without classification"),
    "escalation_sla": ("Eskalasi tanpa SLA", "Escalation without SLA"),
    "escalation_undecided": ("Klasifikasi atau SLA tidak selalu diputuskan", "Classification or SLA not always decided"),
    "too_long": ("Pesan melebihi batas", "Message over its limit"),
    "forbidden_promise": ("Pesan menjanjikan yang dilarang", "Forbidden promise"),
    "contradiction": ("Tidak ada situasi yang mungkin", "No situation is possible"),
}

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "gap": (
        (
            "Keputusan `{decision}` tidak punya aturan untuk situasi ini. "
            "Tambahkan aturan, atau aturan `basis: gap` bila SOP memang tidak mengaturnya."
        ),
        "Decision `{decision}` has no rule for this situation. Add a rule, or one with `basis: gap` where the SOP is silent.",
    ),
    "more_gaps": (
        "Keputusan `{decision}` masih punya situasi lain tanpa aturan; {count} yang pertama sudah ditunjukkan.",
        "Decision `{decision}` has further gaps; the first {count} have been shown.",
    ),
    "overlap": (
        (
            "Dalam `{decision}`, aturan {rule} dan {other} berlaku bersamaan dan tidak ada yang didahulukan. "
            "Pertajam `when`, atau beri `overrides` pada yang harus menang."
        ),
        (
            "In `{decision}`, rules {rule} and {other} hold together and neither overrides the other. "
            "Sharpen `when`, or give `overrides` to the one that should win."
        ),
    ),
    "more_overlaps": (
        "Keputusan `{decision}` masih punya pasangan aturan lain yang bertabrakan; {count} yang pertama sudah ditunjukkan.",
        "Decision `{decision}` has further overlapping rules; the first {count} have been shown.",
    ),
    "unreachable": (
        "Aturan {rule} dalam `{decision}` tidak pernah menjadi hasil: {reason}.",
        "Rule {rule} of `{decision}` is never the outcome: {reason_en}.",
    ),
    "idle_override": (
        "{rule} didahulukan atas {others}, tetapi keduanya tidak pernah berlaku bersamaan. Hapus `overrides` itu atau periksa syaratnya.",
        "{rule} overrides {others}, but the two never hold together. Drop that override or check the conditions.",
    ),
    "unused_fact": (
        "Fakta `{fact}` ({label}) tidak dibaca aturan, rumus, formulir, pesan, atau catatan mana pun.",
        "Fact `{fact}` ({label}) is read by no rule, expression, form, message or record.",
    ),
    "form_absent": (
        (
            "Formulir `{form}` mewajibkan `{field}` saat {rules} diputuskan, padahal dalam situasi ini isinya pasti tidak ada. "
            "Beri `may_be: absent` atau persempit syarat wajibnya."
        ),
        (
            "Form `{form}` requires `{field}` when {rules} is decided, though here there can be none. "
            "Give it `may_be: absent` or narrow when it is required."
        ),
    ),
    "form_never_required": (
        "Pada formulir `{form}`, `required_when` untuk `{field}` tidak pernah terpenuhi saat {rules} diputuskan.",
        "In form `{form}`, `required_when` of `{field}` is never met when {rules} is decided.",
    ),
    "form_unaskable": (
        (
            "Formulir `{form}` mewajibkan `{field}` saat {rules} diputuskan, tetapi dalam situasi ini tidak ada sumbernya: "
            "semua `when` pada `sources` tidak terpenuhi."
        ),
        "Form `{form}` requires `{field}` when {rules} is decided, but here it has no source: every `when` of its `sources` fails.",
    ),
    "escalation_unit": ("Aturan {rule} mengeskalasi tanpa `unit`.", "Rule {rule} escalates without `unit`."),
    "escalation_code": (
        (
            "Aturan {rule} mengeskalasi tanpa klasifikasi. Isi `code` (atau `classification` pada formulirnya); "
            "bila SOP tidak memberi, tulis `tidak_ada_di_sop`."
        ),
        (
            "Rule {rule} escalates without classification. Fill `code` (or the form's `classification`); "
            "where the SOP gives none, write `tidak_ada_di_sop`."
        ),
    ),
    "escalation_sla": (
        "Aturan {rule} mengeskalasi tanpa SLA. Isi `sla`; bila SOP tidak memberi, tulis `belum_ditetapkan`.",
        "Rule {rule} escalates without SLA. Fill `sla`; where the SOP gives none, write `belum_ditetapkan`.",
    ),
    "escalation_undecided": (
        "Aturan {rule} mengambil {what} dari keputusan `{source}`, yang dalam situasi ini tidak menghasilkan apa-apa.",
        "Rule {rule} takes its {what_en} from decision `{source}`, which comes to nothing here.",
    ),
    "too_long": (
        "Pesan `{message}` kira-kira {length} huruf; batasnya {limit}.",
        "Message `{message}` has about {length} characters; its limit is {limit}.",
    ),
    "forbidden_promise": (
        "Pesan `{message}` (dikirim oleh {rule}) menjanjikan `{promise}`, yang dilarang {other} dalam situasi yang sama.",
        "Message `{message}` (sent by {rule}) promises `{promise}`, which {other} forbids in the same situation.",
    ),
    "contradiction": (
        "Tidak ada satu pun situasi yang mungkin: `impossible` menutup semuanya.",
        "No situation is possible at all: `impossible` covers everything.",
    ),
}

LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "seconds": (
        "Waktu dibuktikan per detik, menurut jam setempat tanpa waktu musim panas.",
        "Time is proved by the second, in local time without daylight saving.",
    ),
    "blurred": ("Dibuktikan lebih luas dari sebenarnya: {what}.", "Proved wider than it is: {what}."),
}
