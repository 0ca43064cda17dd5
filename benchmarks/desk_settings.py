"""The desk's own settings, with a clock around everything and the yardstick beside the pages."""

from pansol.desk import settings

__all__ = ["MIDDLEWARE", "ROOT_URLCONF", "WSGI_APPLICATION"]

globals().update({name: value for name, value in vars(settings).items() if name.isupper()})
MIDDLEWARE = ["desk_clock.timed", *settings.MIDDLEWARE]
ROOT_URLCONF = "desk_server"
WSGI_APPLICATION = "desk_server.application"
