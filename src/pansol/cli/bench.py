"""`pansol bench`: the measurements in benchmarks/, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pansol.sop.errors import NotFound, PansolError, Problem

__all__ = ["bench"]

_FOLDER = Path(__file__).parents[3] / "benchmarks"
_RUN = "import json, {0}; print(json.dumps({0}.run()))"


@click.command()
@click.argument("what", type=click.Choice(["decide", "questions", "prove", "desk"]))
@click.option("--json", "as_json", is_flag=True, help="Cetak angka sebagai JSON.")
def bench(what: str, as_json: bool) -> None:
    """Ukur: kecepatan memutuskan (decide), banyaknya pertanyaan (questions), lama pembuktian (prove), kecepatan meja (desk)."""
    figures = _measure(f"bench_{what}")
    if as_json:
        click.echo(json.dumps(figures))
        return
    table = Table("ukuran", "nilai", title=f"bench {what}")
    for name, value in _flat(figures):
        table.add_row(name, f"{value:,.4g}" if isinstance(value, float) else str(value))
    Console().print(table)


def _measure(module: str) -> dict[str, Any]:
    if not (_FOLDER / f"{module}.py").is_file():
        raise NotFound(Problem("no_file", details={"found": str(_FOLDER / f"{module}.py")}))
    path = os.pathsep.join([str(_FOLDER), os.environ.get("PYTHONPATH", "")])
    # a process of its own: no import or cache of this one can help or hurt what is measured
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _RUN.format(module)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise PansolError(Problem("bad_json", details={"found": f"{module}: {done.returncode}"}))
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def _flat(figures: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name} · ")
        else:
            yield prefix + name, value
