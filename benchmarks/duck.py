"""The same table in SQL: a nested CASE over ENUM columns, NULL for unknown, on one thread of DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from pansol.sop.compile import Compiled
from pansol.sop.values import ABSENT

__all__ = ["Duck"]

# rules by their number in the procedure, counted from 0
CASE = """
CASE order_status
  WHEN 'pending_verification' THEN
    CASE WHEN service <> 'ganti_kartu' THEN 2
         WHEN delivery = 'reguler' THEN CASE WHEN waited < 'w3' THEN 0 WHEN waited >= 'w3' THEN 2 END
         WHEN delivery = 'instant' THEN CASE WHEN waited > 'w1' THEN 1 WHEN waited <= 'w1' THEN 2 END END
  WHEN 'pending_payment' THEN 3
  WHEN 'activation_in_progress' THEN
    CASE WHEN halo_contacted = 'no' THEN 4 WHEN registered = 'no' THEN 5 WHEN waited > 'w3' THEN 6 WHEN waited <= 'w3' THEN 7 END
  WHEN 'activation_incident' THEN CASE number_pending WHEN 'no' THEN 8 WHEN 'yes' THEN 9 END
  WHEN 'pending_perso' THEN 10
  WHEN 'delivery_init' THEN 11
  WHEN 'delivery_in_progress' THEN 12
  WHEN 'completed' THEN CASE WHEN service = 'ganti_kartu' THEN 13 WHEN service <> 'ganti_kartu' THEN 14 END
  WHEN 'cancelled_sla' THEN 15
  WHEN 'delivery_incident' THEN
    CASE WHEN picked_up = 'no' THEN 16
         WHEN tracking IN ('not_arrived', 'unavailable') THEN 17
         WHEN lanjut_visible = 'no' THEN 19
         WHEN lanjut_visible = 'yes' THEN 18 END
END"""


class Duck:
    """A table `cases` in memory. The cells of `waited` are w0 … w4, in order: 6 hours is w1, 24 hours w3."""

    def __init__(self, compiled: Compiled) -> None:
        self.labels = {name: _labels(compiled, name) for name in compiled.tables["guidance"].columns}
        self.connection = duckdb.connect()
        self.connection.execute("PRAGMA threads=1")
        for name, labels in self.labels.items():
            self.connection.execute(f"CREATE TYPE {name}_t AS ENUM ({', '.join(map(repr, labels))})")

    def fill(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Replace the table by columns of codes."""
        self.connection.register("codes", dict(columns))
        chosen = (
            f"CASE {name} " + " ".join(f"WHEN {i} THEN '{label}'" for i, label in enumerate(labels)) + f" END::{name}_t AS {name}"
            for name, labels in self.labels.items()
        )
        self.connection.execute(f"CREATE OR REPLACE TABLE cases AS SELECT {', '.join(chosen)} FROM codes")
        self.connection.unregister("codes")

    def rules(self) -> NDArray[np.int16]:
        """The rule of every row, -1 where the CASE gives NULL."""
        found = np.ma.asarray(self.fetch()).filled(-1)
        return found.astype(np.int16)

    def fetch(self) -> Any:
        """The answers as an array, as they come."""
        return self.connection.execute(f"SELECT ({CASE})::TINYINT AS rule FROM cases").fetchnumpy()["rule"]

    def add_up(self) -> Any:
        """The answers added up: the least that can be done with them."""
        return self.connection.execute(f"SELECT sum({CASE}) FROM cases").fetchall()


def _labels(compiled: Compiled, name: str) -> list[str]:
    kind, samples = compiled.cells[name].kind.kind, compiled.cells[name].samples
    if kind == "duration":
        return [f"w{i}" for i in range(len(samples))]
    names = {ABSENT: "absent", True: "yes", False: "no"}
    return [str(names.get(s, s)) for s in samples]
