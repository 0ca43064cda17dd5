"""The API where the desk has it."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("pansol.desk.api.urls"))]
