"""Who works and who calls in the measured world; known to the database's builder and to the browsers alike."""

from __future__ import annotations

__all__ = ["AGENTS", "CLIENTS", "PASSWORD", "SESSIONS", "caller_of", "username"]

PASSWORD = "ukur-kecepatan-meja"
AGENTS = 50
SESSIONS = "sessions.json"  # the agents' session keys, in the server's folder
CLIENTS = ("telkomsel", "telkomsel", "telkomsel", "telkom147", "pln123")  # of every five agents and customers


def username(number: int) -> str:
    return f"agen{number}"


def caller_of(agent: int, number: int) -> str:
    """A number known as a customer of the agent's client."""
    return f"0812{number - number % len(CLIENTS) + agent % len(CLIENTS):08}"
