"""Dimensions and situations in readable Indonesian."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from pansol.sop.model import Fact, Procedure
from pansol.sop.prove.dimensions import Dimension
from pansol.sop.unary import Interval, Presence, Test
from pansol.sop.values import ABSENT, Type, Value, show_value

__all__ = ["box_words", "label_of", "situation_words"]

# below, up to, above, from
_BOUNDS: Mapping[str, tuple[str, str, str, str]] = {
    "duration": ("kurang dari {}", "paling lama {}", "lebih dari {}", "{} atau lebih"),
    "datetime": ("sebelum {}", "sampai {}", "setelah {}", "mulai {}"),
    "date": ("sebelum {}", "sampai {}", "setelah {}", "mulai {}"),
    "time": ("sebelum pukul {}", "sampai pukul {}", "setelah pukul {}", "mulai pukul {}"),
}
_AMOUNTS = ("kurang dari {}", "paling banyak {}", "lebih dari {}", "{} atau lebih")
_GIVENS = {"now": "Sekarang", "as_of": "Tanggal acuan"}


def label_of(procedure: Procedure, name: str) -> str:
    """A fact, decision or policy as people call it."""
    if name in procedure.decisions:
        return procedure.decisions[name].title
    if name in _GIVENS:
        return _GIVENS[name]
    return procedure.facts[name].label or name


def situation_words(procedure: Procedure, situation: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """Label and value of every fact of a situation."""
    return tuple((label_of(procedure, n), _shown(procedure.facts[n], v)) for n, v in situation.items())


def _shown(fact: Fact, value: Value) -> str:
    if fact.kind.is_textual and value is not ABSENT:
        return "ada"
    return show_value(fact.kind, value)


def box_words(procedure: Procedure, dimension: Dimension, kept: Iterable[int]) -> tuple[str, str]:
    """Label and words for some cells of a dimension."""
    label, kind = label_of(procedure, dimension.fact.name), dimension.fact.kind
    cells = [dimension.cells[i] for i in sorted(kept)]
    if dimension.member:
        what = (kind.values or {}).get(dimension.member, dimension.member)
        return f"{label} ({what})", "tidak" if cells[0].negated else "ya"
    if kind.is_ordered:
        return label, _either(_ranges(kind, cells))
    left_out = [c for i, c in enumerate(dimension.cells) if i not in set(kept)]
    if kind.kind == "choice" and 0 < len(left_out) < len(cells) and len(cells) > 2:
        return label, "selain " + _either([_cell(kind, c) for c in left_out])
    return label, _either([_cell(kind, c) for c in cells])


def _cell(kind: Type, cell: Test) -> str:
    part = cell.parts[0]
    if isinstance(part, Presence):
        return "ada" if part.known else "tidak ada"
    return show_value(kind, part)


def _ranges(kind: Type, cells: list[Test]) -> list[str]:
    """Neighbouring cells are told as one range."""
    told: list[str] = []
    run: list[Interval] = []
    for cell in cells:
        part = cell.parts[0]
        if isinstance(part, Interval):
            if run and (run[-1].high, run[-1].high_closed) != (part.low, not part.low_closed):
                told.append(_range(kind, run))
                run = []
            run.append(part)
    if run:
        told.append(_range(kind, run))
    return told + ["tidak ada" for c in cells if isinstance(c.parts[0], Presence)]


def _range(kind: Type, run: list[Interval]) -> str:
    low, high = run[0], _whole_days(run[-1])
    below, to, above, at_least = _BOUNDS.get(kind.kind, _AMOUNTS)
    if low.low is not None and low.low == high.high:
        return f"tepat {show_value(kind, low.low)}"
    parts = []
    if low.low is not None:
        parts.append((at_least if low.low_closed else above).format(show_value(kind, low.low)))
    if high.high is not None:
        parts.append((to if high.high_closed else below).format(show_value(kind, high.high)))
    return " dan ".join(parts) or "ada"


def _whole_days(interval: Interval) -> Interval:
    """Days are told up to and including the last one."""
    day = interval.high
    if isinstance(day, date) and not isinstance(day, datetime) and not interval.high_closed:
        return replace(interval, high=day - timedelta(days=1), high_closed=True)
    return interval


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " atau " + words[-1]
