"""`python -m pansol.desk.connectors.sandbox [port]`."""

from __future__ import annotations

import sys

from pansol.desk.connectors.sandbox import DEFAULT_PORT, serve

__all__: list[str] = []

serve(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PORT)
