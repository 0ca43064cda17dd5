"""Addresses of the inbox, the promises board, and the upkeep of cases, articles and customers."""

from __future__ import annotations

from django.urls import path

from pansol.desk.cases import leader_views, upkeep_views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("inbox/", leader_views.inbox, name="inbox"),
    path("inbox/<int:pk>/", leader_views.grey_case, name="grey-case"),
    path("inbox/<int:pk>/decision/", leader_views.grey_decision, name="grey-decision"),
    path("inbox/<int:pk>/forwarding/", leader_views.grey_forwarding, name="grey-forwarding"),
    path("promises/", leader_views.promises, name="promises"),
    path("promises/<int:pk>/follow-up/", leader_views.promise_follow_up, name="promise-follow-up"),
    path("promises/<int:pk>/call/", leader_views.promise_call, name="promise-call"),
    path("promises/<int:pk>/end/", leader_views.promise_end, name="promise-end"),
    path("articles/<int:pk>/feedback/", upkeep_views.feedback, name="feedback"),
    path("articles/<int:pk>/withdrawal/", upkeep_views.withdrawal, name="withdrawal"),
    path("erasures/", upkeep_views.erasures, name="erasures"),
    path("customers/<int:pk>/erasure/", upkeep_views.erasure, name="erasure"),
]
