"""A new root in one step: new locks, new certificates, and the devices that go (PROTOCOL 3.4, 9.3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select

from server import pairings, sessions, vault
from server.account_problems import EpochMoved, LogMoved
from server.batches import told
from server.db import db, write_transaction
from server.models import Device, History, Lock
from server.sessions import Asker
from sync.chain import AccountId, ChangeId, Head


def begin(asker: Asker, asked: Mapping[str, Any]) -> None:
    """Epoch e + 1, if the account is still at `expected_epoch`; all of it or nothing.

    Raises EpochMoved, also when the live devices are not those that were named; LogMoved; LastLock,
    TooManyLocks, LockExists.
    """
    account, epoch = asker.account, asked["expected_epoch"] + 1
    vault.must_stay_open(asked["locks"])
    made = vault.with_hashes(asked["locks"])
    with write_transaction():
        found = vault.locked(account)
        if found.epoch != epoch - 1 or any(lock["epoch"] != epoch for lock in made):
            raise EpochMoved(epoch=found.epoch)
        take_devices(account, epoch, asked["devices"], asked["closed"])
        counts = vault.sign_counts(account)
        db.session.execute(delete(Lock).where(Lock.account == account))
        vault.add_locks(account, made, counts)
        db.session.add(History(account=account, epoch=epoch, wrapped=asked["history"]))
        found.epoch, found.version = epoch, found.version + 1
        pairings.end_all(account)
        sessions.end_all_but(asker, [device["id"] for device in asked["devices"]])


def take_devices(
    account: AccountId,
    epoch: int,
    staying: Iterable[Mapping[str, Any]],
    going: Iterable[Mapping[str, Any]],
) -> None:
    """Certify those that stay and close those that go: together they are all that are live."""
    live = {
        device.id: device
        for device in db.session.scalars(
            select(Device).where(Device.account == account, Device.closed_epoch.is_(None))
        )
    }
    if {one["id"] for one in (*staying, *going)} != set(live):
        raise EpochMoved(epoch=epoch - 1)
    for one in staying:
        live[one["id"]].epoch, live[one["id"]].certificate = epoch, one["certificate"]
    for one in going:
        close(live[one["id"]], epoch, one)


def close(device: Device, epoch: int, closing: Mapping[str, Any]) -> None:
    """Its chain ends here. Raises LogMoved when it has written more, or less."""
    if (device.counter, device.head) != (closing["counter"], closing["head"]):
        raise LogMoved(device=device.id.hex(), head=told(Head(device.counter, ChangeId(device.head))))
    device.closed_epoch, device.closed_certificate = epoch, closing["certificate"]
    device.closed_counter, device.closed_head = closing["counter"], closing["head"]
