"""Addresses of sign-in, one's account, and administration."""

from __future__ import annotations

from django.urls import path

from pansol.desk.accounts import parts_views, views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("sign-in/", views.sign_in_page, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/password/", views.account_password, name="account-password"),
    path("account/codes/", views.account_totp, name="account-totp"),
    path("account/recovery/", views.account_recovery, name="account-recovery"),
    path("account/sessions/", views.account_sessions, name="account-sessions"),
    path("people/", views.people, name="people"),
    path("people/new/", views.person, name="person-new"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/sessions/", views.person_sessions, name="person-sessions"),
    path("people/<int:pk>/tokens/", views.person_tokens, name="person-tokens"),
    path("tokens/<int:pk>/revocation/", views.token_revocation, name="token-revocation"),
    path("installation/<slug:kind>/", parts_views.parts, name="parts"),
    path("installation/<slug:kind>/new/", parts_views.part, name="part-new"),
    path("installation/<slug:kind>/<int:pk>/", parts_views.part, name="part"),
]
