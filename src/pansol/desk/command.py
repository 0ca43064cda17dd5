"""`pansol desk`: starting the desk, and what its administrator does from the command line."""

from __future__ import annotations

import os

import click

__all__ = ["check_connectors", "demo", "desk", "migrate", "new_admin", "new_token", "publish", "retention", "serve"]


@click.group()
def desk() -> None:
    """Meja agen di peramban. / The agents' desk in the browser."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pansol.desk.settings")


def _django() -> None:
    """Django is slow to import; only the commands that need it pay."""
    import django

    django.setup()


@desk.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat / address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Porta / port; tanpa ini 8000 atau yang bebas sesudahnya / 8000 or the next free."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Proses / processes.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1), help="Utas per proses / threads per process.")
@click.option("--demo/--no-demo", default=None, help="Isi dunia demo bila masih kosong; bawaan: ya, kecuali DATABASE_URL ada / demo world.")
@click.option("--sandbox/--no-sandbox", default=None, help="Sistem tiruan; bawaan: ya, kecuali PANSOL_CONNECTORS ada / imitated systems.")
def serve(host: str, port: int | None, workers: int, threads: int, demo: bool | None, sandbox: bool | None) -> None:
    """Menyiapkan basis data lalu membuka meja. / Sets up the database, then opens the desk."""
    from pansol.desk import serving

    chosen = serving.choose_port(host, port)
    _prepare()
    if demo if demo is not None else not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        _show_sign_ins()
    is_sandbox_wanted = sandbox if sandbox is not None else not os.environ.get("PANSOL_CONNECTORS")
    serving.serve(host, chosen, workers=workers, threads=threads, sandbox=is_sandbox_wanted)


def _prepare() -> None:
    """The database as this version needs it, and the static files beside it."""
    _django()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)


def _show_sign_ins() -> None:
    from django.utils import timezone

    from pansol.desk.accounts.models import User
    from pansol.desk.demo import make_demo, sign_ins

    if not User.objects.exists():
        click.echo("Membangun dunia demo, sekali saja … / Building the demo world, once …")
    made = make_demo(now=timezone.now()) or sign_ins()
    if made:
        click.echo(f"\nDunia demo. Kata sandi semua pengguna / password of everybody: {made[0].password}\n")
        for one in made:
            click.echo(f"  {one.username:<8} {one.role}")
        click.echo("")


@desk.command()
def migrate() -> None:
    """Basis data dan berkas statis saja. / The database and static files only."""
    _prepare()


@desk.command()
def demo() -> None:
    """Mengisi dunia demo pada pemasangan kosong. / Fills an empty installation with the demo world."""
    _prepare()
    _show_sign_ins()


@desk.command()
@click.argument("username")
@click.option("--client", "code", required=True, help="Kode klien, misalnya telkomsel / client code.")
@click.password_option(help="Kata sandi / password.")
def new_admin(username: str, code: str, password: str) -> None:
    """Admin pertama sebuah klien. / The first administrator of a client."""
    _prepare()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from pansol.desk.accounts.models import Client, Role, User

    if User.objects.filter(username=username).exists():
        raise click.ClickException(f"Pengguna {username} sudah ada. / {username} exists already.")
    user = User(username=username, role=Role.ADMIN)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from None
    user.set_password(password)
    with transaction.atomic():
        client = Client.objects.get_or_create(code=code, defaults={"name": code})[0]
        user.save()
        user.clients.add(client)
    click.echo(f"{username} · {client}")


@desk.command()
@click.argument("username")
@click.argument("name")
def new_token(username: str, name: str) -> None:
    """Token integrasi yang bertindak sebagai seorang pengguna. / A token that acts as a user; shown once."""
    _django()
    from django.utils import timezone

    from pansol.desk.accounts.actions import make_token
    from pansol.desk.accounts.models import User

    owner = User.objects.filter(username=username, is_active=True).first()
    if owner is None:
        raise click.ClickException(f"Pengguna {username} tidak ada. / There is no user {username}.")
    click.echo(make_token(owner, name, by=None, now=timezone.now()))


@desk.command()
@click.argument("procedures", nargs=-1)
def publish(procedures: tuple[str, ...]) -> None:
    """Menerbitkan prosedur dari folder; tanpa nama, semuanya. / Publishes procedures from the folder; all without a name."""
    _django()
    from django.conf import settings
    from django.utils import timezone

    from pansol.desk.accounts.models import Client
    from pansol.desk.knowledge.actions import publish as publish_one

    found = sorted(p.parent.relative_to(settings.PROCEDURES).as_posix() for p in settings.PROCEDURES.glob("*/*/procedure.yaml"))
    for procedure in procedures or [p for p in found if not p.startswith("common/")]:
        if procedure not in found:
            raise click.ClickException(f"Prosedur {procedure} tidak ada. / There is no procedure {procedure}.")
        code = procedure.split("/")[0]
        client = Client.objects.get_or_create(code=code, defaults={"name": code})[0]
        version = publish_one(settings.PROCEDURES, procedure, client=client, by=None, now=timezone.now())
        click.echo(f"{version} · {version.title}")


@desk.command()
def check_connectors() -> None:
    """Memeriksa berkas konektor terhadap prosedur yang dilayaninya. / Holds the connectors file against the procedures."""
    _django()
    from django.conf import settings

    from pansol.desk.connectors.errors import ConfigError
    from pansol.desk.connectors.verify import verify
    from pansol.sop.load import find_procedures, load

    procedures = [load(settings.PROCEDURES / name, settings.PROCEDURES) for name in find_procedures(settings.PROCEDURES)]
    try:
        faults = verify(settings.CONNECTORS, procedures)
    except ConfigError as error:
        faults = error.faults
    for fault in faults:
        click.echo(fault.show())
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{settings.CONNECTORS.name}: tidak ada kesalahan / no faults.")


@desk.command()
def retention() -> None:
    """Menghapus data pribadi yang melewati batas simpan klien; jalankan tiap malam. / Erases what is past its time; run it nightly."""
    _django()
    from django.core.management import call_command
    from django.utils import timezone

    from pansol.desk.accounts.signin import forget_old_failures
    from pansol.desk.cases.actions.erase import erase_by_policy, forget_old_receipts

    now = timezone.now()
    call_command("clearsessions")
    forget_old_failures(now=now)
    forget_old_receipts(now=now)
    click.echo(f"Pelanggan dihapus / customers erased: {erase_by_policy(now=now)}")
