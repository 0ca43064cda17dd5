"""What hostile people, broken programs and copied documents put into a field, as the bytes that arrive."""

from __future__ import annotations

__all__ = ["LIMIT", "MARKUP", "NUMBERS", "TEXTS"]

LIMIT = 20_000  # what the most patient field takes
MARKUP = "\"'><img src=x onerror=a()>"  # short enough for nearly every field
TEXTS: dict[str, bytes] = {
    "markup": MARKUP.encode(),
    "script": b"<script>alert(1)</script>'; DROP TABLE x; -- {{ a }}{% b %}%s",
    "attribute": b'" onfocus=alert(1) x="',
    "control": b"a\x00b\x00\r\nX: 1\r\n\r\n\x0b\x1b[31m\x7f",
    "other scripts": "👩‍👧 Z̸͑̐ \u202egpj.exe\u202c\u2066\u200f".encode(),
    "no text": b"\xed\xa0\x80 \xff\xfe\xc0\xaf\x80",  # a lone surrogate, bytes of no encoding
    "long word": b"w" * 30_000,
    "megabyte": b"a" * 1_000_000,
}
# For fields in which a number, an id or a time is expected.
NUMBERS: dict[str, bytes] = {
    "negative": b"-1",
    "huge": b"9" * 40,
    "not a number": b"NaN",
    "no date": b"0000-00-00T00:00",
    "first date": b"0001-01-01T00:00",
    "last date": b"9999-12-31T23:59",
}
