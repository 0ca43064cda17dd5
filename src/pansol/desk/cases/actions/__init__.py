"""The verbs of contacts and cases."""

from pansol.desk.cases.actions.answer import answer, mark_unanswerable, undo
from pansol.desk.cases.actions.conclude import conclude, finish_promise
from pansol.desk.cases.actions.contact import attach_customer, end_contact, start_contact
from pansol.desk.cases.actions.grey import decide_grey, forward_grey, raise_grey
from pansol.desk.cases.actions.lifecycle import close_case, hand_over, open_case, override_expiry, resume

__all__ = [
    "answer", "attach_customer", "close_case", "conclude", "decide_grey", "end_contact", "finish_promise", "forward_grey", "hand_over",
    "mark_unanswerable", "open_case", "override_expiry", "raise_grey", "resume", "start_contact", "undo",
]  # fmt: skip
