"""The procedure language: pure, without a clock, a network or a database; `load` alone reads files."""

__all__: list[str] = []
