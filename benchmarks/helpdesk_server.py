"""The addresses of django-helpdesk, and its server."""

from __future__ import annotations

import django
from django.core.handlers.wsgi import WSGIHandler
from django.urls import include, path

django.setup()

from django.contrib import admin  # noqa: E402

__all__ = ["application", "urlpatterns"]

urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls", namespace="helpdesk"))]
application = WSGIHandler()
