"""Prints DATABASE_URL of the PostgreSQL server on which the desk's tests run again; `run` asks, and says so if there is none."""

from __future__ import annotations

import os
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

__all__ = ["own_database", "trouble_with"]

USUAL = ("postgresql:///postgres?host=/var/run/postgresql", "postgresql://postgres@127.0.0.1:5432/postgres")


def trouble_with(url: str) -> str:
    """Why tests cannot run on this server; empty when they can."""
    try:
        with psycopg.connect(url, connect_timeout=3) as server:
            found = server.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user").fetchone()
    except psycopg.Error as error:
        return (str(error).splitlines() or [type(error).__name__])[0]
    return "" if found and found[0] else "may not create databases"


def own_database(url: str, place: Path) -> str:
    """The same server with a database named after the place, so that two checkouts never meet."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}/pansol_{zlib.crc32(str(place).encode()):08x}{query}"


def _find(place: Path) -> str:
    named = os.environ.get("PANSOL_TEST_POSTGRES")
    troubles = []
    for url in [named] if named else USUAL:
        trouble = trouble_with(url)
        if not trouble:
            return own_database(url, place)
        password = urlsplit(url).password
        troubles.append(f"  {url.replace(f':{password}@', ':…@') if password else url}: {trouble}")
    sys.exit("\n".join(troubles))


if __name__ == "__main__":
    sys.stdout.write(_find(Path(__file__).resolve().parents[1]) + "\n")
