"""What each answer of a push service changes: a slot, a subscription, or for whom we wait."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from server import pauses
from server.config import Settings
from server.models import Pause, Subscription
from server.worker import UNANSWERED_MAX
from tests.server.nudged import HOUR, a_nudged_phone, a_place, a_slot, due_at_noon, goes_round, slots_of
from tests.server.people import NOON, a_server
from tests.server.phones import count_of, held
from tests.server.push_service import PushService, breaks_off, says

SECOND = timedelta(seconds=1)


def test_a_subscription_that_is_gone_is_deleted(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma, cleo, ben = (due_at_noon(app, service) for _ in range(3))
        service.answers(alma.browser, says(404))
        service.answers(cleo.browser, says(410))

        goes_round(app)

    for gone in (alma, cleo):
        assert gone.sees()["subscription"] is None
        assert slots_of(app, gone) == []
    assert ben.sees()["subscription"]["state"] == "good"


def test_a_newer_subscription_outlives_the_older_ones_end(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma = due_at_noon(app, service)
        newer = replace(alma, browser=service.browser())

        async def gone_meanwhile(request: object) -> object:
            assert newer.subscribes().status_code == 200
            return await says(410)(request)  # type: ignore[arg-type]

        service.answers(alma.browser, gone_meanwhile)  # type: ignore[arg-type]
        goes_round(app)

    assert newer.sees()["subscription"]["state"] == "good"


def test_our_own_mistake_is_told_and_not_repeated(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        phones = [due_at_noon(app, service) for _ in range(3)]
        for alma, status in zip(phones, (400, 413, 422), strict=True):
            service.answers(alma.browser, says(status))

        goes_round(app, *[lambda: clock.moves(minutes=20)] * 3)

    assert len(service.received) == 3
    assert [alma.sees()["subscription"]["state"] for alma in phones] == ["good"] * 3
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {(one["event"], one["level"], one["service"]) for one in told} == {
        ("push refused", "error", service.origin)
    }
    assert {one["answer"]: one["count"] for one in told} == {"too_large": 1, "refused": 2}


def test_a_key_refused_everywhere_is_our_mistake(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        phones = [due_at_noon(app, service) for _ in range(3)]
        for alma, status in zip(phones, (401, 403, 403), strict=True):
            service.answers(alma.browser, says(status))

        goes_round(app)

    assert [alma.sees()["subscription"]["state"] for alma in phones] == ["good"] * 3
    assert '"answer": "denied", "count": 3' in capsys.readouterr().err


def test_a_key_refused_for_one_has_that_one_renewed(settings: Settings) -> None:
    with PushService() as service:
        app, _ = a_place(settings, service)
        alma, ben = due_at_noon(app, service), due_at_noon(app, service)
        service.answers(alma.browser, says(403))

        goes_round(app)

    assert alma.sees()["subscription"]["state"] == "renew"
    assert ben.sees()["subscription"]["state"] == "good"
    same, anew = alma.subscribes(), replace(alma, browser=service.browser()).subscribes()
    assert same.json["subscription"]["state"] == "renew"  # type: ignore[index]
    assert anew.json["subscription"]["state"] == "good"  # type: ignore[index]


def test_the_third_redirect_has_the_subscription_renewed(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        service.answers(alma.browser, *[says(307, Location="/elsewhere")] * 3)
        states = []

        for hour in range(3):
            clock.now = NOON + HOUR * hour
            alma.subscribes()
            alma.puts([a_slot(clock.now)])
            goes_round(app)
            states.append(alma.sees()["subscription"]["state"])

    assert states == ["good", "good", "renew"]
    assert len(service.received) == 3


def test_a_message_that_is_taken_forgives_redirects(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = a_nudged_phone(app, service)
        service.answers(alma.browser, *[says(302)] * 2, says(201), *[says(302)] * 2)

        for hour in range(5):
            clock.now = NOON + HOUR * hour
            alma.puts([a_slot(clock.now)])
            goes_round(app)

    assert alma.sees()["subscription"]["state"] == "good"
    assert held(app, Subscription, True).redirects == 2


def test_a_throttled_service_is_left_alone_as_a_whole(settings: Settings) -> None:
    with PushService() as service, PushService() as other:
        app, clock = a_place(settings, service, other)
        alma = due_at_noon(app, service)
        service.answers(alma.browser, says(429, Retry_After="120"))
        seen = []

        def later(seconds: float) -> Callable[[], None]:
            def deed() -> None:
                seen.append((len(service.received), len(other.received)))
                clock.moves(seconds=seconds)

            return deed

        def two_more() -> None:
            due_at_noon(app, service)
            due_at_noon(app, other)
            later(60)()

        goes_round(app, later(0), two_more, later(59), later(1), later(0))

    assert seen == [(0, 0), (1, 0), (1, 1), (1, 1), (3, 1)]


def test_what_one_worker_was_told_all_keep_to(settings: Settings) -> None:
    with PushService() as service, PushService() as other:
        app, clock = a_place(settings, service, other)
        service.answers(due_at_noon(app, service).browser, says(429, Retry_After="120"))
        goes_round(app)
        due_at_noon(app, service)
        due_at_noon(app, other)

        clock.moves(seconds=119)
        goes_round(app)
        meanwhile = len(service.received), len(other.received)
        clock.moves(seconds=1)
        goes_round(app)

    assert meanwhile == (1, 1)
    assert len(service.received) == 3


def test_of_two_waits_the_longer_one_counts(settings: Settings) -> None:
    app = a_server(settings)

    with app.app_context():
        for minutes in (2, 5, 3):
            pauses.note({"fcm.googleapis.com": NOON + timedelta(minutes=minutes)})
        held = [pauses.current(NOON + timedelta(minutes=minutes)) for minutes in (4, 5)]
        pauses.forget_over(NOON + timedelta(minutes=5))

    assert held == [{"fcm.googleapis.com": NOON + timedelta(minutes=5)}, {}]
    assert count_of(app, Pause) == 0


def test_after_a_fault_of_theirs_the_waits_grow(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service)
        service.always = says(500)
        waits = []

        for _ in range(10):
            goes_round(app, chance=1)
            [row] = slots_of(app, alma)
            waits.append((row.next_at - clock.now).total_seconds())
            clock.now = row.next_at

    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_chance_spreads_the_waits(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service)
        service.always = breaks_off

        goes_round(app, chance=0.25)

    [row] = slots_of(app, alma)
    assert row.next_at - clock.now == timedelta(seconds=1.25)


def test_tries_end_with_the_window(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        alma = due_at_noon(app, service, 15)
        service.always = says(503, Retry_After="3600")

        goes_round(app)
        [row] = slots_of(app, alma)
        clock.now = NOON + timedelta(minutes=15)
        goes_round(app)

    assert row.next_at == row.until
    assert len(service.received) == 1
    assert slots_of(app, alma) == []


def test_a_service_that_is_silent_is_left_alone(settings: Settings) -> None:
    with PushService() as service:
        app, clock = a_place(settings, service)
        for _ in range(UNANSWERED_MAX):
            due_at_noon(app, service)
        service.always = breaks_off

        quiet = goes_round(app, lambda: None, lambda: clock.moves(seconds=6), chance=1)

    assert quiet.paused == {service.origin: NOON + timedelta(seconds=30)}
    assert len(service.received) == UNANSWERED_MAX
