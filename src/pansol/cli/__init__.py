"""One command, `pansol`: a file per command, and errors that never show a traceback."""

from __future__ import annotations

from pathlib import Path

import click

from pansol.cli.ask import ask
from pansol.cli.bench import bench
from pansol.cli.check import check
from pansol.cli.decide import decide
from pansol.cli.diff import diff
from pansol.cli.sandbox import sandbox
from pansol.cli.scenarios import test
from pansol.cli.schema import schema
from pansol.cli.show import show
from pansol.cli.workspace import Workspace
from pansol.desk.command import desk
from pansol.sop.errors import PansolError

__all__ = ["Commands", "main"]


class Commands(click.Group):
    """A group that tells a refusal of Pansol as its message, on stderr, with exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PansolError as error:
            click.echo(error.show(ctx.params.get("lang", "id")), err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["id", "en"]), default="id", show_default=True, help="Bahasa pesan / language of messages.")
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), help="Folder prosedur / folder of procedures.")
@click.version_option(package_name="pansol")
@click.pass_context
def main(ctx: click.Context, lang: str, root: Path | None) -> None:
    """Pansol menjalankan SOP pusat layanan: memandu, memutuskan, menjelaskan, dan membuktikan.

    Runs a contact centre's SOPs: guides, decides, explains and proves.
    """
    ctx.obj = Workspace(root, lang)


for command in (ask, bench, check, decide, desk, diff, sandbox, schema, show, test):
    main.add_command(command)
