"""`pansol sandbox`: the systems around a contact centre, imitated, in a process of their own."""

from __future__ import annotations

import click

from pansol.desk.connectors.sandbox import DEFAULT_PORT, serve

__all__ = ["sandbox"]


@click.command()
@click.option(
    "--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(0, 65535), help="Porta / port; 0: yang bebas / a free one."
)
def sandbox(port: int) -> None:
    """Sistem lain yang ditiru, untuk mencoba dan menguji. / The other systems, imitated; stop with Ctrl-C."""
    try:
        serve(port)
    except OSError:
        raise click.ClickException(
            f"Porta {port} terpakai; pilih yang lain: --port 8791. / Port {port} is taken; choose another."
        ) from None
