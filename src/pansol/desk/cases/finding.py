"""From what a customer says to the procedure: search over the causes' utterances, and the facts that were typed along."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]
import yaml
from rapidfuzz import fuzz, process

from pansol.desk.knowledge.models import Version

__all__ = ["Found", "find_procedures", "typed_facts", "typed_sum"]

_WORD = re.compile(r"[a-z0-9]+")
_STEMMER = snowballstemmer.stemmer("indonesian")
_STOP = frozenset(
    {
        "yang", "dan", "di", "ke", "dari", "itu", "ini", "saya", "aku", "nya", "sih", "ya", "kok", "dong", "deh", "apa", "gimana",
        "bagaimana", "kalau", "untuk", "ada", "pelanggan", "agent", "agen",
    }
)  # fmt: skip
_SAME = {
    "gak": "tidak", "ga": "tidak", "ngga": "tidak", "nggak": "tidak", "tdk": "tidak", "belom": "belum", "blm": "belum", "udah": "sudah",
    "udh": "sudah", "sdh": "sudah", "abis": "habis", "hp": "ponsel", "tp": "tapi", "krn": "karena", "tlp": "telepon", "telpon": "telepon",
    "nelpon": "telepon", "nmr": "nomor", "no": "nomor", "keblokir": "blokir", "keblok": "blokir", "kepotong": "potong", "kesedot": "potong",
    "dah": "sudah", "dh": "sudah", "kaga": "tidak", "kagak": "tidak", "ndak": "tidak", "enggak": "tidak", "nda": "tidak", "byr": "bayar",
    "plgn": "pelanggan", "cust": "pelanggan", "bs": "bisa", "iso": "bisa", "kl": "kalau", "klo": "kalau", "brp": "berapa", "wkt": "waktu",
    "msh": "masih", "jg": "juga", "hrs": "harus", "utk": "untuk", "pdhl": "padahal", "nutup": "tutup", "nongol": "muncul", "raib": "hilang",
    "telfon": "telepon", "pesen": "pesan", "pesenan": "pesan",
    "bayarin": "bayar", "msk": "masuk", "pket": "paket", "inet": "internet", "nelfon": "telepon",
}  # fmt: skip
_TYPO = 80
_PHONE = re.compile(r"(?<![\w])(?:\+?62[ .\-]?|0)8[\d .\-]{7,15}\d")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[a-z]{2,}", re.I)
_ORDER = re.compile(
    r"\b(?=[A-Za-z0-9-]*\d{4})(?:[A-Z]{1,6}-?[A-Z0-9-]{4,30}|[A-Za-z]{2,6}-[A-Za-z0-9-]{4,30})\b"
    r"|(?i:\b(?:order|pesanan)(?:[ -]?id)?(?: nomor| no\.?)?[ :#]*)(\d{6,20})\b"
)
_AMOUNT = re.compile(r"\b(?:rp\.? ?(\d{1,3}(?:\.\d{3})+|\d{4,9})|(\d{1,3}(?:\.\d{3})+)|(\d{1,4}) ?(?:rb|ribu|k))\b", re.I)
_ORDER_FACTS = ("order_id", "order_no", "order_number", "transaction_id")


@dataclass(frozen=True, slots=True)
class Found:
    """A procedure, the cause's words that came nearest, and how near (0 to 1)."""

    version: Version
    cause: str
    phrase: str
    score: float


@dataclass(frozen=True, slots=True)
class _Index:
    phrases: tuple[tuple[str, str, frozenset[str]], ...]


def find_procedures(versions: Iterable[Version], text: str, most: int = 7) -> list[Found]:
    """The procedures whose utterances come nearest, best first, each with its nearest words."""
    indexes = [(version, _index(version.pk, version.digest)) for version in versions]
    weights = _weights(indexes)
    said = _known_words(_stems(text[:300]), weights)
    total = sum(weights.get(word, 0.0) for word in said)
    if not total:
        return []
    best: dict[int, Found] = {}
    for version, index in indexes:
        for cause, phrase, stems in index.phrases:
            score = _score(said, stems, weights, total)
            if score > 0.2 and (version.pk not in best or best[version.pk].score < score):
                best[version.pk] = Found(version, cause, phrase, score)
    return sorted(best.values(), key=lambda f: -f.score)[:most]


def _score(said: frozenset[str], stems: frozenset[str], weights: dict[str, float], total: float) -> float:
    """How much of what was said is in the phrase, and a little of how much of the phrase was said."""
    shared = sum(weights[word] for word in said & stems)
    length = sum(weights[word] for word in stems) or 1.0
    return 0.75 * shared / total + 0.25 * shared / length


def _weights(indexes: list[tuple[Version, _Index]]) -> dict[str, float]:
    """Rare words tell more."""
    return dict(_weights_of(tuple((v.pk, v.digest) for v, _ in indexes)))


@lru_cache(maxsize=32)
def _weights_of(versions: tuple[tuple[int, str], ...]) -> tuple[tuple[str, float], ...]:
    phrases = [stems for pk, digest in versions for _, _, stems in _index(pk, digest).phrases]
    counts = Counter(word for stems in phrases for word in stems)
    return tuple((word, math.log(1 + len(phrases) / count)) for word, count in counts.items())


def _known_words(said: frozenset[str], weights: dict[str, float]) -> frozenset[str]:
    """Misspelled words become the nearest word that occurs."""
    known = set(said & weights.keys())
    for word in said - weights.keys():
        if len(word) > 3 and (near := process.extractOne(word, weights.keys(), scorer=fuzz.ratio, score_cutoff=_TYPO)):
            known.add(near[0])
    return frozenset(known)


@lru_cache(maxsize=64)
def _index(version_id: int, digest: str) -> _Index:
    version = Version.objects.only("procedure", "files", "title").get(pk=version_id)
    written = yaml.safe_load(version.files.get(f"{version.procedure}/utterances.yaml", "")) or {}
    phrases = [(str(cause), str(line)) for cause, lines in (written.get("utterances") or {}).items() for line in lines or ()]
    phrases.append(("", version.title))
    return _Index(tuple((cause, line, _stems(line)) for cause, line in phrases))


def _stems(text: str) -> frozenset[str]:
    words = (_SAME.get(word, word) for word in _WORD.findall(text.casefold()))
    return frozenset(_stem(word) for word in words if word not in _STOP and not (word.isdecimal() and len(word) > 4))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def typed_facts(text: str) -> dict[str, str]:
    """Numbers, addresses and order ids among the words, under the names of the shared vocabulary."""
    facts: dict[str, str] = {}
    if phone := _PHONE.search(text):
        facts["msisdn"] = re.sub(r"[ .\-]", "", phone[0])
    if email := _EMAIL.search(text):
        facts["email"] = email[0]
    if order := _ORDER.search(_EMAIL.sub(" ", text)):
        facts.update(dict.fromkeys(_ORDER_FACTS, order[1] or order[0].upper()))
    return facts


def typed_sum(text: str, labels: Mapping[str, str]) -> dict[str, str]:
    """A sum of money under the one name of `labels` (name to label) that the two words before it speak of; else nothing, never a guess."""
    bare = _PHONE.sub(" ", text)
    found = _AMOUNT.search(bare)
    if found is None:
        return {}
    before = _stems(" ".join(bare[: found.start()].split()[-2:]))
    meant = [name for name, label in labels.items() if before & _stems(label)]
    whole, thousands = found[1] or found[2], found[3]
    return {meant[0]: whole.replace(".", "") if whole else f"{thousands}000"} if len(meant) == 1 else {}
