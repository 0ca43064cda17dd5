"""Articles with their rules and their tree, and the register of feedback."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pansol.desk.accounts.request import DeskRequest, needs
from pansol.desk.accounts.rules import may
from pansol.desk.knowledge.library import compiled
from pansol.desk.knowledge.models import FeedbackState, Version
from pansol.desk.knowledge.picture import picture_of
from pansol.desk.knowledge.prose import html_of
from pansol.desk.knowledge.queries import visible_versions
from pansol.desk.knowledge.register import facts_in_words, finish_feedback, visible_feedback
from pansol.sop.model import Procedure
from pansol.sop.render import article as article_markdown
from pansol.sop.render import decision_table

__all__ = ["article", "article_tree", "articles", "feedback_end", "register"]

REGISTER_SHOWN = 100


@needs("article.view")
def articles(request: DeskRequest) -> HttpResponse:
    q = request.GET.get("q", "").strip()
    found = [v for v in visible_versions(request.user) if q.casefold() in f"{v.title} {v.procedure}".casefold()]
    template = "knowledge/found.html" if request.htmx else "knowledge/articles.html"
    return render(request, template, {"versions": found, "q": q, "today": timezone.localdate()})


def _version(request: DeskRequest, pk: int) -> Version:
    return get_object_or_404(Version.objects.filter(client_id__in=request.user.client_ids()).defer("files").select_related("client"), pk=pk)


@needs("article.view")
def article(request: DeskRequest, pk: int) -> HttpResponse:
    """The rules first, the tree on demand, then the whole text."""
    version = _version(request, pk)
    procedure = compiled(version).procedure
    others = Version.objects.filter(procedure=version.procedure, client_id=version.client_id).exclude(pk=pk).defer("files")
    context = {
        "version": version, "procedure": procedure, "tables": [_table(procedure, name) for name in _in_order(procedure)],
        "prose": html_of(_without_title(article_markdown(procedure)), _feedback_links(request, version, procedure)),
        "others": others.order_by("-published_at"), "today": timezone.localdate(),
        "may_feedback": may(request.user, "article.feedback", version),
        "may_withdraw": may(request.user, "version.withdraw", version) and version.withdrawn_at is None,
    }  # fmt: skip
    return render(request, "knowledge/article.html", context)


def _in_order(procedure: Procedure) -> list[str]:
    """Goals first, then the decisions they rest on."""
    return list(dict.fromkeys([*procedure.goals, *procedure.decisions]))


def _table(procedure: Procedure, name: str) -> dict[str, Any]:
    """A decision's rows, each only with the facts it tests."""
    table = decision_table(procedure, name)
    labels = [label.rstrip("?") for _, label in table.columns]
    rows = [(row, [(label, cell) for label, cell in zip(labels, row.cells, strict=True) if cell != "-"]) for row in table.rows]
    return {"table": table, "rows": rows, "is_goal": name in procedure.goals, "is_first": name == procedure.goals[0]}


def _without_title(markdown: str) -> str:
    return "## " + markdown.partition("\n## ")[2]


def _feedback_links(request: DeskRequest, version: Version, procedure: Procedure) -> dict[str, str]:
    """Behind every rule's heading: the way to the editors, for those who may."""
    if not may(request.user, "article.feedback", version):
        return {rule.id: "" for rule in procedure.rules()}
    address, words = reverse("feedback", args=[version.pk]), _("Langkah ini salah")
    link = '<p class="small" lang="{}"><a href="{}?rule={}">{} <span class="vh">{}</span></a></p>'
    return {rule.id: format_html(link, get_language(), address, rule.id, words, rule.id) for rule in procedure.rules()}


@needs("article.view")
def article_tree(request: DeskRequest, pk: int) -> HttpResponse:
    """The picture; fetched by itself, because a large tree takes a moment the first time."""
    version = _version(request, pk)
    procedure = compiled(version).procedure
    goal = request.GET.get("goal") or procedure.goals[0]
    if goal not in procedure.decisions:
        raise Http404
    now = timezone.now()
    picture = picture_of(version, goal, now=now, as_of=now.astimezone(procedure.zone).date())
    context = {"version": version, "picture": picture, "goal": decision_table(procedure, goal)}
    return render(request, "knowledge/tree.html" if request.htmx else "knowledge/tree_page.html", context)


@needs("register.view")
def register(request: DeskRequest) -> HttpResponse:
    state = FeedbackState.DONE if request.GET.get("state") == "done" else FeedbackState.OPEN
    rows = visible_feedback(request.user).filter(state=state)
    procedure = request.GET.get("procedure", "")
    if procedure:
        rows = rows.filter(procedure=procedure)
    shown = [
        (f, facts_in_words(compiled(f.version).procedure, f.facts) if f.version else list(f.facts.items())) for f in rows[:REGISTER_SHOWN]
    ]
    context = {"feedback": shown, "state": state, "procedure": procedure, "may_edit": may(request.user, "register.edit")}
    return render(request, "knowledge/register.html", context)


@needs("register.edit")
@require_POST
def feedback_end(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_feedback(request.user), pk=pk)
    finish_feedback(found, by=request.user, now=timezone.now())
    messages.success(request, _("Ditandai sudah ditindaklanjuti."))
    return redirect("register")
