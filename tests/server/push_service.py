"""A push service on loopback: takes messages as RFC 8030 has it, and answers as it is told to.

What it was sent is opened with the keys of the browser that subscribed (RFC 8291), as that browser would.
"""

import asyncio
import json
import os
from base64 import urlsafe_b64decode
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)

from server.vapid import KeyPair, point_of, to_b64
from tests.builders import VAPID

Reply = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Browser:
    """A phone's browser that has subscribed."""

    endpoint: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))
    pair: KeyPair = VAPID.pairs[0]

    @property
    def p256dh(self) -> bytes:
        return point_of(self.key)

    def subscription(self, **changes: str) -> dict[str, str]:
        """As the phone puts it."""
        keys = {"p256dh": to_b64(self.p256dh), "auth": to_b64(self.auth), "key": to_b64(self.pair.public)}
        return {"endpoint": self.endpoint, **keys, **changes}

    def opens(self, body: bytes) -> bytes:
        opened: bytes = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return opened


@dataclass(frozen=True)
class Received:
    """One message as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def claims(self) -> dict[str, Any]:
        """What the token says of its sender."""
        token = self.headers["Authorization"].removeprefix("vapid t=").split(",", 1)[0]
        part = token.split(".")[1]
        claims: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return claims

    @property
    def key(self) -> str:
        """The application server key that it says it is signed with."""
        return self.headers["Authorization"].rsplit("k=", 1)[1]


def says(status: int, **headers: str) -> Reply:
    """An answer without a body."""

    async def reply(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return reply


async def hangs(_request: web.Request) -> web.Response:
    """No answer at all."""
    await asyncio.get_running_loop().create_future()
    raise AssertionError("nobody answers")


async def trickles(request: web.Request) -> web.StreamResponse:
    """An answer without an end, a little at a time."""
    response = web.StreamResponse(status=201)
    await response.prepare(request)
    while True:
        await response.write(b".")
        await asyncio.sleep(0.01)


async def is_huge(request: web.Request) -> web.StreamResponse:
    """An answer of 200 MB, for as long as somebody listens."""
    response = web.StreamResponse(status=201)
    await response.prepare(request)
    for _ in range(200):
        await response.write(bytes(1_000_000))
    return response


async def breaks_off(request: web.Request) -> web.Response:
    """The connection ends without a word."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


class PushService:
    """Runs while it is entered. Every path is an endpoint; what is not told otherwise is taken (201)."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.received: list[Received] = []
        self.replies: dict[str, deque[Reply]] = defaultdict(deque)
        self.always: Reply = says(201)
        self._came = Condition()
        self._started = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "PushService":
        self._thread.start()
        assert self._started.wait(60)
        return self

    def __exit__(self, *_rest: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def browser(self, name: str = "", **more: Any) -> Browser:
        return Browser(f"{self.origin}/push/{name or os.urandom(12).hex()}", **more)

    def answers(self, browser: Browser, *replies: Reply) -> None:
        """The next messages for this browser."""
        self.replies[browser.endpoint.removeprefix(self.origin)].extend(replies)

    def holds_all(self) -> Callable[[], None]:
        """Answer nothing until what this gives is called."""
        asked = asyncio.Event()

        async def held(_request: web.Request) -> web.Response:
            await asked.wait()
            return web.Response(status=201)

        self.always = held

        def let_go() -> None:
            self._loop.call_soon_threadsafe(asked.set)

        return let_go

    def of(self, browser: Browser) -> list[Received]:
        return [one for one in self.received if self.origin + one.path == browser.endpoint]

    def until(self, count: int, within_s: float = 60) -> None:
        """Returns once so many messages have come in all."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.received) >= count, within_s), len(self.received)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._runner.cleanup())
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        [listening] = self._runner.addresses
        self.port: int = listening[1]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        with self._came:
            self.received.append(Received(request.path, dict(request.headers), body))
            self._came.notify_all()
        waiting = self.replies[request.path]
        return await (waiting.popleft() if waiting else self.always)(request)
