"""`pansol schema`: the JSON Schema of procedure.yaml, for editors."""

from __future__ import annotations

import json

import click

from pansol.sop.load import json_schema

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Cetak JSON Schema procedure.yaml untuk editor Anda."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))
