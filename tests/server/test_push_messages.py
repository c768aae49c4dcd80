"""One message to a real push service: what is in it, and who signs it."""

import asyncio
import re
from datetime import timedelta

import http_ece
import pytest

from server.push import Sender
from server.push_answers import Answer, PushAnswer
from server.push_services import service_of
from server.vapid import Vapid, make_pair, to_b64
from tests.builders import VAPID
from tests.server.messages import a_message, sent
from tests.server.people import HeldClock
from tests.server.push_service import Browser, PushService, Received, says


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


@pytest.mark.parametrize(
    ("endpoint", "named"),
    [
        ("https://wns2-par02p.notify.windows.com/w/?token=BQY%3d", "wns/raw"),
        ("https://fcm.googleapis.com/fcm/send/a", None),
        ("https://updates.push.services.mozilla.com/wpush/v2/a", None),
        ("https://web.push.apple.com/QGu", None),
    ],
)
def test_only_windows_is_told_the_type_and_only_if_asked(endpoint: str, named: str | None) -> None:
    message, service = a_message(Browser(endpoint)), service_of(endpoint, ())

    asked, unasked = (
        Sender(VAPID, (), HeldClock(), names_wns_type=names).headers(message, service)
        for names in (True, False)
    )

    assert asked.get("X-WNS-Type") == named
    assert "X-WNS-Type" not in unasked
    assert asked["TTL"] == unasked["TTL"] == "14400"


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


@pytest.mark.parametrize(
    ("status", "said", "wait_s"),
    [(429, "7", 7), (503, "7", 7), (503, "Mon, 23 Nov 2026 12:00:07 GMT", 7), (500, None, None)],
    ids=["throttled", "busy", "until a date", "broken"],
)
def test_what_the_service_says_of_waiting_is_heard(status: int, said: str | None, wait_s: int | None) -> None:
    with PushService() as service:
        service.always = says(status, Retry_After=said) if said else says(status)

        [answer] = sent(a_message(service.browser()), to=[service])

    wait = timedelta(seconds=wait_s) if wait_s else None
    assert answer == Answer(PushAnswer.LATER, wait, holds_all=status == 429)
