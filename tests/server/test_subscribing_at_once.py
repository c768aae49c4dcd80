"""Two phones put the same endpoints at the same moment: each is one phone's then, and nobody fails."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlalchemy import select

from server import create_app
from server.config import Settings
from server.db import db
from server.macs import mac
from server.models import Subscription
from tests.server.nudged import FCM, Nudged, a_phone_on
from tests.server.people import HeldClock, a_server
from tests.server.test_racing import at_once

ROUNDS = 60
FIRST, SECOND = f"{FCM}-1", f"{FCM}-2"


def putting(settings: Settings, nudged: Nudged, endpoints: Sequence[str]) -> Callable[[], list[int]]:
    """Put one after the other, from a process of its own; the statuses."""

    def put() -> list[int]:
        here = replace(nudged, phone=replace(nudged.phone, app=create_app(settings, clock=HeldClock())))
        return [here.subscribes(endpoint=endpoint).status_code for endpoint in endpoints]

    return put


def held(settings: Settings) -> set[bytes]:
    with a_server(settings).app_context():
        macs = list(db.session.scalars(select(Subscription.mac)))
        assert len(macs) == len(set(macs))
        return {name for name in (FIRST.encode(), SECOND.encode()) if mac("subscription", name) in macs}


def test_one_endpoint_put_by_two_at_once_is_ones(settings: Settings) -> None:
    app = a_server(settings)
    phones = [a_phone_on(app) for _ in range(2)]
    own = [[FIRST, f"{FIRST}-{number}"] * (ROUNDS // 2) + [FIRST] for number in range(2)]

    told = at_once(settings, *(putting(settings, *one) for one in zip(phones, own, strict=True)))

    assert told == [[200] * (ROUNDS + 1)] * 2
    assert held(settings) == {FIRST.encode()}


def test_two_phones_that_swap_endpoints_both_come_through(settings: Settings) -> None:
    app = a_server(settings)
    phones = [a_phone_on(app) for _ in range(2)]
    own = [[FIRST, SECOND] * (ROUNDS // 2), [SECOND, FIRST] * (ROUNDS // 2)]

    told = at_once(settings, *(putting(settings, *one) for one in zip(phones, own, strict=True)))

    assert told == [[200] * ROUNDS] * 2
    assert held(settings) <= {FIRST.encode(), SECOND.encode()}
    assert held(settings)
