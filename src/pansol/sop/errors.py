"""One tree of errors. Every message says where, what was found and what would be right, in Indonesian and English.

PansolError
├── LoadError       one or more problems in a procedure's files
├── FactError       a fact given to deciding that does not fit its type
├── IllegalEvent    a cell that is not in a machine's table
└── NotFound        no such procedure, decision, form …
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

from pansol.sop.values import TYPES, Type

__all__ = ["FactError", "IllegalEvent", "LoadError", "NotFound", "PansolError", "Problem", "did_you_mean"]

# code: (Indonesian, English). Placeholders are filled from Problem.details.
TEXTS: dict[str, tuple[str, str]] = {
    "yaml": (
        'YAML tidak terbaca ({found}); beri tanda kutip pada teks dengan [ ] {{ }} ( ) , : ? < >, mis. "(0m..30m]" atau "Sudah bisa?"',
        'YAML cannot be read ({found}); quote text with [ ] {{ }} ( ) , : ? < >, e.g. "(0m..30m]" or "Does it work?"',
    ),
    "documents": ("Berkas berisi lebih dari satu dokumen YAML (`---`)", "File holds more than one YAML document (`---`)"),
    "too_big": ("Berkas {found} terlalu besar; batasnya {right}", "File of {found} is too big; the limit is {right}"),
    "too_deep": ("Susunan bersarang lebih dari {right} tingkat", "Nested deeper than {right} levels"),
    "too_many": ("Berkas berisi lebih dari {right} nilai", "File holds more than {right} values"),
    "not_text": ("Berkas bukan teks UTF-8", "File is not UTF-8 text"),
    "tag": ("Tag YAML `{found}` tidak diterima; tulis nilainya saja", "YAML tag `{found}` is not accepted; write the plain value"),
    "anchor": (
        "Jangkar atau alias YAML `{found}` tidak diterima; tulis ulang isinya",
        "YAML anchor or alias `{found}` is not accepted; repeat the content",
    ),
    "duplicate_key": (
        "Kunci `{found}` tertulis dua kali (pertama di baris {right})",
        "Key `{found}` appears twice (first on line {right})",
    ),
    "stray_key": (
        "`{found}` menjadi kunci tanpa nilai, biasanya karena koma di dalam kurung kurawal; beri tanda kutip pada teksnya",
        "`{found}` became a key without value, usually because of a comma inside braces; quote the text",
    ),
    "empty_file": ("Berkas kosong", "File is empty"),
    "shape": ("{where}: ditemukan {found}, seharusnya {right}", "{where}: found {found}, expected {right}"),
    "unknown_key": ("Kunci `{found}` tidak dikenal di {where}. {hint}", "Unknown key `{found}` in {where}. {hint}"),
    "missing_key": ("{where} wajib punya kunci `{right}`", "{where} needs the key `{right}`"),
    "unknown_fact": ("Fakta `{found}` tidak dikenal di {where}. {hint}", "Unknown fact `{found}` in {where}. {hint}"),
    "unknown_name": ("{kind} `{found}` tidak dikenal di {where}. {hint}", "Unknown {kind} `{found}` in {where}. {hint}"),
    "unknown_value": ("Nilai `{found}` bukan nilai {right} di {where}. {hint}", "`{found}` is not a value of {right} in {where}. {hint}"),
    "bad_value": ("{where}: `{found}` bukan {right}", "{where}: `{found}` is not {right}"),
    "bad_test": ("{where}: uji `{found}` tidak terbaca. {hint}", "{where}: test `{found}` cannot be read. {hint}"),
    "range_list": (
        '{where}: `{found}` terbaca sebagai daftar; rentang harus dalam tanda kutip, mis. "[08:00..20:00]"',
        '{where}: `{found}` was read as a list; quote a range, e.g. "[08:00..20:00]"',
    ),
    "misplaced": ("Kunci `{found}` tidak dibaca di {where}; tulis di {right}", "Key `{found}` is not read in {where}; write it in {right}"),
    "bad_name": (
        "{where}: nama `{found}` harus huruf kecil, angka dan garis bawah",
        "{where}: the name `{found}` must be lower-case letters, digits and underscores",
    ),
    "too_many_members": (
        "Fakta `{found}`: lebih dari {right} pilihannya diuji; bagi menjadi beberapa fakta",
        "Fact `{found}`: more than {right} of its choices are tested; split it into several facts",
    ),
    "too_long_chain": (
        "`{found}` dihitung melalui terlalu banyak fakta lain; sederhanakan rumusnya",
        "`{found}` is computed through too many other facts; simplify it",
    ),
    "never_in_force": (
        "Aturan `{found}` tidak pernah berlaku: `in_force` bagian dan aturannya tidak bertemu",
        "Rule `{found}` is never in force: `in_force` of its section and of the rule do not meet",
    ),
    "overlapping": (
        "Catatan `{found}`: dua format berlaku pada hari yang sama; batasi `in_force`",
        "Record `{found}`: two formats are in force on the same day; narrow `in_force`",
    ),
    "empty_test": ("{where}: uji `{found}` tidak mungkin terpenuhi", "{where}: test `{found}` can never hold"),
    "presence_only": (
        "{where}: `{found}` adalah {right}; fakta jenis itu hanya diuji dengan `known` atau `absent`",
        "{where}: `{found}` is {right}; such a fact is tested only with `known` or `absent`",
    ),
    "never_absent": (
        "{where}: `{found}` tidak pernah absent; beri `may_be: absent` atau `applies_when`",
        "{where}: `{found}` is never absent; give it `may_be: absent` or `applies_when`",
    ),
    "bad_expression": ("{where}: rumus `{found}` tidak terbaca: {hint}", "{where}: expression `{found}` cannot be read: {hint}"),
    "wrong_type": ("{where}: `{found}` menghasilkan {right}, padahal {hint}", "{where}: `{found}` yields {right}, but {hint}"),
    "cycle": ("Lingkaran: {found}", "Cycle: {found}"),
    "duplicate": ("{kind} `{found}` sudah ada di {right}", "{kind} `{found}` is already defined in {right}"),
    "reserved": ("`{found}` adalah kata khusus dan tidak dapat dipakai di {where}", "`{found}` is reserved and cannot be used in {where}"),
    "one_source": (
        "Fakta `{found}` harus punya tepat satu sumber: given, is, check, ask, try atau sources",
        "Fact `{found}` needs exactly one source: given, is, check, ask, try or sources",
    ),
    "empty_when": (
        "Aturan `{found}` tanpa syarat; `when: {{}}` hanya boleh dalam keputusan collect",
        "Rule `{found}` has no condition; `when: {{}}` is allowed only in a collect decision",
    ),
    "one_action": (
        "{where}: satu butir `do` berisi tepat satu tindakan; ditemukan {found}. {hint}",
        "{where}: an entry of `do` holds exactly one action; found {found}. {hint}",
    ),
    "bad_dates": (
        "{where}: `{found}` bukan rentang tanggal; contoh: 2024-04-15..2025-06-30",
        "{where}: `{found}` is not a range of dates; e.g. 2024-04-15..2025-06-30",
    ),
    "no_cites": (
        "Sumber `{found}` pada `cites` {where} tidak ada di `sources`. {hint}",
        "Source `{found}` in `cites` of {where} is not in `sources`. {hint}",
    ),
    "no_scenario": ("Aturan `{found}` belum punya skenario", "Rule `{found}` has no scenario"),
    "no_file": ("Berkas tidak ada: {found}", "No such file: {found}"),
    "outside": ("Berkas `{found}` di luar folder prosedur", "File `{found}` is outside the procedure's folder"),
    "collect_override": (
        "Aturan `{found}` menimpa aturan lain, padahal dalam keputusan collect semua yang berlaku dijumlahkan",
        "Rule `{found}` overrides another, but in a collect decision all that hold add up",
    ),
    "gap_propose": ("Aturan gap `{found}` wajib punya `propose`", "Gap rule `{found}` needs `propose`"),
    "fact_type": ("Fakta `{where}`: `{found}` bukan {right}. {hint}", "Fact `{where}`: `{found}` is not {right}. {hint}"),
    "fact_unknown": ("Fakta `{found}` tidak ada dalam prosedur ini. {hint}", "This procedure has no fact `{found}`. {hint}"),
    "naive": (
        "Fakta `{where}`: `{found}` tidak menyebut zona waktu, mis. 2026-07-01T10:00:00+07:00",
        "Fact `{where}`: `{found}` has no time zone, e.g. 2026-07-01T10:00:00+07:00",
    ),
    "computed": ("Fakta `{found}` dihitung, tidak dapat diisi", "Fact `{found}` is computed and cannot be given"),
    "not_absent": ("Fakta `{found}` tidak dapat kosong", "Fact `{found}` cannot be absent"),
    "illegal_event": (
        "Peristiwa `{found}` tidak berlaku saat {where} dalam keadaan `{right}`. {hint}",
        "Event `{found}` is illegal while {where} is `{right}`. {hint}",
    ),
    "not_found": ("{kind} `{found}` tidak ada. {hint}", "There is no {kind} `{found}`. {hint}"),
    "bad_json": ("JSON tidak terbaca: {found}", "JSON cannot be read: {found}"),
}


# words of details that are fixed, in English
_ENGLISH: dict[str, str] = {
    "aturan": "rule", "bagian": "section", "catatan": "record", "daftar": "a list", "fakta": "fact", "fakta yang sama": "the same fact",
    "formulir": "form", "istilah": "term", "keadaan": "state", "kebijakan": "policy", "keputusan": "decision", "kode": "code",
    "kosong": "nothing", "kumpulan kunci": "a mapping", "kunci berupa teks": "a text", "kunci yang bukan teks": "a key that is not text",
    "mesin": "machine", "modul": "module", "nilai": "value", "peristiwa": "event", "pesan": "message", "tahap": "step",
    "teks": "text", "tidak ada": "none", "tindakan": "action", "transisi": "transition", "yes atau no": "yes or no",
    "bilangan bulat": "a whole number", "bilangan bulat lebih dari 0": "a whole number above 0",
    **{Type(kind).in_words(): Type(kind).in_words("en") for kind in TYPES},
}  # fmt: skip
_SHOWN = 160  # characters of what was found
_COMPARED = 1_000  # names at most, in search of the one that was meant


def did_you_mean(word: str, known: Iterable[str], lang: str = "id") -> str:
    """A sentence that offers the nearest known words, or nothing."""
    near = get_close_matches(word[:_SHOWN], list(islice(known, _COMPARED)), n=2, cutoff=0.6)
    if not near:
        return ""
    words = " / ".join(f"`{w}`" for w in near)
    return f"Maksud Anda {words}?" if lang == "id" else f"Did you mean {words}?"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where. `near` lists the names the writer may have meant.

    `details` fill the placeholders of the text; a detail `x_en` is used for `x` in English.
    """

    code: str
    file: str = ""
    line: int = 0
    details: Mapping[str, str] = field(default_factory=dict)
    near: tuple[str, ...] = ()

    def text(self, lang: str = "id") -> str:
        """The message in `id` or `en`, without its place."""
        filled = {"where": "", "found": "", "right": "", "hint": "", "kind": "", **self.details}
        if lang != "id":
            filled = {key: self.details.get(f"{key}_en", _ENGLISH.get(word, word)) for key, word in filled.items()}
        if self.near:
            filled["hint"] = (did_you_mean(filled["found"], self.near, lang) + " " + filled["hint"]).strip()
        if len(filled["found"]) > _SHOWN:
            filled["found"] = filled["found"][:_SHOWN] + "…"
        return TEXTS[self.code][0 if lang == "id" else 1].format(**filled).strip()

    def show(self, lang: str = "id") -> str:
        """`file:line: message`."""
        place = f"{self.file}:{self.line}: " if self.line else (f"{self.file}: " if self.file else "")
        return place + self.text(lang)


class PansolError(Exception):
    """Anything Pansol refuses. `show(lang)` is for people; it is never a traceback."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(self.show())

    def show(self, lang: str = "id") -> str:
        """All problems, a line each, in `id` or `en`."""
        return "\n".join(p.show(lang) for p in self.problems)


class LoadError(PansolError):
    """A procedure's files hold at least one mistake; all of them are listed."""


class FactError(PansolError):
    """A fact given to deciding does not exist or does not fit its type."""


class IllegalEvent(PansolError):
    """A machine has no cell for this state and event."""


class NotFound(PansolError):
    """A name that does not exist."""
