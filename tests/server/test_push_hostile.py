"""What a push service, or whoever names things, cannot make us do."""

import asyncio
from itertools import cycle
from time import monotonic

import pytest

from server.push import TIME_LIMIT_S, Sender
from server.push_answers import Answer, PushAnswer
from tests.builders import VAPID
from tests.server.messages import a_message, sent
from tests.server.people import HeldClock
from tests.server.push_service import (
    Browser,
    PushService,
    breaks_off,
    hangs,
    is_huge,
    says,
    trickles,
)

NEVER = "http://127.0.0.1:9"


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
