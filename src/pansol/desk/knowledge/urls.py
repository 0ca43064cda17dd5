"""Addresses of articles and of the register."""

from __future__ import annotations

from django.urls import path

from pansol.desk.knowledge import views

__all__ = ["urlpatterns"]

urlpatterns = [
    path("articles/", views.articles, name="articles"),
    path("articles/<int:pk>/", views.article, name="article"),
    path("articles/<int:pk>/tree/", views.article_tree, name="article-tree"),
    path("register/", views.register, name="register"),
    path("register/<int:pk>/end/", views.feedback_end, name="feedback-end"),
]
