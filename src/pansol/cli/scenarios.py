"""`pansol test`: runs the SOPs' own scenarios."""

from __future__ import annotations

import click

from pansol.cli.workspace import Workspace
from pansol.sop.scenario import run_scenarios

__all__ = ["test"]


@click.command()
@click.argument("procedures", nargs=-1)
@click.pass_context
def test(ctx: click.Context, procedures: tuple[str, ...]) -> None:
    """Jalankan skenario milik SOP: semua prosedur, atau yang disebut."""
    workspace: Workspace = ctx.obj
    failed = 0
    for name in procedures or workspace.ids():
        report = run_scenarios(workspace.load(name))
        failed += len(report.failed) + len(report.uncovered)
        click.echo(report.procedure.id)
        for line in report.lines():
            click.echo(f"  {line}")
    if failed:
        ctx.exit(1)
