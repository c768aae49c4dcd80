"""Many due slots, put straight into the database: subscriptions of one account, a slot for each minute."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask import Flask
from sqlalchemy import insert

from server.db import db, write_transaction
from server.macs import mac
from server.models import Slot, Subscription
from server.subscriptions import Target, new_topic, seal
from sync.sizes import NUDGE_BYTES
from tests.server.phones import an_account
from tests.server.push_service import Browser, PushService


class Reached(Protocol):
    """A push service that browsers can subscribe to."""

    @property
    def origin(self) -> str: ...

    def browser(self) -> Browser: ...


MINUTE = timedelta(minutes=1)
Key = tuple[str, datetime]


@dataclass(frozen=True)
class Many:
    """Browsers by their endpoint's path, and the payload of each slot by path and minute."""

    browsers: dict[str, Browser]
    payloads: dict[Key, bytes]


def many_slots(
    app: Flask, service: Reached, phones: int, minutes: Sequence[datetime], window: timedelta
) -> Many:
    """Each of these phones has a slot at each of these minutes. A payload begins with its minute."""
    account = os.urandom(16)
    browsers = [service.browser() for _ in range(phones)]
    with app.app_context(), write_transaction():
        db.session.add(an_account(account))
        db.session.flush()
        payloads, rows = {}, []
        devices = [os.urandom(16) for _ in browsers]
        for device, browser in zip(devices, browsers, strict=True):
            path = browser.endpoint.removeprefix(service.origin)
            for due_at in minutes:
                payloads[path, due_at] = due_at.isoformat().encode().ljust(32) + os.urandom(NUDGE_BYTES - 32)
                rows.append(a_slot_row(account, device, due_at, window, payloads[path, due_at]))
        places = zip(devices, browsers, strict=True)
        db.session.execute(
            insert(Subscription), [a_row(account, device, browser, minutes[0]) for device, browser in places]
        )
        db.session.execute(insert(Slot), rows)
    return Many({one.endpoint.removeprefix(service.origin): one for one in browsers}, payloads)


def a_row(account: bytes, device: bytes, browser: Browser, now: datetime) -> dict[str, object]:
    target = Target(browser.endpoint, browser.p256dh, browser.auth)
    return {
        "account": account,
        "device": device,
        "sealed": seal(account, device, target),
        "mac": mac("subscription", browser.endpoint.encode()),
        "key_id": browser.pair.id,
        "topic": new_topic(),
        "confirmed_at": now,
        "redirects": 0,
        "is_refused": False,
    }


def a_slot_row(
    account: bytes, device: bytes, due_at: datetime, window: timedelta, payload: bytes
) -> dict[str, object]:
    return {
        "account": account,
        "device": device,
        "due_at": due_at,
        "until": due_at + window,
        "next_at": due_at,
        "tries": 0,
        "payload": payload,
    }


def told_of(many: Many, service: PushService) -> list[tuple[Key, bytes]]:
    """Which slots were sent, in the order they came, each opened by its browser."""
    opened = [(one.path, many.browsers[one.path].opens(one.body)) for one in service.received]
    return [
        ((path, datetime.fromisoformat(payload[:32].decode().strip())), payload) for path, payload in opened
    ]
