"""The same complaint created and opened in django-helpdesk and at the desk; and how much more it takes to the guidance given."""

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
        theirs, ours, guided = [], [], []
        for _ in range(COMPLAINTS):
            theirs.append(sum(r.ms for r in _ticket(staff)))
            opened, answered = _complaint(agent)
            ours.append(sum(r.ms for r in opened))
            guided.append(sum(r.ms for r in opened + answered))
    found = {"ms": median(theirs), "pansol_ms": median(ours), "pansol_to_guidance_ms": median(guided)}
    return {**{name: round(ms, 1) for name, ms in found.items()}, "requests": 3, "pansol_requests": len(opened)}


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


def _complaint(agent: Agent) -> tuple[list[Reply], list[Reply]]:
    """(the contact, the search, the case and its page; its questions, what lies ahead after each, the guidance, and that it was given)."""
    agent.end_contact()
    agent.browser.spent.clear()
    agent.take_contact(WORDS)
    opened = list(agent.browser.spent)
    while (asked := agent.asked()) is not None:
        agent.answer(ANSWERS.get(asked))
        agent.look_ahead()
    agent.conclude()
    return opened, agent.browser.spent[len(opened) :]
