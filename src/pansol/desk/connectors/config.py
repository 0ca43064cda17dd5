"""The connectors file: which system knows which `check` fact, and how it is asked over HTTP. YAML, no Python per system.

    budget: 1.5s                            # one look-up takes no longer, retries included
    systems:
      dsc:
        title: DSC                          # the name on the agent's screen
        clients: [telkomsel]                # only their cases ask here
        url: ${DSC_URL:-https://dsc.example.internal}/api
        headers:                            # secrets: from the environment or a file, never in here
          Authorization: {env: DSC_TOKEN, prefix: "Bearer "}
        requests:
          order:
            get: /orders/{order_id}         # facts in braces; a request waits until they are known
            expect: type(status) == 'string'   # optional: an answer for which this does not hold is not believed
            facts:                          # `check` of a fact: where its value stands in the answer (JMESPath)
              dsc.order.grapari: delivery.grapari
              dsc.order.status:
                from: status
                map: {PENDING_PAYMENT: pending_payment}
                else: other
              dsc.order.found: {from: "`true`", map: {"true": yes}, not_found: no}

A check may stand under several requests, of one system or of several: the first whose facts are known, of a system that is
not resting, is used. `to_agent` lists foreign values that take a person to judge; `empty` is the value when there is none in
the answer, `not_found` the value when the system says 404.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from pansol.desk.connectors.path import is_path
from pansol.desk.connectors.template import placeholders
from pansol.sop.values import Type, parse_value

__all__ = ["Breaking", "Config", "Request", "Secret", "Spec", "System"]

_FACT = re.compile(r"[a-z][a-z0-9_]*")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_SECRET_PARAMETER = re.compile(r"[?&]([^=&]*(?:token|secret|passw|api_?key)[^=&]*)=", re.IGNORECASE)


def _duration(given: object) -> object:
    if isinstance(given, str):
        try:
            return parse_value(Type("duration"), given)
        except ValueError:
            raise ValueError(f"`{given}` bukan lama waktu; tulis misalnya 0.7s, 30s, atau 5m") from None
    return given


Duration = Annotated[timedelta, BeforeValidator(_duration)]


def _path(given: object) -> object:
    if isinstance(given, str) and not is_path(given):
        raise ValueError(f"`{given}` bukan JMESPath; contoh: order.status, items[0].name")
    return given


Path = Annotated[str, BeforeValidator(_path)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=True)


class Secret(_Part):
    """Where a header's value is kept: an environment variable or a file. It is read anew for every look-up."""

    env: str = ""
    file: str = ""
    prefix: str = ""
    optional: bool = False

    @model_validator(mode="before")
    @classmethod
    def _never_in_here(cls, data: Any) -> Any:
        if isinstance(data, str):
            raise ValueError("nilai header tidak ditulis di berkas ini; tulis {env: NAMA_VARIABEL} atau {file: /jalur/berkas}")
        return data

    @model_validator(mode="after")
    def _one_place(self) -> Secret:
        if bool(self.env) == bool(self.file):
            raise ValueError("sebut tepat satu: `env` (nama variabel lingkungan) atau `file` (jalur berkas rahasia)")
        return self


class Spec(_Part):
    """Where one fact's value stands in an answer, and what foreign values mean. A bare text is the path alone."""

    path: Path = Field(alias="from")
    map: dict[str, str] | None = None
    else_: str | None = Field(default=None, alias="else")
    empty: str | None = None
    not_found: str | None = None
    to_agent: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        return {"from": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _else_follows_a_map(self) -> Spec:
        if self.else_ is not None and self.map is None:
            raise ValueError("`else` hanya berarti bersama `map`")
        if "unknown" in (*(self.map or {}).values(), self.else_, self.empty, self.not_found):
            raise ValueError("`unknown` bukan nilai; biarkan kosong atau tulis di `to_agent`, agar agen yang ditanya")
        return self


class Request(_Part):
    """One GET and the facts it fills."""

    get: str
    expect: Path | None = None
    facts: dict[str, Spec] = Field(min_length=1)

    @field_validator("get")
    @classmethod
    def _stays_here(cls, get: str) -> str:
        if not get.startswith("/") or get.startswith("//") or "://" in get:
            raise ValueError(f"`{get}` harus berawal `/`, mis. /orders/{{order_id}}; nama host hanya ada di `url` sistem")
        if ".." in get or re.search(r"[\s#\\]", get):
            raise ValueError(f"`{get}` tidak boleh berisi `..`, `#`, garis miring terbalik, atau spasi")
        if found := _SECRET_PARAMETER.search(get):
            raise ValueError(f"`{found[1]}` tampaknya rahasia; kirim lewat `headers` dengan {{env: …}} atau {{file: …}}")
        for name in placeholders(get):
            if not _FACT.fullmatch(name):
                raise ValueError(f"`{{{name}}}` bukan nama fakta; contoh: {{order_id}}")
        if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", get)):
            raise ValueError(f"kurung kurawal di `{get}` tidak berpasangan")
        return get

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts its address is made of."""
        return placeholders(self.get)


class Breaking(_Part):
    """After how many failed look-ups in a row a system is left alone, and for how long."""

    failures: int = Field(default=3, ge=1, le=100)
    open_for: Duration = timedelta(seconds=30)


class System(_Part):
    """One system that can be asked."""

    title: str = Field(min_length=1, max_length=40)
    clients: tuple[str, ...] = Field(min_length=1)
    url: str
    headers: dict[str, Secret] = Field(default_factory=dict)
    timeout: Duration = timedelta(milliseconds=700)
    attempts: int = Field(default=2, ge=1, le=5)
    backoff: Duration = timedelta(milliseconds=100)
    breaker: Breaking = Breaking()
    max_bytes: int = Field(default=262_144, ge=1024, le=5_000_000)
    requests: dict[str, Request] = Field(min_length=1)

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        filled = _VARIABLE.sub(_from_environment, url).rstrip("/")
        try:
            parts = urlsplit(filled)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable or re.search(r"[{}\s]", filled):
            raise ValueError(f"`{url}` bukan alamat; tulis misalnya https://dsc.contoh.id/api, fakta hanya boleh di `get`")
        if parts.username or parts.password:
            raise ValueError("nama dan sandi tidak ditulis di `url`; pakai `headers` dengan {env: …} atau {file: …}")
        if parts.query or parts.fragment:
            raise ValueError(f"`{url}` tidak boleh berisi `?` atau `#`; pindahkan ke `get`")
        return filled


class Config(_Part):
    """A whole connectors file."""

    budget: Duration = timedelta(milliseconds=1500)
    systems: dict[str, System] = Field(min_length=1)

    @field_validator("systems")
    @classmethod
    def _keys(cls, systems: dict[str, System]) -> dict[str, System]:
        for key in systems:
            if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", key):
                raise ValueError(f"`{key}` bukan nama sistem; pakai huruf kecil, angka, dan garis bawah, mis. dsc")
        return systems


def _from_environment(found: re.Match[str]) -> str:
    name, default = found[1], found[2]
    value = os.environ.get(name) or default
    if value is None:
        raise ValueError(f"variabel lingkungan `{name}` belum diisi; isi, atau beri nilai bawaan: ${{{name}:-https://…}}")
    return value
