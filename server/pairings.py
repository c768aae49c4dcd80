"""A new phone waits, an unlocked one puts a box, the new one its opening, and the person confirms the digits.

PROTOCOL 3.5, 9.3. Whether the opening is the right one only the phones can tell: pk is never sent here.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from server.account_problems import NoSuchPairing, PairingTaken
from server.db import db, insert_into, write_transaction
from server.models import Account, Pairing
from sync.chain import AccountId, DeviceId
from sync.sizes import PAIRING_MINUTES_MAX

WAITS_FOR = timedelta(minutes=PAIRING_MINUTES_MAX)


def announce(id: bytes, now: datetime) -> datetime:
    """Until when it waits; said again, it waits no longer than it would have. Those that have run out go."""
    with write_transaction():
        db.session.execute(delete(Pairing).where(Pairing.expires_at <= now))
        waiting = insert_into(Pairing).values(id=id, expires_at=now + WAITS_FOR, is_confirmed=False)
        db.session.execute(waiting.on_conflict_do_nothing())
        return found(id, now).expires_at


def found(id: bytes, now: datetime) -> Pairing:
    """The pairing, which nobody else changes until the transaction ends. Raises NoSuchPairing."""
    wanted = select(Pairing).where(Pairing.id == id, Pairing.expires_at > now)
    pairing = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if pairing is None:
        raise NoSuchPairing
    return pairing


def show(id: bytes, now: datetime) -> dict[str, Any]:
    """How far it is, in the form of the schema `PairingBody`. Raises NoSuchPairing."""
    pairing = db.session.scalar(select(Pairing).where(Pairing.id == id, Pairing.expires_at > now))
    if pairing is None:
        raise NoSuchPairing
    told = {
        "account": pairing.account,
        "epoch": pairing.epoch,
        "box": pairing.box,
        "opening": pairing.opening,
    }
    return {"state": state(pairing), **{name: value for name, value in told.items() if value is not None}}


def state(pairing: Pairing) -> str:
    if pairing.box is None:
        return "waiting"
    if pairing.opening is None:
        return "sealed"
    return "confirmed" if pairing.is_confirmed else "opened"


def put_box(account: AccountId, device: DeviceId, id: bytes, box: bytes, now: datetime) -> str:
    """The state after it; the same box again changes nothing. Raises NoSuchPairing, PairingTaken."""
    with write_transaction():
        pairing = found(id, now)
        if pairing.box is None:
            epoch = select(Account.epoch).where(Account.account == account)
            pairing.account, pairing.put_by, pairing.box = account, device, box
            pairing.epoch = db.session.scalar(epoch)
        elif (pairing.account, pairing.put_by, pairing.box) != (account, device, box):
            raise PairingTaken
        return state(pairing)


def put_opening(id: bytes, opening: bytes, device: DeviceId, now: datetime) -> str:
    """The state after it; the same again changes nothing. Raises NoSuchPairing if no box, PairingTaken.

    device: the one that may register once it is confirmed. Nobody but the new phone knows the right opening
    before it is put, and nobody is told the device: whoever else has seen the code cannot come first.
    """
    with write_transaction():
        pairing = found(id, now)
        if pairing.box is None:
            raise NoSuchPairing
        if pairing.opening is None:
            pairing.opening, pairing.device = opening, device
        elif (pairing.opening, pairing.device) != (opening, device):
            raise PairingTaken
        return state(pairing)


def confirm(account: AccountId, device: DeviceId, id: bytes, now: datetime) -> str:
    """The state after it: the digits are the same.

    Raises NoSuchPairing unless this device put the box, and before the opening: there were no digits yet.
    """
    with write_transaction():
        pairing = found(id, now)
        if (pairing.account, pairing.put_by) != (account, device) or pairing.opening is None:
            raise NoSuchPairing
        pairing.is_confirmed = True
        return state(pairing)


def withdraw(account: AccountId, id: bytes, now: datetime) -> None:
    """The digits differ, or the person thought better of it. Raises NoSuchPairing for another's."""
    with write_transaction():
        pairing = found(id, now)
        if pairing.account != account:
            raise NoSuchPairing
        db.session.delete(pairing)


def let_in(id: bytes, device: DeviceId, now: datetime) -> AccountId:
    """Whose account it opens, for the device of its opening alone. Raises NoSuchPairing."""
    pairing = found(id, now)
    if not pairing.is_confirmed or pairing.account is None or pairing.device != device:
        raise NoSuchPairing
    return AccountId(pairing.account)


def end_all(account: AccountId) -> None:
    """Nobody is let in any more by an older root, inside a write_transaction."""
    db.session.execute(delete(Pairing).where(Pairing.account == account))
