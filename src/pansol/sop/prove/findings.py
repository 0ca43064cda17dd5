"""What the proof finds, as data and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pansol.sop.model import Place
from pansol.sop.prove.texts import HEADINGS, TEXTS
from pansol.sop.values import Value

__all__ = ["KINDS", "Finding"]

KINDS = tuple(TEXTS)


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect of a procedure.

    `rules` are rule ids, `places` where they (or the form, message, fact) stand, `cites` the lines of the source.
    `example` is a situation that shows it, as typed facts: any case with these facts has the defect. `shown` is the same, and
    `box` the whole region of a gap, as readable Indonesian (label → words). `explained` is the reason the procedure gives for
    a defect its source has; `details` fills the words.
    """

    kind: str
    decision: str = ""
    rules: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    cites: tuple[str, ...] = ()
    example: Mapping[str, Value] | None = None
    shown: tuple[tuple[str, str], ...] = ()
    box: Mapping[str, str] = field(default_factory=dict)
    explained: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_explained(self) -> bool:
        return bool(self.explained)

    def heading(self, lang: str = "id") -> str:
        """What kind of defect this is, in a few words."""
        return HEADINGS[self.kind][_index(lang)]

    def sentence(self, lang: str = "id") -> str:
        """The defect itself, in one sentence."""
        first, other = (*self.rules, "", "")[:2]
        filled = {"decision": self.decision, "rules": _listed(self.rules, lang), "rule": first, "other": other, **self.details}
        return TEXTS[self.kind][_index(lang)].format(**filled)

    def text(self, lang: str = "id") -> str:
        """The finding with its lines, region, example and explanation; several lines, in `id` or `en`."""
        return "\n".join((self.sentence(lang), *self._more(lang)))

    def _more(self, lang: str) -> list[str]:
        lines = []
        if self.box:
            lines.append(("  Situasi: " if lang == "id" else "  Situations: ") + "; ".join(f"{k}: {v}" for k, v in self.box.items()))
        if self.shown:
            lines.append(("  Contoh: " if lang == "id" else "  Example: ") + "; ".join(f"{k}: {v}" for k, v in self.shown))
        places = [f"{p.file}:{p.line}" for p in self.places if p.line]
        cites = [c for c in self.cites if c]
        if places or cites:
            source = ("sumber " if lang == "id" else "source ") + "; ".join(cites) if cites else ""
            lines.append("  " + ("Tempat: " if lang == "id" else "Where: ") + ", ".join([*places, *([source] if source else [])]))
        if self.explained:
            lines.append(("  Diketahui: " if lang == "id" else "  Known: ") + self.explained)
        return lines


def _index(lang: str) -> int:
    return 0 if lang == "id" else 1


def _listed(words: tuple[str, ...], lang: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + (" dan " if lang == "id" else " and ") + words[-1]
