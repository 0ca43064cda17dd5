"""Why a question is asked: what each answer leads to, or what needs it."""

from __future__ import annotations

from collections.abc import Iterator

from pansol.cli.workspace import Workspace
from pansol.sop.compile import bit_numbers
from pansol.sop.decide import decide_situation
from pansol.sop.forms import missing
from pansol.sop.interview import Question
from pansol.sop.render.branches import Branch, branches, branches_in_words
from pansol.sop.settle import OPEN
from pansol.sop.situation import Situation

__all__ = ["reasons"]

_ANSWERS = 8  # answers shown
_RULES = 6  # rules named for each


def reasons(workspace: Workspace, situation: Situation, question: Question, goal: str) -> Iterator[str]:
    """Why `question` is asked now, a sentence a line."""
    fact = question.fact
    if question.target != fact.name:
        label = situation.procedure.facts[question.target].label
        yield workspace.text(f"Diperlukan untuk mengetahui: {label}.", f"Needed to learn: {label}.")
    if question.phase == "intake":
        yield workspace.text("SOP selalu memulainya dengan ini.", "The SOP always starts with this.")
    elif question.phase == "form":
        yield from _needed_by(workspace, situation, question, goal)
    else:
        yield workspace.text("Jawabannya menentukan aturan yang masih mungkin:", "The answer decides which rules are still possible:")
        yield from _leads_to(situation, question, goal)
    if fact.cites:
        yield workspace.text(f"Sumber: {fact.cites}.", f"Source: {fact.cites}.")


def _needed_by(workspace: Workspace, situation: Situation, question: Question, goal: str) -> Iterator[str]:
    answer = decide_situation(situation, goal)
    actions = [action for rule in answer.rules() for action in rule.do]
    forms = (action.target if action.kind == "ticket" else str(action.settings.get("form", "")) for action in actions)
    found = False
    for form in dict.fromkeys(name for name in forms if name):
        for reason in missing(situation, form):
            if question.target in reason.facts or question.fact.name in reason.facts:
                found = True
                yield f"{situation.procedure.forms[form].title}: {reason.text(workspace.lang)}."
    if not found:
        yield workspace.text("Diperlukan untuk langkah, pesan, atau catatan berikutnya.", "Needed for the next step, message or record.")


def _leads_to(situation: Situation, question: Question, goal: str) -> Iterator[str]:
    """Answers that leave the same rules possible share a line."""
    lines: dict[tuple[str, ...], list[Branch]] = {}
    for branch in branches(situation, question, goal):
        changed = situation.with_fact(question.fact.name, branch.value)
        lines.setdefault(_possible(changed, goal), []).append(branch)
    for rules, answers in list(lines.items())[:_ANSWERS]:
        named = ", ".join(rules[:_RULES]) + (f" + {len(rules) - _RULES}" if len(rules) > _RULES else "")
        yield f"  {branches_in_words(situation.procedure, dict(situation.compiled.cells), answers)} → {named or '–'}"
    if len(lines) > _ANSWERS:
        yield f"  … + {len(lines) - _ANSWERS}"


def _possible(situation: Situation, goal: str) -> tuple[str, ...]:
    table = situation.compiled.tables[goal]
    settled = situation.outcome(goal)
    alive = table.rules_of(table.narrow(situation.masks(table))[0]) if settled == OPEN else settled
    return tuple(table.rules[number].id for number in bit_numbers(alive))
