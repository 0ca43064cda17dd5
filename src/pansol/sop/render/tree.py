"""The decision tree that the interview follows, drawn with Mermaid."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pansol.sop.compile import Compiled
from pansol.sop.decide import decide_situation
from pansol.sop.errors import NotFound, Problem
from pansol.sop.interview import question_for
from pansol.sop.model import Rule
from pansol.sop.render.branches import Branch, branches, branches_in_words
from pansol.sop.situation import Situation

__all__ = ["Ask", "End", "Tree", "tree", "tree_mermaid"]

DEEPEST = 40  # questions on one path
WALKED = 4_000  # situations looked at
EDGES = 450  # Mermaid refuses to draw more than 500

_SAID = {"uncovered": "Tidak ada aturan", "conflict": "Aturan bertentangan", "absent": "Tidak berlaku", "cut": "…"}


@dataclass(frozen=True, slots=True)
class End:
    """Where a path stops: a rule, or why there is none. `cut` is a path that was not followed further."""

    status: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question; `answers` are (words, number of the node that follows)."""

    fact: str
    how: str
    text: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes of the tree, the root first. Identical subtrees are one node. `is_cut`: some paths end in `…`."""

    compiled: Compiled
    goal: str
    nodes: tuple[Ask | End, ...]
    is_cut: bool


@dataclass(slots=True)
class _Open:
    """A situation of the walk: the question asked there and what follows each answer, or how it ended."""

    situation: Situation
    depth: int
    question: tuple[str, str, str] = ("", "", "")
    children: Sequence[tuple[Branch, int]] = ()
    end: End | None = None


def tree(compiled: Compiled, *, now: datetime, as_of: date, goal: str | None = None) -> Tree:
    """Follow the interview over all answers, breadth first, up to a bound. Raises NotFound for an unknown goal."""
    goal = goal or compiled.procedure.goals[0]
    if goal not in compiled.procedure.decisions:
        raise NotFound(Problem("not_found", details={"kind": "keputusan", "found": goal}, near=tuple(compiled.procedure.decisions)))
    walked = _walk(Situation(compiled, {}, now, as_of), goal)
    merged, root = _merge(compiled, walked)
    nodes = _from_root(merged, root)
    return Tree(compiled, goal, nodes, any(isinstance(node, End) and node.status == "cut" for node in nodes))


def _walk(start: Situation, goal: str) -> list[_Open]:
    walked = [_Open(start, 0)]
    waiting = deque(walked)
    while waiting:
        here = waiting.popleft()
        question = question_for(here.situation, goal, frozenset())
        if question is None or question.phase == "form":
            here.end = _end(here.situation, goal)
        elif here.depth >= DEEPEST or len(walked) >= WALKED:
            here.end = End("cut")
        else:
            here.question = (question.fact.name, question.how, question.text)
            children = []
            for branch in branches(here.situation, question, goal):
                children.append((branch, len(walked)))
                walked.append(_Open(here.situation.with_fact(question.fact.name, branch.value), here.depth + 1))
                waiting.append(walked[-1])
            here.children = children
    return walked


def _end(situation: Situation, goal: str) -> End:
    result = decide_situation(situation, goal).result
    rules = (result.rule,) if result.rule else result.rules
    return End("decided" if result.rule else result.status, rules)


def _merge(compiled: Compiled, walked: list[_Open]) -> tuple[list[Ask | End], int]:
    """Identical subtrees become one node, answers that lead to the same node one answer. Children come after their parents."""
    numbers: dict[object, int] = {}
    nodes: list[Ask | End] = []
    place = [0] * len(walked)
    for index in range(len(walked) - 1, -1, -1):
        here = walked[index]
        node: Ask | End = here.end or _ask(compiled, here, place)
        if node not in numbers:
            numbers[node] = len(nodes)
            nodes.append(node)
        place[index] = numbers[node]
    return nodes, place[0]


def _ask(compiled: Compiled, here: _Open, place: Sequence[int]) -> Ask:
    groups: dict[int, list[Branch]] = {}
    for branch, child in here.children:
        groups.setdefault(place[child], []).append(branch)
    cells = dict(compiled.cells)
    answers = tuple((branches_in_words(compiled.procedure, cells, group), child) for child, group in groups.items())
    return Ask(*here.question, answers)


def _from_root(nodes: list[Ask | End], root: int) -> tuple[Ask | End, ...]:
    """The nodes that are drawn, the root first, up to the number of edges that can be drawn."""
    order, edges = [root], 0
    kept: list[Ask | End] = []
    number = {root: 0}
    for at in order:
        node = nodes[at]
        if isinstance(node, Ask) and edges + len(node.answers) > EDGES:
            node = End("cut")
        if isinstance(node, Ask):
            edges += len(node.answers)
            for _, child in node.answers:
                if child not in number:
                    number[child] = len(order)
                    order.append(child)
            node = Ask(node.fact, node.how, node.text, tuple((words, number[child]) for words, child in node.answers))
        kept.append(node)
    return tuple(kept)


def tree_mermaid(drawn: Tree) -> str:
    """The tree as a Mermaid flowchart in a Markdown block, with a note where paths were cut."""
    procedure = drawn.compiled.procedure
    lines = ["```mermaid", "flowchart TD"]
    for number, node in enumerate(drawn.nodes):
        lines += _drawn(drawn, number, node)
    lines += ["```", "", f"{procedure.title}: pertanyaan demi pertanyaan, seperti yang diikuti wawancara."]
    if drawn.is_cut:
        lines.append("Pohon ini dipotong: jalur yang berakhir dengan “…” masih berlanjut. Tabel keputusan memuat semuanya.")
    return "\n".join(lines) + "\n"


def _drawn(drawn: Tree, number: int, node: Ask | End) -> Iterator[str]:
    if isinstance(node, End):
        yield f'  n{number}["{_quoted(_end_in_words(drawn, node))}"]'
        return
    yield f'  n{number}{{"{_quoted(node.text)}"}}'
    for words, child in node.answers:
        yield f'  n{number} -->|"{_quoted(words)}"| n{child}'


def _end_in_words(drawn: Tree, end: End) -> str:
    if end.status != "decided":
        return " ".join([_SAID.get(end.status, end.status), *end.rules])
    decision = drawn.compiled.procedure.decisions[drawn.goal]
    return " + ".join(_rule_in_words(decision.rule(rule)) for rule in end.rules)


def _rule_in_words(rule: Rule) -> str:
    title = f": {rule.title}" if rule.title != rule.id else ""
    return rule.id + title + (" (perlu keputusan)" if rule.basis == "gap" else "")


def _quoted(text: str) -> str:
    """Text inside a Mermaid label; its own signs are written as entities."""
    for sign, entity in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;")):
        text = text.replace(sign, entity)
    return " ".join(text.split())
