"""Slots: replace(), claim_due(), settle(): nudges as rows, all alike (PROTOCOL 10.2, 10.5, 10.6).

A slot that is claimed is only put off for a minute: a worker that dies leaves it to the next. One that was
sent loses its payload and stays until its window is over, so that no schedule brings it back.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Connection, LargeBinary, bindparam, column, delete, func, select, update, values

from server import beats, rates, subscriptions
from server.db import db, insert_into, reading, write_transaction, writing
from server.models import Slot, Subscription
from server.problems import MalformedBody
from server.push_answers import TRIED_AGAIN, Answer
from server.sessions import Asker
from server.subscriptions import UNCONFIRMED_FOR, Place
from sync.chain import AccountId, DeviceId
from sync.sizes import SLOT_DAYS_MAX

CLAIMED_FOR = timedelta(minutes=1)  # six times as long as a message may take
FIRST_WAIT_S, WAIT_S_MAX = 5, 900

SLOT, SUBSCRIPTION = Slot.__table__.c, Subscription.__table__.c
ANY_DUE = select(SLOT.next_at).where(SLOT.next_at <= bindparam("now")).limit(1)
# Without the subscriptions: joined, SQLite reads all slots there are, and claims of a million take seconds.
FIND_DUE = (
    select(SLOT.account, SLOT.device, SLOT.due_at, SLOT.until, SLOT.tries, SLOT.payload)
    .where(SLOT.next_at <= bindparam("now"))
    .order_by(SLOT.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
FIND_PLACES = select(
    SUBSCRIPTION.account, SUBSCRIPTION.device, SUBSCRIPTION.sealed, SUBSCRIPTION.mac, SUBSCRIPTION.key_id,
    SUBSCRIPTION.topic, SUBSCRIPTION.confirmed_at, SUBSCRIPTION.is_refused,
)  # fmt: skip
# One by one: a list of keys, SQLite compares with every slot there is.
ONE = (
    SLOT.account == bindparam("of_account"),
    SLOT.device == bindparam("of_device"),
    SLOT.due_at == bindparam("of_minute"),
)
LET_GO = delete(Slot).where(*ONE)
CLAIM = update(Slot).where(*ONE).values(next_at=bindparam("next"), tries=Slot.tries + 1)
SENT = update(Slot).where(*ONE).values(payload=None, next_at=Slot.until)
PUT_OFF = update(Slot).where(*ONE, SLOT.payload.is_not(None)).values(next_at=bindparam("next"))


@dataclass(frozen=True)
class Due:
    """A slot that is this worker's for a minute, with what its message needs. tries: those before."""

    account: bytes
    device: bytes
    due_at: datetime
    until: datetime
    tries: int
    payload: bytes
    sealed: bytes
    mac: bytes
    key_id: bytes
    topic: str

    @property
    def key(self) -> tuple[bytes, bytes, datetime]:
        return self.account, self.device, self.due_at

    @property
    def place(self) -> Place:
        return Place(self.account, self.device, self.mac)


@dataclass(frozen=True)
class Claimed:
    """looked_at: all rows there were, up to the limit. missed: how many were let go unsent."""

    due: list[Due]
    looked_at: int
    missed: int


def replace(asker: Asker, asked: Mapping[str, Any], now: datetime) -> None:
    """These slots, and none of those that waited before. What was sent already is not sent again.

    Raises MalformedBody, NotSubscribed, TooManyRequests; NotSignedIn when the session ended meanwhile.
    """
    if any(one["due_at"] > now + timedelta(days=SLOT_DAYS_MAX) for one in asked["slots"]):
        raise MalformedBody(errors={"slots": [f"More than {SLOT_DAYS_MAX} days ahead."]})
    account, device = subscriptions.of_phone(asker)
    rates.count(rates.NUDGES, account, now)
    window = timedelta(minutes=asked["window_minutes"])
    rows = [as_row(account, device, one, window) for one in asked["slots"] if one["due_at"] + window > now]
    with write_transaction():
        subscriptions.must_be_there(asker)
        subscriptions.locked(account, device)
        # In the order in which answers are settled: two that lock several rows must not wait for each other.
        waiting = (Slot.account == account, Slot.device == device, Slot.payload.is_not(None))
        db.session.execute(select(Slot.due_at).where(*waiting).order_by(Slot.due_at).with_for_update())
        db.session.execute(delete(Slot).where(*waiting, Slot.due_at.not_in([row["due_at"] for row in rows])))
        if rows:
            fresh = insert_into(Slot).values(rows)
            anew = {name: fresh.excluded[name] for name in ("payload", "until")}
            db.session.execute(
                fresh.on_conflict_do_update(
                    index_elements=["account", "device", "due_at"], set_=anew, where=Slot.payload.is_not(None)
                )
            )


