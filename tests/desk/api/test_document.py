"""docs/api.md is typed as it stands there, and says what happens."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.desk import world
from tests.desk.api.asking import Integration

TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
CALL = re.compile(
    r"^(?:(?P<name>[A-Z]+)=\$\()?(?P<curl>curl .*?)(?: \| jq \.(?P<key>\w+)\))?\n# (?P<status>\d{3}) (?P<shown>\{.*\})$", re.MULTILINE
)


def calls() -> Iterator[re.Match[str]]:
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        found = list(CALL.finditer(block))
        assert len(found) == block.count("curl "), "every call is followed by what it answers"
        yield from found


def holds(shown: Any, found: Any) -> bool:
    """Whether everything that is shown stands in what was found."""
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(key in found and holds(value, found[key]) for key, value in shown.items())
    if isinstance(shown, list):
        return isinstance(found, list) and len(shown) == len(found) and all(map(holds, shown, found))
    return bool(shown == found)


def asked(by: Integration, curl: str) -> tuple[int, Any]:
    words = shlex.split(curl)
    options: dict[str, list[str]] = {"-H": [], "--json": [], "-X": []}
    [address] = [w for w in words if w.startswith("/api/")]
    for option, value in pairwise(words):
        if option in options:
            options[option].append(value)
    headers = dict(h.split(": ", 1) for h in options["-H"])
    assert headers["Authorization"] == f"Bearer {by.secret}"
    body = json.loads(options["--json"][0]) if options["--json"] else None
    method = (options["-X"] or ["POST" if options["--json"] else "GET"])[0]
    return by.ask(method, address.removeprefix("/api/"), body, key=headers.get("Idempotency-Key", ""))


def test_the_calls_in_the_document_answer_as_it_says(sari: Integration) -> None:
    world.version()
    world.wati()
    known = {"DESK": "", "TOKEN": sari.secret}
    for call in calls():
        curl, shown = (re.sub(r"'?\$([A-Z]+)'?", lambda m: known[m[1]], call[part]) for part in ("curl", "shown"))
        status, answer = asked(sari, curl)
        assert status == int(call["status"]), (curl, answer)
        assert holds(json.loads(shown), answer), (curl, answer)
        if call["name"]:
            known[call["name"]] = str(answer[call["key"]])
    assert {"CONTACT", "CASE", "REVISION"} <= set(known)
