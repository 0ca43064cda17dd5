"""`pansol show`: a procedure as table, tree, article or trace."""

from __future__ import annotations

import click

from pansol.cli.workspace import Moment, Workspace, goal_option, moment_options, procedure_argument
from pansol.sop.compile import compile_procedure
from pansol.sop.render import article, decision_table, table_markdown, trace_markdown, tree, tree_mermaid

__all__ = ["show"]


@click.command()
@procedure_argument
@click.option("--as", "shape", type=click.Choice(["table", "tree", "article", "trace"]), default="article", show_default=True)
@goal_option
@moment_options
@click.pass_obj
def show(workspace: Workspace, procedure: str, shape: str, goal: str | None, now: str | None, as_of: str | None) -> None:
    """Tampilkan prosedur: tabel keputusan, pohon (Mermaid), artikel, atau jejak sumber (Markdown).

    Dengan `--goal`, tabel dan pohon memakai keputusan itu; tanpa `--goal`, tabel memuat semua keputusan.
    """
    loaded = workspace.load(procedure)
    if shape == "article":
        click.echo(article(loaded), nl=False)
    elif shape == "trace":
        click.echo(trace_markdown(loaded), nl=False)
    elif shape == "table":
        names = [goal] if goal else list(loaded.decisions)
        click.echo("\n".join(table_markdown(decision_table(loaded, name)) for name in names), nl=False)
    else:
        moment = Moment(now, as_of)
        drawn = tree(compile_procedure(loaded), now=moment.now(loaded), as_of=moment.as_of(loaded), goal=goal)
        click.echo(tree_mermaid(drawn), nl=False)
