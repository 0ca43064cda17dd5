"""Addresses of the desk, contacts and cases."""

from __future__ import annotations

from django.urls import path

from pansol.desk.cases.views import case, contact, desk, steps

__all__ = ["urlpatterns"]

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("contacts/", contact.contacts, name="contacts"),
    path("contacts/<int:pk>/", contact.contact, name="contact"),
    path("contacts/<int:pk>/customer/", contact.customer, name="contact-customer"),
    path("contacts/<int:pk>/procedures/", contact.procedures, name="contact-procedures"),
    path("contacts/<int:pk>/cases/", contact.cases, name="contact-cases"),
    path("contacts/<int:pk>/attention/", contact.attention, name="contact-attention"),
    path("contacts/<int:pk>/ending/", contact.ending, name="contact-ending"),
    path("cases/<int:pk>/", case.case, name="case"),
    path("cases/<int:pk>/ahead/", case.ahead, name="case-ahead"),
    path("cases/<int:pk>/answers/", case.answers, name="case-answers"),
    path("cases/<int:pk>/facts/<slug:name>/", case.fact, name="case-fact"),
    path("cases/<int:pk>/reversal/", case.reversal, name="case-reversal"),
    path("cases/<int:pk>/lookups/", case.lookups, name="case-lookups"),
    path("cases/<int:pk>/conclusion/", steps.conclusion, name="case-conclusion"),
    path("cases/<int:pk>/advice-failure/", steps.failure, name="case-failure"),
    path("cases/<int:pk>/version/", steps.version, name="case-version"),
    path("cases/<int:pk>/closure/", steps.closure, name="case-closure"),
    path("cases/<int:pk>/handover/", steps.handover, name="case-handover"),
    path("cases/<int:pk>/resumption/", steps.resumption, name="case-resumption"),
    path("cases/<int:pk>/leader/", steps.leader, name="case-leader"),
    path("cases/<int:pk>/override/", steps.override, name="case-override"),
    path("cases/<int:pk>/feedback/", steps.feedback, name="case-feedback"),
    path("cases/<int:pk>/records/", steps.records, name="case-records"),
    path("cases/<int:pk>/disclosure/", steps.disclosure, name="case-disclosure"),
]
