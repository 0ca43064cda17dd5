"""A page as a browser reads it: its forms, and whether anything of what was typed has become part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Form", "Page"]


@dataclass
class Form:
    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """`injected` names every element and attribute that none of our templates writes."""

    def __init__(self, text: str, path: str = "/") -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.injected: list[str] = []
        self.words: list[str] = []
        self._path, self._open, self._by_id, self._area = path, "", {}, ""  # type: tuple[str, str, dict[str, Form], str]
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        self.injected += [f"<{tag} {name}={value}>" for name, value in had.items() if _is_hostile(tag, name, value)]
        if (tag == "script" and "src" not in had) or tag in ("iframe", "object", "embed", "base", "style"):
            self.injected.append(f"<{tag}>")
        if tag == "form":
            self.forms.append(Form(had.get("method", "get").lower(), had.get("action") or self._path))
        elif had.get("name") and self.forms and tag in ("input", "textarea", "select", "button"):
            self.forms[-1].fields.setdefault(had["name"], had.get("value", ""))
        if tag in ("input", "textarea"):
            self.words.append(had.get("value", ""))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """What is written on it and in its fields."""
        return "\n".join(self.words)


def _is_hostile(tag: str, name: str, value: str) -> bool:
    return name.startswith("on") or "alert(" in name or (name in ("src", "href", "action") and (value == "x" or "script:" in value))
