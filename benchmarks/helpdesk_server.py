"""The addresses of django-helpdesk, and its server."""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application
from django.urls import include, path

__all__ = ["application", "urlpatterns"]

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
application = get_wsgi_application()
