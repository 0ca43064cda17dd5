"""Addresses of outages."""

from __future__ import annotations

from django.urls import path

from pansol.desk.outages import views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("outages/", views.outages, name="outages"),
    path("outages/new/", views.outage_new, name="outage-new"),
    path("outages/<int:pk>/", views.outage, name="outage"),
    path("outages/<int:pk>/end/", views.outage_end, name="outage-end"),
]
