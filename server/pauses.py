"""Push services that are left alone for a while: what one worker was told, all keep to (PROTOCOL 10.6)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from server.db import insert_into, reading, writing
from server.models import Pause


def current(now: datetime) -> dict[str, datetime]:
    """Until when, by the push service's name."""
    with reading() as connection:
        held = select(Pause.service, Pause.until).where(Pause.until > now)
        return {row.service: row.until for row in connection.execute(held)}


def note(until: Mapping[str, datetime]) -> None:
    """Leave these alone; where another worker was told of a longer wait, that one counts."""
    if not until:
        return
    with writing() as connection:
        fresh = insert_into(Pause)
        longer = fresh.on_conflict_do_update(
            index_elements=["service"],
            set_={"until": fresh.excluded.until},
            where=Pause.until < fresh.excluded.until,
        )
        # In one order: two workers that note several must not wait for each other.
        connection.execute(longer, [{"service": name, "until": end} for name, end in sorted(until.items())])


def forget_over(now: datetime) -> None:
    with writing() as connection:
        connection.execute(delete(Pause).where(Pause.until <= now))
