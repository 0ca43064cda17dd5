"""Computed facts: a closed expression grammar, its types, and its value under three-valued logic.

Reading is split from meaning: `parse` gives a tree, `resolve` binds names and checks types, `evaluate` computes. There is
no `eval`; what the grammar does not name cannot be said.
"""

from pansol.sop.derive.evaluate import due, evaluate, next_within
from pansol.sop.derive.parse import parse
from pansol.sop.derive.tree import WEEKDAYS, Binary, Call, Expr, ExpressionError, If, Literal, Ref, depth, refs
from pansol.sop.derive.types import kind_of, resolve

__all__ = [
    "WEEKDAYS", "Binary", "Call", "Expr", "ExpressionError", "If", "Literal", "Ref", "depth", "due", "evaluate", "kind_of", "next_within",
    "parse", "refs", "resolve",
]  # fmt: skip
