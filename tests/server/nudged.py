"""Phones that are nudged: what they put, and a worker that goes round when it is told to."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.config import Settings
from server.db import db
from server.models import Slot
from server.push import Lookup, Sender, addresses_of
from server.worker import Worker
from sync.nudges import as_text
from sync.sizes import NUDGE_BYTES
from tests.server.people import NOON, HeldClock, a_server, b64
from tests.server.phones import SignedIn, a_phone
from tests.server.push_service import Browser, PushService

FCM = "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91b"
HOUR = timedelta(hours=1)
Deed = Callable[[], Any]


@dataclass
class Nudged:
    """A phone, and the browser on it that has subscribed."""

    phone: SignedIn
    browser: Browser

    def subscribes(self, **changes: str) -> TestResponse:
        body = self.browser.subscription(**changes)
        return self.phone.asks("PUT", "/api/nudges/subscription", json=body)

    def puts(self, slots: Sequence[dict[str, str]], window_minutes: Any = 240) -> TestResponse:
        body = {"window_minutes": window_minutes, "slots": slots}
        return self.phone.asks("PUT", "/api/nudges/slots", json=body)

    def sees(self) -> dict[str, Any]:
        response = self.phone.asks("GET", "/api/nudges")
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json
        return told


def a_payload() -> bytes:
    """What a sealed slot looks like to everybody but its phone."""
    return os.urandom(NUDGE_BYTES)


def a_slot(due_at: datetime = NOON, payload: bytes | None = None) -> dict[str, str]:
    return {"due_at": as_text(due_at), "payload": b64(payload or a_payload())}


def fourteen_days(first: datetime = NOON + HOUR) -> list[dict[str, str]]:
    return [a_slot(first + timedelta(days=day)) for day in range(14)]


def a_place(settings: Settings, *services: PushService) -> tuple[Flask, HeldClock]:
    """A server that may send to these push services, and its clock."""
    clock, origins = HeldClock(), frozenset(one.origin for one in services)
    return a_server(replace(settings, push_services=settings.push_services | origins), clock), clock


def a_nudged_phone(app: Flask, service: PushService, **more: Any) -> Nudged:
    nudged = Nudged(a_phone(app, **more), service.browser())
    answer = nudged.subscribes()
    assert answer.status_code == 200, answer.text
    return nudged


def a_phone_on(app: Flask, endpoint: str = FCM) -> Nudged:
    return Nudged(a_phone(app), Browser(endpoint))


def a_phone_that_is_due(app: Flask, *due: Any, window_minutes: int = 240) -> Nudged:
    """A subscribed phone with slots at these instants."""
    alma = Nudged(a_phone(app), Browser(f"https://fcm.googleapis.com/{b64(a_payload()[:12])}"))
    assert alma.subscribes().status_code == 200
    assert alma.puts([a_slot(one) for one in due], window_minutes).status_code == 200
    return alma


def due_at_noon(app: Flask, service: PushService, window_minutes: int = 240) -> Nudged:
    alma = a_nudged_phone(app, service)
    assert alma.puts([a_slot(NOON)], window_minutes).status_code == 200
    return alma


def goes_round(
    app: Flask, *deeds: Deed, lookup: Lookup = addresses_of, limit_s: float = 10, chance: float = 1
) -> Worker:
    """A worker that claims, sends and settles once after each deed; once, when there is none."""
    vapid, services, clock = app.config["VAPID"], app.config["PUSH_SERVICES"], app.extensions["clock"]

    async def work() -> Worker:
        async with Sender(vapid, services, clock, lookup, limit_s) as sender:
            worker = Worker(app, sender, chance=lambda: chance)
            for deed in deeds or [lambda: None]:
                deed()
                with app.app_context():
                    await worker.run_once(asyncio.Event())
            return worker

    return asyncio.run(work())


def slots_of(app: Flask, nudged: Nudged) -> list[Slot]:
    """The rows of this phone, by their minute."""
    with app.app_context():
        mine = select(Slot).where(Slot.device == nudged.phone.phone.id).order_by(Slot.due_at)
        return list(db.session.scalars(mine))
