"""One push message to one subscription (RFC 8030, 8291, 8292, PROTOCOL 10.4, 10.6).

The library encrypts and signs. Sending is ours: its own way follows redirects to wherever they lead, reads an
answer however long it is, and waits as long as it takes.
"""

import asyncio
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from py_vapid import Vapid02
from pywebpush import WebPusher
from yarl import URL

from server.clock import Clock
from server.push_answers import Answer, PushAnswer, read_answer
from server.push_services import WINDOWS, NotAllowed, NotAnEndpoint, PushService, may_reach, service_of
from server.vapid import KeyPair, Vapid, to_b64

TIME_LIMIT_S = 10
CONNECTIONS_MAX = 100
ANSWER_BYTES_MAX = 4_096
TOKEN_GOOD_FOR = timedelta(hours=6)
TOKEN_RENEWED_BEFORE = timedelta(hours=1)
# The hour is the person's own; less, and a sleeping phone gets it when the window is over.
URGENCY = "high"
NO_ANSWER = Answer(PushAnswer.UNREACHABLE)

Lookup = Callable[[str, int], Sequence[str]]


class AddressRefused(OSError):
    """The name stands for an address that is not to be reached."""


@dataclass(frozen=True)
class Message:
    """What is sent: payload, sealed to p256dh and auth, signed by `pair`; `ttl_s` seconds are left for it."""

    endpoint: str
    p256dh: bytes
    auth: bytes
    payload: bytes
    pair: KeyPair
    topic: str
    ttl_s: int


def addresses_of(host: str, port: int) -> Sequence[str]:
    """What a name stands for now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Checked(AbstractResolver):
    """Names become addresses here and nowhere else: the one that was looked at is the one connected to."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.services: dict[str, PushService] = {}

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 - both families are looked at
    ) -> list[ResolveResult]:
        """Raises AddressRefused unless all that the name stands for may be reached."""
        found = await aside(lambda: self._lookup(host, port))
        service = self.services.get(host)
        if service is None or not found or not all(may_reach(service, address) for address in found):
            raise AddressRefused
        return [as_result(host, address, port) for address in found]

    async def close(self) -> None:
        """Nothing is held."""


def as_result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )


async def aside(ask: Callable[[], Any]) -> Any:
    """What it gives, asked in a thread that nobody waits for at the end: a name server may hang."""
    loop = asyncio.get_running_loop()
    given: asyncio.Future[Any] = loop.create_future()

    def tell(settle: Callable[[Any], None], value: Any) -> None:
        if not given.done():
            settle(value)

    def run() -> None:
        try:
            settle, value = given.set_result, ask()
        except (OSError, UnicodeError) as fault:
            settle, value = given.set_exception, fault
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, settle, value)

    Thread(target=run, daemon=True).start()
    return await given


class Sender(AbstractAsyncContextManager["Sender"]):
    """Sends while it is entered, and keeps connections.

    services: origins beside the usual ones. names_wns_type: whether Windows' is told what kind it gets.
    """

    def __init__(
        self,
        vapid: Vapid,
        services: Collection[str],
        clock: Clock,
        lookup: Lookup = addresses_of,
        limit_s: float = TIME_LIMIT_S,
        *,
        names_wns_type: bool = False,
    ) -> None:
        self._subject = vapid.subject
        self._services = services
        self._clock = clock
        self._limit_s = limit_s
        self._names_wns_type = names_wns_type
        self._tokens: dict[tuple[str, bytes], tuple[str, datetime]] = {}
        self._resolver = Checked(lookup)

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(resolver=self._resolver, limit=CONNECTIONS_MAX, use_dns_cache=False)
        # Proxies of the environment are not asked, cookies not kept, answers not unpacked.
        self._session = aiohttp.ClientSession(
            connector=connector,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=["User-Agent", "Accept-Encoding"],
        )
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def send(self, message: Message) -> Answer:
        """What the push service says, within the time limit."""
        try:
            service = service_of(message.endpoint, self._services)
        except (NotAnEndpoint, NotAllowed):
            return Answer(PushAnswer.RENEW)
        self._resolver.services[URL(service.origin).host or ""] = service
        try:
            async with asyncio.timeout(self._limit_s):
                return await self.post(message.endpoint, encrypted(message), self.headers(message, service))
        except (aiohttp.ClientError, OSError, ValueError):  # what times out is an OSError too
            return NO_ANSWER

    async def post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
        request = self._session.post(
            URL(endpoint, encoded=True),
            data=body,
            headers=headers,
            allow_redirects=False,
            timeout=NO_SECOND_CLOCK,
        )
        async with request as response:
            # What it says beside the status does not matter; read to its end, the connection is kept.
            await response.content.read(ANSWER_BYTES_MAX)
            if not response.content.at_eof():
                response.close()
            return read_answer(response.status, response.headers.get("Retry-After"), self._clock())

    def headers(self, message: Message, service: PushService) -> dict[str, str]:
        headers = {
            "TTL": str(message.ttl_s),
            "Urgency": URGENCY,
            "Topic": message.topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self.token(service.origin, message.pair),
        }
        # No part of RFC 8030: Windows asks for it at times, others may refuse it.
        if self._names_wns_type and service.name == WINDOWS:
            headers["X-WNS-Type"] = "wns/raw"
        return headers

    def token(self, origin: str, pair: KeyPair) -> str:
        """Who we are, for this push service alone; the same one for some hours."""
        now = self._clock()
        held = self._tokens.get((origin, pair.id))
        if held is not None and now < held[1]:
            return held[0]
        until = now + TOKEN_GOOD_FOR
        claims = {"aud": origin, "exp": int(until.timestamp()), "sub": self._subject}
        token: str = Vapid02(pair.signer()).sign(claims)["Authorization"]
        self._tokens[origin, pair.id] = token, until - TOKEN_RENEWED_BEFORE
        return token


NO_SECOND_CLOCK = aiohttp.ClientTimeout(total=None)


def encrypted(message: Message) -> bytes:
    """The payload for this phone alone: 103 bytes more (RFC 8291)."""
    keys = {"p256dh": to_b64(message.p256dh), "auth": to_b64(message.auth)}
    body: bytes = WebPusher({"endpoint": message.endpoint, "keys": keys}).encode(message.payload)["body"]
    return body
