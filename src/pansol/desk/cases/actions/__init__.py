"""The verbs of contacts and cases."""

from pansol.desk.cases.actions.answer import answer, mark_unanswerable, undo
from pansol.desk.cases.actions.conclude import conclude, finish_promise
from pansol.desk.cases.actions.contact import attach_customer, end_contact, start_contact, turn_to
from pansol.desk.cases.actions.follow import advice_failed, call_back, follow_up
from pansol.desk.cases.actions.grey import decide_grey, forward_grey, raise_grey
from pansol.desk.cases.actions.lifecycle import close_case, hand_over, open_case, override_expiry, resume
from pansol.desk.cases.actions.move import move_case

__all__ = [
    "advice_failed", "answer", "attach_customer", "call_back", "close_case", "conclude", "decide_grey", "end_contact", "finish_promise",
    "follow_up", "forward_grey", "hand_over", "mark_unanswerable", "move_case", "open_case", "override_expiry", "raise_grey", "resume",
    "start_contact", "turn_to", "undo",
]  # fmt: skip
