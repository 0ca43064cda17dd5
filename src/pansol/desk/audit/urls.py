"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from pansol.desk.audit import views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("audit/", views.events, name="audit"),
    path("audit/<str:name>/", views.chain, name="audit-chain"),
]
