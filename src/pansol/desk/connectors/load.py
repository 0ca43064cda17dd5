"""From the connectors file to a checked Config. Every mistake is listed at once, with file, line, key and the fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pansol.desk.connectors.config import Breaking, Config, Request, Secret, Spec, System
from pansol.desk.connectors.errors import ConfigError, Fault
from pansol.sop.errors import LoadError, did_you_mean
from pansol.sop.load.yamlfile import YamlFile, read_yaml

__all__ = ["load_config", "read_config"]

_WRONG_TYPE = {
    "string_type": "teks", "int_parsing": "bilangan bulat", "int_type": "bilangan bulat", "bool_parsing": "yes atau no",
    "dict_type": "kumpulan kunci", "model_type": "kumpulan kunci", "list_type": "daftar, mis. [telkomsel]",
    "tuple_type": "daftar, mis. [telkomsel]", "time_delta_type": "lama waktu, mis. 1.5s",
}  # fmt: skip


def load_config(path: Path) -> Config:
    """The connectors of an installation. Raises ConfigError."""
    return read_config(path)[1]


def read_config(path: Path) -> tuple[YamlFile, Config]:
    """As `load_config`, with the file, so that later findings can name their line."""
    try:
        file = read_yaml(path, path.name)
        return file, Config.model_validate(file.data)
    except LoadError as error:
        raise ConfigError(*(Fault(p.file, p.line, p.text()) for p in error.problems)) from None
    except ValidationError as error:
        found = dict.fromkeys(_fault(file, item) for item in error.errors(include_url=False, include_context=False))
        raise ConfigError(*found) from None


def _fault(file: YamlFile, item: Any) -> Fault:
    path = tuple(step for step in item["loc"] if step != "[key]")
    return Fault(file.name, file.line(path), _text(path, item))


def _text(path: tuple[str | int, ...], item: Any) -> str:
    where = ".".join(map(str, path)) or "berkas"
    parent = ".".join(map(str, path[:-1])) or "tingkat teratas"
    match item["type"]:
        case "extra_forbidden":
            known = _keys_at(path[:-1])
            hint = did_you_mean(str(path[-1]), known) or f"Yang dikenal: {', '.join(known)}."
            return f"Kunci `{path[-1]}` tidak dikenal di {parent}. {hint}"
        case "missing":
            return f"{parent} wajib punya kunci `{path[-1]}`"
        case "value_error":
            return f"{where}: {item['msg'].removeprefix('Value error, ')}"
        case "too_short" | "string_too_short":
            return f"{where} tidak boleh kosong"
        case kind if kind in _WRONG_TYPE:
            return f"{where}: ditemukan `{_short(item['input'])}`, seharusnya {_WRONG_TYPE[kind]}"
        case "greater_than_equal" | "less_than_equal":
            return f"{where}: `{_short(item['input'])}` di luar batas ({item['msg'].removeprefix('Input should be ')})"
    return f"{where}: `{_short(item['input'])}` tidak dapat dipakai"


def _short(given: object) -> str:
    return "kosong" if given is None else str(given)[:60]


def _keys_at(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that a place in the file may have, for the hint."""
    shape: type[BaseModel] = Config
    match path:
        case ("systems", _):
            shape = System
        case ("systems", _, "headers", _):
            shape = Secret
        case ("systems", _, "breaker"):
            shape = Breaking
        case ("systems", _, "requests", _):
            shape = Request
        case ("systems", _, "requests", _, "facts", _):
            shape = Spec
    return tuple(field.alias or name for name, field in shape.model_fields.items())
