"""Devices: a phone joins an account, signed in or let in by a pairing (PROTOCOL 3.2, 9.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server import pairings, sessions, vault
from server.account_problems import DeviceExists, TooManyDevices
from server.db import db, write_transaction
from server.models import Device
from server.sessions import Asker
from sync.chain import NO_CHANGE, AccountId
from sync.sizes import DEVICES_MAX


def join(asker: Asker, asked: Mapping[str, Any], now: datetime) -> None:
    """The phone that is signed in becomes a device of the account. Raises NotSignedIn, and as `add` does."""
    with write_transaction():
        add(asker.account, asked, now)
        sessions.bind(asker, asked["id"])


def join_paired(pairing: bytes, asked: Mapping[str, Any], now: datetime) -> tuple[AccountId, bytes]:
    """The phone that was let in becomes a device: the account, and the token of its session.

    Raises NoSuchPairing unless the digits were confirmed, and as `add` does.
    """
    with write_transaction():
        account = pairings.let_in(pairing, asked["id"], now)
        add(account, asked, now)
        return account, sessions.begin(account, asked["id"], now, proven=False)


def add(account: AccountId, asked: Mapping[str, Any], now: datetime) -> None:
    """One more device, inside a write_transaction; the same one again changes nothing.

    Raises DeviceExists, EpochMoved, TooManyDevices.
    """
    found = vault.locked(account)
    vault.must_be_of(found.epoch, [asked])
    known = db.session.scalar(select(Device).where(Device.account == account, Device.id == asked["id"]))
    if known is not None:
        if known.closed_epoch is not None or known.public_key != asked["public_key"]:
            raise DeviceExists
        return
    if live(account) >= DEVICES_MAX:
        raise TooManyDevices
    db.session.add(as_row(account, asked, now))
    found.version += 1


def live(account: AccountId) -> int:
    """How many devices are not closed."""
    counted = select(func.count()).select_from(Device)
    return db.session.scalar(counted.where(Device.account == account, Device.closed_epoch.is_(None))) or 0


def as_row(account: AccountId, asked: Mapping[str, Any], now: datetime) -> Device:
    """A device that has written nothing here yet."""
    closed = asked.get("closed", {})
    return Device(
        account=account,
        id=asked["id"],
        epoch=asked["epoch"],
        public_key=asked["public_key"],
        certificate=asked["certificate"],
        added_at=now,
        last_seen_at=now,
        counter=0,
        head=NO_CHANGE,
        closed_epoch=closed.get("epoch"),
        closed_counter=closed.get("counter"),
        closed_head=closed.get("head"),
        closed_certificate=closed.get("certificate"),
    )
