"""One-time codes (RFC 6238), and sealing the key they come from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime

from django.conf import settings

__all__ = ["code_of", "new_key", "open_sealed", "seal", "step_of", "used_step"]

PERIOD = 30
DIGITS = 6
_NONCE, _TAG = 16, 16


def new_key() -> str:
    """160 random bits in Base32, as authenticator apps read them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(now: datetime) -> int:
    """The number of the 30-second step that `now` lies in."""
    return int(now.timestamp()) // PERIOD


def code_of(key: str, step: int) -> str:
    """The code of a step (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def used_step(key: str, code: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, one step early or late at most; None if it is wrong or was used before."""
    typed = "".join(code.split()).encode()
    here = step_of(now)
    fitting = [s for s in (here - 1, here, here + 1) if hmac.compare_digest(code_of(key, s).encode(), typed)]
    return next((s for s in fitting if s > last_step), None)


def seal(text: str) -> str:
    """Encrypt (at most 32 bytes) with a key derived from SECRET_KEY: one fresh HMAC block as pad, then a tag over all."""
    plain, nonce = text.encode(), secrets.token_bytes(_NONCE)
    if len(plain) > hashlib.sha256().digest_size:
        raise ValueError("too long to seal")
    hidden = bytes(a ^ b for a, b in zip(plain, _mac(b"pad", nonce), strict=False))
    return base64.urlsafe_b64encode(nonce + hidden + _mac(b"tag", nonce + hidden)[:_TAG]).decode()


def open_sealed(sealed: str) -> str:
    """Decrypt. Raises ValueError when the text was changed or sealed with another SECRET_KEY."""
    raw = base64.urlsafe_b64decode(sealed)
    nonce, hidden, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
    if not hmac.compare_digest(tag, _mac(b"tag", nonce + hidden)[:_TAG]):
        raise ValueError("sealed with another key")
    return bytes(a ^ b for a, b in zip(hidden, _mac(b"pad", nonce), strict=False)).decode()


def _mac(purpose: bytes, data: bytes) -> bytes:
    derived = hmac.digest(settings.SECRET_KEY.encode(), b"pansol.totp." + purpose, hashlib.sha256)
    return hmac.digest(derived, data, hashlib.sha256)
