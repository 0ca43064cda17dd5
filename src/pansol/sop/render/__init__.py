"""A procedure for people to read: decision table, tree, article, and the trace back to its source."""

from pansol.sop.render.actions import Sentence, action_in_words
from pansol.sop.render.article import article
from pansol.sop.render.table import DecisionTable, TableRow, decision_table, table_markdown
from pansol.sop.render.trace import Carrier, trace, trace_markdown
from pansol.sop.render.tree import Ask, End, Tree, tree, tree_mermaid

__all__ = [
    "Ask", "Carrier", "DecisionTable", "End", "Sentence", "TableRow", "Tree", "action_in_words", "article", "decision_table",
    "table_markdown", "trace", "trace_markdown", "tree", "tree_mermaid",
]  # fmt: skip
