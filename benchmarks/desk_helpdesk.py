"""The same complaint in django-helpdesk and at the desk, each from the call to what the agent then has before her."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import median

from desk_agent import Agent, Unexpected
from desk_browser import Browser, Reply
from desk_people import SESSIONS
from desk_servers import environment, run_module, serving

__all__ = ["side_by_side"]

COMPLAINTS = 30
WORDS = "sudah bayar nomor masih terblokir"
ANSWERS = {"outage_here": "no", "prior_case": "none", "posted": "yes", "number_status": "aging"}
_VERSION = re.compile(r'name="version" value="(\d+)"[^>]*>.*?<b>([^<]*)')


def side_by_side(agent: Agent, folder: Path) -> dict[str, float]:
    """Milliseconds of server time, medians over complaints taken in turns."""
    folder.mkdir()
    env = environment(folder, "helpdesk_settings")
    run_module("helpdesk_world", env)
    with serving(env, "helpdesk_server:application") as port:
        staff = Browser(port, {"sessionid": json.loads((folder / SESSIONS).read_text(encoding="ascii"))[0]})
        theirs, ours, pages = [], [], []
        for _ in range(COMPLAINTS):
            theirs.append(sum(r.ms for r in _ticket(staff)))
            replies = _complaint(agent)
            ours.append(sum(r.ms for r in replies))
            pages.append(len(replies))
    return {"ms": round(median(theirs), 1), "pansol_ms": round(median(ours), 1), "requests": 3, "pansol_requests": median(pages)}


def _ticket(staff: Browser) -> list[Reply]:
    """The form of a new ticket, sent in, and the ticket opened."""
    staff.spent.clear()
    form = staff.get("/tickets/submit/")
    data: dict[str, str | list[str]] = {
        "queue": "1", "title": "Sudah bayar, nomor masih terblokir", "priority": "3", "assigned_to": "1", "submitter_email": "",
        "body": "Pelanggan sudah membayar tagihan, pembayaran sudah masuk, nomor berstatus aging. Tidak ada gangguan, belum pernah lapor.",
    }  # fmt: skip
    sent = staff.post("/tickets/submit/", data)
    if form.status != 200 or sent.status != 302 or staff.follow(sent).status != 200:
        raise Unexpected(f"django-helpdesk answered {form.status}, {sent.status}")
    return list(staff.spent)


def _complaint(agent: Agent) -> list[Reply]:
    """A contact, the search, the case, its questions with what lies ahead of each, the guidance, and that it was given."""
    agent.end_contact()
    agent.browser.spent.clear()
    agent.take_contact(WORDS)
    agent.look_ahead()
    while (asked := agent.asked()) is not None:
        agent.answer(ANSWERS.get(asked))
        agent.look_ahead()
    agent.conclude()
    return list(agent.browser.spent)