def as_row(account: bytes, device: bytes, asked: Mapping[str, Any], window: timedelta) -> dict[str, Any]:
    due_at = asked["due_at"]
    return {
        "account": account,
        "device": device,
        "due_at": due_at,
        "until": due_at + window,
        "next_at": due_at,
        "tries": 0,
        "payload": asked["payload"],
    }


def show(account: AccountId, device: DeviceId, now: datetime) -> dict[str, Any]:
    """How nudges stand for this phone, in the form of the schema `NudgesBody`."""
    mine = (Slot.account == account, Slot.device == device, Slot.payload.is_not(None), Slot.until > now)
    counted = select(func.count(), func.min(Slot.due_at), func.max(Slot.due_at)).where(*mine)
    waiting, next_at, last_at = db.session.execute(counted).one()
    return {
        "keys": [pair.public for pair in current_app.config["VAPID"].pairs],
        "subscription": subscriptions.show(account, device),
        "slots": {"waiting": waiting, "next_at": next_at, "last_at": last_at},
        "worker": beats.show(now),
    }


def is_any_due(now: datetime) -> bool:
    """Asked first, since claiming takes SQLite's one turn to write."""
    with reading() as connection:
        return connection.execute(ANY_DUE, {"now": now}).first() is not None


def claim_due(now: datetime, limit: int) -> Claimed:
    """Claim up to `limit` slots that are due, oldest first; other workers pass over them.

    FOR UPDATE SKIP LOCKED; SQLite has one worker. Those past their window, and those of a subscription that
    is not to be used, are let go.
    """
    with writing() as connection:
        rows = connection.execute(FIND_DUE, {"now": now, "limit": limit}).all()
        places = places_of(connection, {(row.account, row.device) for row in rows})
        due, ended = [], []
        for row in rows:
            place = places[row.account, row.device]
            if is_over(row, place, now):
                ended.append(row)
            else:
                due.append(Due(*row, *place[2:6]))
        if ended:
            connection.execute(LET_GO, [slot_of(row[:3]) for row in ended])
        if due:
            connection.execute(CLAIM, [slot_of(one.key) | {"next": now + CLAIMED_FOR} for one in due])
    return Claimed(due, len(rows), sum(row.payload is not None for row in ended))


def places_of(
    connection: Connection, phones: Collection[tuple[bytes, bytes]]
) -> dict[tuple[bytes, bytes], Any]:
    """The subscriptions of these phones. They are there: what deletes one waits for its claimed slots."""
    if not phones:
        return {}
    asked = values(column("account", LargeBinary), column("device", LargeBinary), name="asked").data(
        list(phones)
    )
    each = asked.cte("each")
    wanted = FIND_PLACES.join_from(
        each, Subscription, (SUBSCRIPTION.account == each.c.account) & (SUBSCRIPTION.device == each.c.device)
    )
    return {(row.account, row.device): row for row in connection.execute(wanted)}


def is_over(row: Any, place: Any, now: datetime) -> bool:
    """Whether nothing is to be sent for it: too late, sent already, or nowhere to send it."""
    is_unconfirmed: bool = now - place.confirmed_at >= UNCONFIRMED_FOR
    return row.until <= now or row.payload is None or place.is_refused or is_unconfirmed


def settle(answered: Sequence[tuple[Due, Answer]], now: datetime, chance: Callable[[], float]) -> None:
    """What the answers mean for the slots: done with, or later. chance: gives a number from 0 to 1.

    A slot that was replaced meanwhile is the same slot; one that is no more in the schedule stays away.
    """
    done = sorted(due.key for due, answer in answered if answer.what not in TRIED_AGAIN)
    later = [
        slot_of(due.key) | {"next": again_at(due, answer, now, chance)}
        for due, answer in sorted(answered, key=lambda one: one[0].key)
        if answer.what in TRIED_AGAIN
    ]
    with writing() as connection:
        if done:
            connection.execute(SENT, [slot_of(key) for key in done])
        if later:
            connection.execute(PUT_OFF, later)


def slot_of(key: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(("of_account", "of_device", "of_minute"), key, strict=True))


def again_at(due: Due, answer: Answer, now: datetime, chance: Callable[[], float]) -> datetime:
    """When it is tried again, as the push service says or by chance; at its window's end at the latest."""
    longest_s = min(FIRST_WAIT_S * 2**due.tries, WAIT_S_MAX)
    wait = answer.wait if answer.wait is not None else timedelta(seconds=longest_s * chance())
    return min(now + wait, due.until)
