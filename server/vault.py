"""The vault: what opens an account's root, and who holds it (PROTOCOL 3.3, 9.3).

Every change of locks, devices or epoch begins with `locked`, so that two at once come one after the other,
and counts `version` up.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from server import auths
from server.account_problems import EpochMoved, LastLock, LockExists, NoSuchLock, TooManyLocks
from server.db import db, write_transaction
from server.models import Account, Device, History, Lock, Snapshot
from server.problems import MalformedBody, NotSignedIn
from sync.chain import AccountId
from sync.sizes import LOCKS_MAX

ONE_OF_A_KIND = ("passphrase", "recovery")


def locked(account: AccountId) -> Account:
    """The account; others who would change it wait for the transaction. Raises NotSignedIn when gone."""
    return held(account, for_writing=True)


def held(account: AccountId, *, for_writing: bool) -> Account:
    wanted = select(Account).where(Account.account == account).execution_options(populate_existing=True)
    found = db.session.scalar(wanted.with_for_update(read=not for_writing))
    if found is None:
        raise NotSignedIn
    return found


def show(account: AccountId) -> dict[str, Any]:
    """All of it at one moment, in the form of the schema `Vault`. Ends what was read before."""
    db.session.rollback()
    found = held(account, for_writing=False)
    devices = db.session.scalars(
        select(Device).where(Device.account == account).order_by(Device.added_at, Device.id)
    )
    return {
        "account": found.account,
        "handle": found.handle,
        "epoch": found.epoch,
        "version": found.version,
        "seq": found.seq,
        "snapshot": newest_snapshot(account),
        "locks": locks_of(account),
        "devices": [as_told(device) for device in devices],
        "histories": list(
            db.session.scalars(select(History).where(History.account == account).order_by(History.epoch))
        ),
        "bytes": found.bytes,
        "bytes_max": current_app.config["ACCOUNT_BYTES_MAX"],
    }


def locks_of(account: AccountId) -> list[Lock]:
    return list(db.session.scalars(select(Lock).where(Lock.account == account).order_by(Lock.kind, Lock.id)))


def newest_snapshot(account: AccountId) -> dict[str, int] | None:
    place = select(Snapshot.seq, func.length(Snapshot.content)).where(Snapshot.account == account)
    found = db.session.execute(place.order_by(Snapshot.seq.desc()).limit(1)).one_or_none()
    return None if found is None else {"seq": found[0], "bytes": found[1]}


def as_told(device: Device) -> dict[str, Any]:
    """A device as the schema says it; `closed` only when it is."""
    told = {
        "id": device.id,
        "epoch": device.epoch,
        "public_key": device.public_key,
        "certificate": device.certificate,
        "added_at": device.added_at,
        "last_seen_at": device.last_seen_at,
    }
    if device.closed_epoch is not None:
        told["closed"] = {
            "epoch": device.closed_epoch,
            "counter": device.closed_counter,
            "head": device.closed_head,
            "certificate": device.closed_certificate,
        }
    return told


def put_lock(account: AccountId, id: bytes, lock: Mapping[str, Any]) -> None:
    """Set a lock; a passphrase or a recovery code takes the place of the one before.

    Raises MalformedBody when it has another id than its address, EpochMoved, TooManyLocks, LockExists,
    LastLock.
    """
    if lock["id"] != id:
        raise MalformedBody(errors={"id": ["Not the one of the address."]})
    [made] = with_hashes([lock])
    with write_transaction():
        found = locked(account)
        must_be_of(found.epoch, [lock])
        counts = sign_counts(account)
        replaced = (Lock.id == id) | ((Lock.kind == lock["kind"]) & Lock.kind.in_(ONE_OF_A_KIND))
        db.session.execute(delete(Lock).where(Lock.account == account, replaced))
        add_locks(account, [made], counts)
        must_stay_open(locks_of(account))
        found.version += 1


def delete_lock(account: AccountId, id: bytes) -> None:
    """Take one lock away. Raises NoSuchLock, LastLock."""
    with write_transaction():
        found = locked(account)
        gone = delete(Lock).where(Lock.account == account, Lock.id == id).returning(Lock.id)
        if db.session.execute(gone).one_or_none() is None:
            raise NoSuchLock
        must_stay_open(locks_of(account))
        found.version += 1


def with_hashes(locks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same locks, `auth_hash` in place of `auth`. Takes its time: call it before the transaction."""
    return [
        {name: value for name, value in lock.items() if name != "auth"}
        | {"auth_hash": auths.hashed(lock["auth"]) if "auth" in lock else None}
        for lock in locks
    ]


def sign_counts(account: AccountId) -> dict[bytes | None, int]:
    """How often each passkey has signed: kept when its lock is set anew."""
    counted = select(Lock.credential_id, Lock.sign_count).where(Lock.account == account)
    return dict(db.session.execute(counted).all())


def add_locks(
    account: AccountId, made: Iterable[Mapping[str, Any]], counts: Mapping[bytes | None, int]
) -> None:
    """Put these in, inside a write_transaction. Raises LockExists when another lock has one's passkey."""
    for lock in made:
        count = counts.get(lock["credential_id"], 0) if "credential_id" in lock else 0
        db.session.add(Lock(account=account, sign_count=count, **lock))
    try:
        db.session.flush()
    except IntegrityError:
        raise LockExists from None


def must_be_of(epoch: int, things: Iterable[Mapping[str, Any]]) -> None:
    """Raises EpochMoved unless all of these locks or devices are of the account's epoch."""
    if any(thing["epoch"] != epoch for thing in things):
        raise EpochMoved(epoch=epoch)


def must_stay_open(locks: Iterable[Lock | Mapping[str, Any]]) -> None:
    """Raises LastLock, TooManyLocks: a passphrase or a passkey, and a recovery code, at most eight in all."""
    kinds = [lock["kind"] if isinstance(lock, Mapping) else lock.kind for lock in locks]
    if not {"passphrase", "passkey"} & set(kinds) or "recovery" not in kinds:
        raise LastLock
    if len(kinds) > LOCKS_MAX or any(kinds.count(kind) > 1 for kind in ONE_OF_A_KIND):
        raise TooManyLocks
