"""The WSGI entry of the desk."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

# A thread lets go of the interpreter at every statement to the database; with Python's 5 ms a busy neighbour keeps it that long each time.
sys.setswitchinterval(0.001)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pansol.desk.settings")
application = get_wsgi_application()
gc.freeze()  # what was imported stays; the collector need not look through it again
