"""One message to a real push service: what is in it, who signs it, and what the service cannot make us do."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from time import monotonic

import http_ece
import pytest

from server.push import TIME_LIMIT_S, Lookup, Message, Sender, addresses_of
from server.push_answers import Answer, PushAnswer
from server.vapid import KeyPair, Vapid, make_pair, to_b64
from tests.builders import VAPID
from tests.server.nudged import a_payload
from tests.server.people import HeldClock
from tests.server.push_service import (
    Browser,
    PushService,
    Received,
    breaks_off,
    hangs,
    is_huge,
    says,
    trickles,
)

NEVER = "http://127.0.0.1:9"


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


def the_one(service: PushService) -> Received:
    [received] = service.received
    return received


@pytest.mark.promise(2)
def test_a_message_is_opened_by_its_own_browser_alone() -> None:
    with PushService() as service:
        browser, other = service.browser(), service.browser()
        message = a_message(browser)

        [answer] = sent(message, to=[service])

    received = the_one(service)
    assert answer == Answer(PushAnswer.TAKEN)
    assert browser.opens(received.body) == message.payload
    assert len(received.body) == 1_127
    assert message.payload[:64] not in received.body
    with pytest.raises(http_ece.ECEException):
        other.opens(received.body)


def test_a_message_says_how_long_how_urgent_and_what_it_replaces() -> None:
    with PushService() as service:
        sent(a_message(service.browser()), to=[service])

    headers = the_one(service).headers
    assert headers["TTL"] == "14400"
    assert headers["Urgency"] == "high"
    assert re.fullmatch(r"[A-Za-z0-9]{22}", headers["Topic"])
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Content-Length"] == "1127"
    allowed = {"Host", "TTL", "Urgency", "Topic", "Content-Encoding", "Content-Type", "Content-Length"}
    assert set(headers) == allowed | {"Authorization", "Accept"}


def test_the_token_is_signed_for_each_push_service_apart() -> None:
    with PushService() as one, PushService() as other:
        messages = [a_message(service.browser()) for service in (one, other, one)]

        sent(*messages, to=[one, other])

        assert [received.claims["aud"] for received in one.received] == [one.origin] * 2
        assert [received.claims["aud"] for received in other.received] == [other.origin]
    assert {received.claims["sub"] for received in one.received} == {VAPID.subject}
    assert len({received.headers["Authorization"] for received in one.received}) == 1
    assert {received.key for received in one.received} == {to_b64(VAPID.pairs[0].public)}


def test_the_token_lasts_six_hours_and_is_renewed_before() -> None:
    clock = HeldClock()
    with PushService() as service:

        async def send() -> None:
            async with Sender(VAPID, [service.origin], clock) as sender:
                for hours in (0, 4.9, 0.2):
                    clock.moves(hours=hours)
                    await sender.send(a_message(service.browser()))

        asyncio.run(send())

    start = HeldClock().now.timestamp()
    expires = [received.claims["exp"] - start for received in service.received]
    assert expires == [6 * 3600, 6 * 3600, (5.1 + 6) * 3600]


def test_each_message_is_signed_with_its_own_key() -> None:
    older, newer = VAPID.pairs[0], make_pair()
    with PushService() as service:
        messages = [a_message(service.browser(), pair) for pair in (older, newer)]

        sent(*messages, to=[service], vapid=Vapid((newer, older), VAPID.subject))

    assert [received.key for received in service.received] == [to_b64(older.public), to_b64(newer.public)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with PushService() as service, PushService() as inside:
        browser = service.browser()
        service.answers(browser, says(status, Location=f"{inside.origin}/admin"))

        [answer] = sent(a_message(browser), to=[service, inside])

    assert answer == Answer(PushAnswer.REDIRECTED)
    assert inside.received == []
    assert len(service.received) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com.evil.tld/a",
        "https://10.0.0.1/a",
        "http://fcm.googleapis.com/a",
        "nonsense",
    ],
)
def test_what_is_no_push_service_is_not_even_looked_up(endpoint: str) -> None:
    asked: list[str] = []

    def lookup(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    [answer] = sent(a_message(Browser(endpoint)), lookup=lookup)

    assert answer == Answer(PushAnswer.RENEW)
    assert asked == []


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:10.0.0.1"], ["8.8.8.8", "10.0.0.1"], []],
    ids=str,
)
def test_a_known_name_with_a_private_address_is_not_reached(addresses: list[str]) -> None:
    asked: list[tuple[str, int]] = []

    def lookup(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return addresses

    [answer] = sent(a_message(Browser("https://fcm.googleapis.com/fcm/send/a")), lookup=lookup)

    assert answer == Answer(PushAnswer.UNREACHABLE)
    assert asked == [("fcm.googleapis.com", 443)]


def test_a_name_that_changes_its_address_is_found_out() -> None:
    with PushService("localhost") as service:
        service.always = says(201, Connection="close")
        addresses = cycle([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"], ["169.254.169.254"]])

        answers = sent(
            *(a_message(service.browser()) for _ in range(4)),
            to=[service],
            lookup=lambda _host, _port: next(addresses),
        )

    taken, refused = Answer(PushAnswer.TAKEN), Answer(PushAnswer.UNREACHABLE)
    assert answers == [taken, refused, taken, refused]
    assert len(service.received) == 2


def test_a_name_is_looked_up_once_for_each_connection() -> None:
    asked: list[str] = []

    def lookup(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with PushService("localhost") as service:
        answers = sent(*(a_message(service.browser()) for _ in range(5)), to=[service], lookup=lookup)

    assert [answer.what for answer in answers] == [PushAnswer.TAKEN] * 5
    assert asked == ["localhost"], "the address that was looked at is the one that was connected to"


def test_a_name_that_cannot_be_looked_up_is_unreachable() -> None:
    def lookup(_host: str, _port: int) -> list[str]:
        raise OSError("Name or service not known")

    [answer] = sent(a_message(Browser("https://fcm.googleapis.com/a")), lookup=lookup)

    assert answer == Answer(PushAnswer.UNREACHABLE)


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with PushService() as service, PushService() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)

        sent(a_message(service.browser()), to=[service])

    assert (len(service.received), len(proxy.received)) == (1, 0)


@pytest.mark.parametrize("reply", [hangs, trickles], ids=["silent", "endless"])
def test_a_push_service_that_hangs_is_given_up(reply: object) -> None:
    with PushService() as service:
        service.always = reply  # type: ignore[assignment]
        before = monotonic()

        [answer] = sent(a_message(service.browser()), to=[service], limit_s=0.3)

        took_s = monotonic() - before
    assert answer.what in {PushAnswer.UNREACHABLE, PushAnswer.TAKEN}
    assert took_s < 3
    assert TIME_LIMIT_S * 2 < 25, "what is under way ends before a platform kills"


def test_a_name_server_that_hangs_is_given_up() -> None:
    with PushService() as service:
        let_go = service.holds_all()

        def lookup(_host: str, _port: int) -> list[str]:
            service.until(1)
            return []

        before = monotonic()
        [answer] = sent(a_message(Browser("https://fcm.googleapis.com/a")), lookup=lookup, limit_s=0.3)
        took_s = monotonic() - before
        sent(a_message(service.browser()), to=[service], limit_s=0.3)
        let_go()

    assert answer == Answer(PushAnswer.UNREACHABLE)
    assert took_s < 3


def test_a_huge_answer_is_not_read() -> None:
    with PushService() as service:
        service.always = is_huge
        before = monotonic()

        answers = sent(*(a_message(service.browser()) for _ in range(3)), to=[service])

        took_s = monotonic() - before
    assert [answer.what for answer in answers] == [PushAnswer.TAKEN] * 3
    assert took_s < 5


def test_a_connection_that_breaks_off_is_unreachable() -> None:
    with PushService() as service:
        service.always = breaks_off

        [answer] = sent(a_message(service.browser()), to=[service])

    assert answer == Answer(PushAnswer.UNREACHABLE)


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    async def send() -> Answer:
        async with Sender(VAPID, [NEVER], HeldClock()) as sender:
            return await sender.send(a_message(Browser(f"{NEVER}/push/a")))

    assert asyncio.run(send()) == Answer(PushAnswer.UNREACHABLE)


@pytest.mark.parametrize(
    ("status", "wait_s"), [(429, 7), (503, 7), (500, None)], ids=["throttled", "busy", "broken"]
)
def test_what_the_service_says_of_waiting_is_heard(status: int, wait_s: int | None) -> None:
    with PushService() as service:
        service.always = says(status, Retry_After="7") if wait_s else says(status)

        [answer] = sent(a_message(service.browser()), to=[service])

    wait = timedelta(seconds=wait_s) if wait_s else None
    assert answer == Answer(PushAnswer.LATER, wait, holds_all=status == 429)
