"""When a worker was last alive: each says so of itself; the latest counts (PROTOCOL 10.7)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from server.db import db, insert_into, writing
from server.models import Beat

EVERY = timedelta(seconds=10)
LATE_AFTER = timedelta(minutes=2)
KEPT_FOR = timedelta(days=1)


def note(worker: bytes, now: datetime) -> None:
    """This worker is alive; those that ended a day ago are forgotten."""
    with writing() as connection:
        alive = insert_into(Beat).values(worker=worker, beat_at=now)
        connection.execute(alive.on_conflict_do_update(index_elements=["worker"], set_={"beat_at": now}))
        connection.execute(delete(Beat).where(Beat.beat_at <= now - KEPT_FOR))


def show(now: datetime) -> dict[str, Any]:
    """In the form of the schema `WorkerBody`."""
    latest = db.session.scalar(select(func.max(Beat.beat_at)))
    return {"beat_at": latest, "is_late": latest is None or now - latest >= LATE_AFTER}
