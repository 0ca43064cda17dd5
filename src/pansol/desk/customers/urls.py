"""Addresses of customers."""

from __future__ import annotations

from django.urls import path

from pansol.desk.customers import views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/new/", views.customer_new, name="customer-new"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/edit/", views.customer_edit, name="customer-edit"),
    path("customers/<int:pk>/identity/", views.customer_identity, name="customer-identity"),
    path("customers/<int:pk>/disclosure/", views.customer_disclosure, name="customer-disclosure"),
]
