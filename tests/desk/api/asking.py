"""An integration that speaks to the API with its token."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client as Browser

from pansol.desk.accounts.actions import make_token
from pansol.desk.accounts.models import User
from tests.desk import world

__all__ = ["Integration"]


class Integration:
    """Signed in as a user. Every answer is JSON; a refusal has the one shape."""

    def __init__(self, user: User, secret: str = "") -> None:
        self.user = user
        self.secret = secret or make_token(user, "CRM", by=None, now=world.NOW)
        self.browser = Browser(raise_request_exception=True)

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "", lang: str = "", raw: bytes | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key:
            headers["Idempotency-Key"] = key
        if lang:
            headers["Accept-Language"] = lang
        data = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        answer = self.browser.generic(method, f"/api/{path}", data, content_type="application/json", headers=headers)
        return answer.status_code, _read(answer)

    def get(self, path: str, **more: Any) -> tuple[int, Any]:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        return self.ask("POST", path, body, **more)

    def patch(self, path: str, body: Any, **more: Any) -> tuple[int, Any]:
        return self.ask("PATCH", path, body, **more)


def _read(answer: Any) -> Any:
    assert answer.headers["Content-Type"].startswith("application/json"), (answer.status_code, answer.content[:200])
    found = json.loads(answer.content)
    if answer.status_code >= 400:
        assert set(found) == {"code", "message", "problems"}
        assert found["message"]
    return found
