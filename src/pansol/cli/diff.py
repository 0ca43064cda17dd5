"""`pansol diff`: what a new version of a procedure changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from pansol.cli.plain import plain
from pansol.cli.workspace import Workspace

__all__ = ["diff"]

_PARTS = (
    ("facts_added", "fakta baru", "facts added"),
    ("facts_removed", "fakta dihapus", "facts removed"),
    ("facts_changed", "fakta berubah", "facts changed"),
    ("decisions_added", "keputusan baru", "decisions added"),
    ("decisions_removed", "keputusan dihapus", "decisions removed"),
    ("rules_added", "aturan baru", "rules added"),
    ("rules_removed", "aturan dihapus", "rules removed"),
    ("rules_rewritten", "aturan yang isinya berubah", "rules rewritten"),
)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")
@click.pass_obj
def diff(workspace: Workspace, old: str, new: str, as_json: bool) -> None:
    """Bandingkan dua versi (id atau folder): setiap pasangan hasil yang berubah, dengan contoh situasinya."""
    # Z3 takes a while to import, and only the proofs need it
    from pansol.sop.prove import difference

    found = difference(workspace.load(old), workspace.load(new))
    if as_json:
        changes = [{**asdict(change), "example": {k: plain(v) for k, v in change.example.items()}} for change in found.changes]
        names = {part: list(getattr(found, part)) for part, _, _ in _PARTS}
        flags = {"is_complete": found.is_complete, "on_common_days": found.on_common_days}
        click.echo(json.dumps({**names, "changes": changes, **flags}, ensure_ascii=False, indent=2))
        return
    for line in _lines(workspace, found):
        click.echo(line)


def _lines(workspace: Workspace, found: Any) -> Iterator[str]:
    for part, indonesian, english in _PARTS:
        if names := getattr(found, part):
            yield f"{workspace.text(indonesian, english)}: {', '.join(names)}"
    for change in found.changes:
        yield change.text(workspace.lang)
    if not found.is_complete:
        yield workspace.text("Masih ada perubahan lain; yang pertama sudah ditunjukkan.", "There are further changes; the first are shown.")
    if not found.on_common_days:
        yield workspace.text(
            "Kedua versi tidak pernah berlaku pada hari yang sama.", "The two versions are never in force on the same day."
        )
    if found.is_empty:
        yield workspace.text("Kedua versi memutuskan hal yang sama di semua situasi.", "Both versions decide the same in every situation.")
