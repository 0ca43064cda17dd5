"""A clock around every request, on the server: the same for whatever is measured there."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, thread_time
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

__all__ = ["timed"]

Handler = Callable[[HttpRequest], HttpResponse]


def timed(get_response: Handler) -> Handler:
    """How long the server was busy with a request, on the clock and on the processor; the outermost middleware."""

    def handle(request: HttpRequest) -> HttpResponse:
        counted = _Statements()
        start, cpu = perf_counter(), thread_time()
        if request.headers.get("X-Count") == "1":
            with connection.execute_wrapper(counted):
                response = get_response(request)
        else:
            response = get_response(request)
        took, busy = perf_counter() - start, thread_time() - cpu
        response.headers["Server-Timing"] = f"app;dur={took * 1e3:.4f}, cpu;dur={busy * 1e3:.4f}, sql;dur={counted.number}"
        return response

    return handle


class _Statements:
    """Counts what is sent to the database; savepoints, which tests may add, are left out."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number += not sql.startswith(("SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)
