"""The procedure language: pure, without a clock, a network or a database; `load` alone reads files."""
