"""One phone's schedules on a real server with a real worker: all that was kept and sent, but for chance.

Chance is in keys, nonces and names: such columns and headers are told by their length.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from server.clock import START
from server.config import Settings
from server.db import db
from server.models import Slot, Subscription
from sync.nudges import as_text
from tests.lab.telling_apart import Observed
from tests.server.nudged import Nudged, a_place, goes_round, slots_of
from tests.server.phones import a_phone
from tests.server.push_service import PushService, Received

BY_CHANCE = {"Authorization", "Topic", "Host"}


@dataclass
class Held:
    """rows: of the phone, before and after each upload. sent: when a message came, its headers, its bytes."""

    rows: list[list[tuple[Any, ...]]] = field(default_factory=list)
    sent: list[tuple[datetime, dict[str, Any], int]] = field(default_factory=list)


def kept_and_sent(settings: Settings, one: Observed) -> Held:
    """What comes of its uploads, each at its time, with a worker that goes round at each due minute."""
    held = Held()
    with PushService() as service:
        app, clock = a_place(settings, service)
        clock.now = instant(one.uploads[0][0])
        phone = Nudged(a_phone(app), service.browser())
        assert phone.subscribes().status_code == 200
        for (came, window, slots), payloads in zip(one.uploads, one.payloads, strict=True):
            waiting = [row.due_at for row in slots_of(app, phone) if row.payload is not None]
            for due_at in [one for one in waiting if one <= instant(came)]:
                clock.now, before = due_at, len(service.received)
                goes_round(app)
                held.sent += [(due_at, *as_seen(message)) for message in service.received[before:]]
            clock.now = instant(came)
            minutes = [as_text(instant(slot[0])) for slot in slots]
            put = [
                {"due_at": due_at, "payload": payload}
                for due_at, payload in zip(minutes, payloads, strict=True)
            ]
            held.rows.append(rows(phone))
            assert phone.puts(put, window).status_code == 200
            held.rows.append(rows(phone))
    return held


def instant(ms: int) -> datetime:
    return START + timedelta(milliseconds=ms)


def rows(phone: Nudged) -> list[tuple[Any, ...]]:
    with phone.phone.app.app_context():
        return [
            tuple(shape(name, value) for name, value in zip(found.keys(), row, strict=True))
            for table in (Slot.__table__, Subscription.__table__)
            for found in [
                db.session.execute(
                    select(table).where(table.c.device == phone.phone.phone.id).order_by(*table.primary_key)
                )
            ]
            for row in found
        ]


def shape(name: str, value: Any) -> Any:
    return (name, len(value)) if isinstance(value, bytes | str) else (name, value)


def as_seen(message: Received) -> tuple[dict[str, Any], int]:
    headers = {name: len(value) if name in BY_CHANCE else value for name, value in message.headers.items()}
    return headers, len(message.body)
