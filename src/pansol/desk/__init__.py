"""The desk: the Django project on which agents, team leaders and editors work."""

__all__: list[str] = []
