"""Addresses of interaction records."""

from __future__ import annotations

from django.urls import path

from pansol.desk.interactions import views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("records/<int:pk>/", views.record, name="record"),
    path("records/<int:pk>/disclosure/", views.record_disclosure, name="record-disclosure"),
]
