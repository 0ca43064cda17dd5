"""Users, roles, teams, clients; may(user, verb, thing)."""

__all__: list[str] = []
