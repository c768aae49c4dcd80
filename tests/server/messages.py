"""Messages as a worker would send them, one after the other, without a worker."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from server.push import Lookup, Message, Sender, addresses_of
from server.push_answers import Answer
from server.vapid import KeyPair, Vapid
from tests.builders import VAPID
from tests.server.nudged import a_payload
from tests.server.people import HeldClock
from tests.server.push_service import (
    Browser,
    PushService,
)


def a_message(browser: Browser, pair: KeyPair = VAPID.pairs[0], **changes: object) -> Message:
    keys = {"p256dh": browser.p256dh, "auth": browser.auth, "payload": a_payload(), "pair": pair}
    return replace(Message(browser.endpoint, topic="Ab3dEf6hIj9lMn2pQr5tUv", ttl_s=14_400, **keys), **changes)  # type: ignore[arg-type]


def sent(
    *messages: Message,
    to: Sequence[PushService] = (),
    vapid: Vapid = VAPID,
    lookup: Lookup = addresses_of,
    limit_s: float = 10,
    clock: HeldClock | None = None,
) -> list[Answer]:
    """Send one after the other by one sender; the answers."""

    async def send() -> list[Answer]:
        origins = [one.origin for one in to]
        async with Sender(vapid, origins, clock or HeldClock(), lookup, limit_s) as sender:
            return [await sender.send(message) for message in messages]

    return asyncio.run(send())
