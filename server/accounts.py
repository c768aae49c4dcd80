"""Accounts: a journal turns sync on, and off again (PROTOCOL 9.1, 9.3)."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import delete, select

from server import auths, devices, sessions, vault
from server.account_problems import AccountExists, TooManyDevices
from server.db import db, insert_into, leave_no_trace, write_transaction
from server.models import Account, Device, History, Lock
from server.problems import NotSignedIn
from sync.chain import AccountId, DeviceId
from sync.sizes import DEVICES_MAX

# When so many random endings of four digits are all taken, six are tried.
DRAWS = 20
# Each time that it must look again another process got on: a first try still under way, or a removal.
LOOKS = 5


class Moved(Exception):
    """The account came, went or changed since it was looked at."""


@dataclass(frozen=True)
class Held:
    """What is kept of an account. device_key: of the device that asks, unless it is closed or unknown."""

    epoch: int
    device_key: bytes | None
    auth_hashes: Mapping[bytes, str | None]


def register(asked: Mapping[str, Any], now: datetime) -> tuple[dict[str, Any], bytes]:
    """Who is registered, in the form of the schema `SignedIn`, and the token of a bound, proven session.

    The same again, with the same keys, gives the same answer. Raises AccountExists, LastLock, EpochMoved,
    TooManyLocks, TooManyDevices, LockExists.
    """
    must_be_one_journal(asked)
    for _ in range(LOOKS):
        with suppress(Moved):
            handle, token = begin(asked, now)
            told = {name: asked[name] for name in ("account", "device", "epoch")}
            return told | {"handle": handle}, token
    raise AccountExists


def begin(asked: Mapping[str, Any], now: datetime) -> tuple[str, bytes]:
    """The handle and a session's token, of a new account or the same again. Raises as register, and Moved."""
    account, device = AccountId(asked["account"]), DeviceId(asked["device"])
    held = held_of(account, device)
    if held is not None:
        must_be_the_same(asked, held)
    made = [] if held else vault.with_hashes(asked["locks"])
    with write_transaction():
        handle = the_same_again(account, device, held) if held else add(asked, made, now)
        return handle, sessions.begin(account, device, now, proven=True)


def must_be_one_journal(asked: Mapping[str, Any]) -> None:
    """What locks and devices must be together."""
    live = [device for device in asked["devices"] if "closed" not in device]
    vault.must_stay_open(asked["locks"])
    vault.must_be_of(asked["epoch"], [*asked["locks"], *live])
    if len(live) > DEVICES_MAX:
        raise TooManyDevices


def held_of(account: AccountId, device: DeviceId) -> Held | None:
    """What a registration is compared with, or None when there is no such account."""
    epoch = db.session.scalar(select(Account.epoch).where(Account.account == account))
    if epoch is None:
        return None
    own = (Device.account == account, Device.id == device, Device.closed_epoch.is_(None))
    locks = db.session.execute(select(Lock.id, Lock.auth_hash).where(Lock.account == account)).all()
    return Held(epoch, db.session.scalar(select(Device.public_key).where(*own)), dict(locks))


def must_be_the_same(asked: Mapping[str, Any], held: Held) -> None:
    """Raises AccountExists unless this is what was registered: the device's key, and every `auth`."""
    key = next(one["public_key"] for one in asked["devices"] if one["id"] == asked["device"])
    shown = [lock for lock in asked["locks"] if "auth" in lock]
    same = [auths.is_auth(lock["auth"], held.auth_hashes.get(lock["id"])) for lock in shown]
    if (held.device_key, held.epoch) != (key, asked["epoch"]) or not all(same):
        raise AccountExists


def the_same_again(account: AccountId, device: DeviceId, held: Held) -> str:
    """The handle there was, inside a write_transaction. Raises Moved."""
    try:
        handle = vault.locked(account).handle
    except NotSignedIn:
        raise Moved from None
    # What was compared may have been replaced while it was: a removed lock or device lets nobody in.
    if held_of(account, device) != held:
        raise Moved
    return handle


def add(asked: Mapping[str, Any], made: list[dict[str, Any]], now: datetime) -> str:
    """The handle of a new account with all that belongs to it, inside a write_transaction."""
    account = AccountId(asked["account"])
    handle = take_handle(account, asked["name"], asked["epoch"], now)
    db.session.add_all(devices.as_row(account, device, now) for device in asked["devices"])
    db.session.add_all(History(account=account, **history) for history in asked["histories"])
    vault.add_locks(account, made, {})
    return handle


def take_handle(account: AccountId, name: str, epoch: int, now: datetime) -> str:
    """The first free handle among random ones. Raises Moved when another process was faster."""
    tried = handles(name)
    while True:
        handle = next(tried)
        fresh = insert_into(Account).values(account=account, handle=handle, epoch=epoch, created_at=now)
        if db.session.execute(fresh.on_conflict_do_nothing().returning(Account.handle)).one_or_none():
            return handle
        if db.session.scalar(select(Account.account).where(Account.account == account)) is not None:
            raise Moved


def handles(name: str) -> Iterator[str]:
    """The name with four random digits, again and again, and then with six."""
    for draw in count():
        digits = 4 if draw < DRAWS else 6
        yield f"{name}-{secrets.randbelow(10**digits):0{digits}}"


def remove(account: AccountId) -> None:
    """Nothing of it is left: the database takes along what belongs to it."""
    with write_transaction():
        db.session.execute(delete(Account).where(Account.account == account))
    leave_no_trace()
