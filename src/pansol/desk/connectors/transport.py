"""The network side: GETs that keep to a total budget whatever the other system does.

One event loop per process runs in a thread of its own. That makes the budget real: a request is cancelled at its deadline,
even one whose answer drips in byte by byte, and connections are kept for the next look-up. Redirects are not followed, proxies
and cookies not used, compressed answers not accepted (a small one may unpack to gigabytes), large ones cut off.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import ssl
import threading
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import timedelta
from functools import lru_cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, TypeVar

import httpx

from pansol.desk.connectors.config import System
from pansol.desk.connectors.errors import Trouble, Unanswered
from pansol.desk.connectors.reading import Reply

__all__ = ["Line", "ask_all"]

T = TypeVar("T")

log = logging.getLogger("pansol.connectors")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_thread: threading.Thread | None = None
_jitter = random.SystemRandom()

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they log addresses and headers: customers' numbers and our secrets


class Line:
    """The connections to one system. They belong to the event loop of this process."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._origin = httpx.URL(system.url)
        self._client: httpx.AsyncClient | None = None

    def client(self) -> httpx.AsyncClient:
        """Made at the first request, inside the loop."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=_trust(),
                trust_env=False,
                follow_redirects=False,
                timeout=self.system.timeout.total_seconds(),
                limits=httpx.Limits(max_connections=20, max_keepalive_connections=5),
            )
            self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return self._client

    def address(self, url: str) -> httpx.URL:
        """The address of a request. Raises Unanswered when it is not one of this system's."""
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL:
            raise Unanswered(Trouble.REDIRECT) from None
        same = (target.scheme, target.host, target.port) == (self._origin.scheme, self._origin.host, self._origin.port)
        if not same or target.userinfo:
            raise Unanswered(Trouble.REDIRECT)
        return target


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """The certificate authorities of the machine."""
    return ssl.create_default_context()


def ask_all(line: Line, urls: Iterable[str], headers: Mapping[str, str], budget: timedelta) -> dict[str, Reply | Trouble]:
    """Ask for several addresses of one system at once; every address gets a reply or a trouble within the budget."""
    asked = list(dict.fromkeys(urls))
    seconds = budget.total_seconds()
    future = asyncio.run_coroutine_threadsafe(_ask_all(line, asked, headers, seconds), _running_loop())
    try:
        return future.result(timeout=seconds + 0.5)
    except FutureTimeoutError:  # the loop itself is held up
        future.cancel()
        return dict.fromkeys(asked, Trouble.SLOW)


def _running_loop() -> asyncio.AbstractEventLoop:
    """The loop of this process; a fork leaves the thread behind, so it is started anew."""
    global _loop, _thread  # noqa: PLW0603 - one per process, guarded by the lock
    with _lock:
        if _loop is None or _thread is None or not _thread.is_alive():
            _loop = asyncio.new_event_loop()
            _thread = threading.Thread(target=_loop.run_forever, name="pansol-connectors", daemon=True)
            _thread.start()
        return _loop


async def _ask_all(line: Line, urls: list[str], headers: Mapping[str, str], seconds: float) -> dict[str, Reply | Trouble]:
    deadline = asyncio.get_running_loop().time() + seconds
    answers = await asyncio.gather(*(_ask(line, url, headers, deadline) for url in urls), return_exceptions=True)
    return {url: _surely(answer) for url, answer in zip(urls, answers, strict=True)}


def _surely(answer: Reply | Trouble | BaseException) -> Reply | Trouble:
    """No answer of another system may end as an error of ours."""
    if isinstance(answer, BaseException):
        log.error("a look-up failed in a way that was not foreseen: %s", type(answer).__name__)
        return Trouble.BROKEN
    return answer


async def _ask(line: Line, url: str, headers: Mapping[str, str], deadline: float) -> Reply | Trouble:
    """One address, tried again while that may help and there is time; the pause doubles and is shortened at random."""
    clock = asyncio.get_running_loop().time
    trouble = Trouble.SLOW
    for attempt in range(line.system.attempts):
        left = deadline - clock()
        if left <= 0:
            break
        try:
            return await _within(min(line.system.timeout.total_seconds(), left), _get(line, url, headers))
        except Unanswered as error:
            trouble = error.trouble
            if not error.is_passing:
                break
        pause = _jitter.uniform(0.5, 1.0) * line.system.backoff.total_seconds() * 2**attempt
        if attempt + 1 == line.system.attempts or clock() + pause >= deadline:
            break
        await asyncio.sleep(pause)
    return trouble


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    try:
        return await asyncio.wait_for(work, seconds)
    except TimeoutError:
        raise Unanswered(Trouble.SLOW) from None


async def _get(line: Line, url: str, headers: Mapping[str, str]) -> Reply:
    own = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "pansol"}
    try:
        async with line.client().stream("GET", line.address(url), headers={**own, **headers}) as response:
            _check_status(response.status_code)
            data = _parsed(await _body(response, line.system.max_bytes))
            return Reply(data, found=response.status_code not in (404, 410))
    except httpx.TimeoutException:
        raise Unanswered(Trouble.SLOW) from None
    except httpx.TransportError:
        raise Unanswered(Trouble.DOWN) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        raise Unanswered(Trouble.BROKEN) from None


def _check_status(status: int) -> None:
    """Raise Unanswered unless the body holds an answer: data, or the system's own word that there is none (404 in JSON)."""
    if 200 <= status < 300 or status in (404, 410):
        return
    if 300 <= status < 400:
        raise Unanswered(Trouble.REDIRECT)
    if status in (401, 403):
        raise Unanswered(Trouble.DENIED)
    raise Unanswered(Trouble.BUSY if status == 429 else Trouble.BROKEN)


async def _body(response: httpx.Response, limit: int) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Unanswered(Trouble.NOT_JSON)
    if int(response.headers.get("Content-Length") or 0) > limit:
        raise Unanswered(Trouble.TOO_BIG)
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit:
            raise Unanswered(Trouble.TOO_BIG)
    return bytes(body)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unanswered(Trouble.NOT_JSON) from None


def _no_constant(name: str) -> float:
    raise ValueError(name)
