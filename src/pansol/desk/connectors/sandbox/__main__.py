"""`python -m pansol.desk.connectors.sandbox [port]`: prints its address, then answers until stopped."""

from __future__ import annotations

import sys

from pansol.desk.connectors.sandbox import DEFAULT_PORT, serve

__all__: list[str] = []

_words = [word for word in sys.argv[1:] if not word.startswith("-")]
serve(int(_words[0]) if _words else DEFAULT_PORT, until_input_ends="--until-input-ends" in sys.argv)
