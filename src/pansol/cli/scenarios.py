"""`pansol test`: runs the SOPs' own scenarios, and proposes those that are missing."""

from __future__ import annotations

import click
import yaml

from pansol.cli.workspace import Workspace
from pansol.sop.scenario import Report, run_scenarios

__all__ = ["test"]


@click.command()
@click.argument("procedures", nargs=-1)
@click.option("--propose", "is_proposing", is_flag=True, help="Usulkan skenario untuk aturan yang belum tercakup.")
@click.pass_context
def test(ctx: click.Context, procedures: tuple[str, ...], is_proposing: bool) -> None:
    """Jalankan skenario milik SOP: semua prosedur, atau yang disebut. Kode keluar 1 bila ada yang gagal."""
    workspace: Workspace = ctx.obj
    failed = 0
    for name in procedures or workspace.ids():
        report = run_scenarios(workspace.load(name))
        failed += len(report.failed) + len(report.uncovered)
        click.echo(report.procedure.id)
        for line in report.lines():
            click.echo(f"  {line}")
        if is_proposing and report.uncovered:
            click.echo(_proposals(report), nl=False)
    if failed:
        ctx.exit(1)


def _proposals(report: Report) -> str:
    """Scenarios for the uncovered rules, ready to be judged and pasted."""
    # Z3 takes a while to import, and only the proofs need it
    from pansol.sop.prove import propose

    proposed = list(propose(report.procedure, report.uncovered))
    return yaml.safe_dump(proposed, allow_unicode=True, sort_keys=False, width=140)
