"""Signing in: a secret, a passkey or a device's key is shown (PROTOCOL 9.2).

Whatever is wrong is one problem, after the same work: what is not there is looked at in the form of something
that nobody has. Nothing here tells whether a handle, a passkey or an account exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from server import auths, challenges, passkeys, rates, sessions, vault
from server.account_problems import SignInFailed
from server.db import db, write_transaction
from server.macs import mac
from server.models import Account, Device, Lock
from server.passkeys import NOBODYS_KEY, Place
from server.sessions import Asker
from sync.chain import AccountId, DeviceId, is_signed_by
from sync.sizes import LANES, MEMORY_KIB, PASSES, SALT_BYTES

NOBODYS_DEVICE_KEY = bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666")


@dataclass(frozen=True)
class Shown:
    """Who has shown what is theirs. held: what it was compared with, and the statement that finds it."""

    account: AccountId
    device: DeviceId | None
    find: Select[*tuple[Any, ...]]
    held: tuple[Any, ...]
    counted: str | None = None  # the handle that the attempt was counted for
    passkey: Mapping[str, Any] = field(default_factory=dict)  # what changes in its lock

    @property
    def is_proof(self) -> bool:
        return self.device is None


def sign_in(
    asked: Mapping[str, Any], came_with: Asker | None, place: Place, now: datetime
) -> tuple[dict[str, Any], bytes]:
    """Who is signed in now, in the form of the schema `SignedIn`, and the token of the new session.

    came_with: a session of the same account hands its device over and ends. Raises SignInFailed,
    TooManyRequests.
    """
    match asked["kind"]:
        case "device":
            shown = by_device(asked, now)
        case "passkey":
            shown = by_passkey(asked, place, now)
        case kind:
            shown = by_secret(kind, asked["handle"], asked["auth"], now)
    with write_transaction():
        account = vault.locked(shown.account)
        # What was compared may have been replaced while it was: a removed lock or device lets nobody in.
        if tuple(db.session.execute(shown.find).one_or_none() or ()) != shown.held:
            raise SignInFailed
        note(shown, now)
        device = taken_over(shown, came_with)
        token = sessions.begin(shown.account, device, now, proven=shown.is_proof)
        told = {"account": account.account, "handle": account.handle, "epoch": account.epoch}
    return told | {"device": device}, token


def note(shown: Shown, now: datetime) -> None:
    if shown.counted is not None:
        rates.give_back(rates.GUESSES, shown.counted, now)
    if shown.passkey:
        lock = (Lock.account == shown.account, Lock.id == shown.passkey["id"])
        db.session.execute(update(Lock).where(*lock).values(sign_count=shown.passkey["sign_count"]))
    if shown.device is not None:
        device = (Device.account == shown.account, Device.id == shown.device)
        db.session.execute(update(Device).where(*device).values(last_seen_at=now))


def taken_over(shown: Shown, came_with: Asker | None) -> DeviceId | None:
    """The device of the new session; the one it came with ends if it is of this account."""
    if came_with is None or came_with.account != shown.account:
        return shown.device
    # One that a new epoch has ended meanwhile hands nothing over: its device may be a removed one.
    was_there = sessions.remove(came_with.account, came_with.session)
    return shown.device or (came_with.device if was_there else None)


def by_secret(kind: str, handle: str, auth: bytes, now: datetime) -> Shown:
    """A passphrase or a recovery code, by its `auth`. Counted for the handle, whether it is there or not."""
    rates.count(rates.GUESSES, handle, now)
    find = (
        select(Lock.account, Lock.id, Lock.auth_hash)
        .join(Account, Account.account == Lock.account)
        .where(Account.handle == handle, Lock.kind == kind)
    )
    held = db.session.execute(find).one_or_none()
    if not auths.is_auth(auth, held.auth_hash if held else None) or held is None:
        raise SignInFailed
    return Shown(held.account, None, find, tuple(held), counted=handle)


def by_passkey(asked: Mapping[str, Any], place: Place, now: datetime) -> Shown:
    """A passkey that signed our challenge; one without a public key here only unlocks."""
    credential, challenge = asked["credential"], asked["challenge"]
    find = select(Lock.account, Lock.id, Lock.public_key, Lock.sign_count).where(
        Lock.credential_id == credential["id"], Lock.public_key.is_not(None)
    )
    held = db.session.execute(find).one_or_none()
    key, count = (held.public_key, held.sign_count) if held else (NOBODYS_KEY, 0)
    counted = passkeys.signed(challenge, credential, key, count, place)
    if counted is None or held is None or not challenges.is_good(challenge, now):
        raise SignInFailed
    passkey = {"id": held.id, "sign_count": counted}
    return Shown(held.account, None, find, tuple(held), passkey=passkey)


def by_device(asked: Mapping[str, Any], now: datetime) -> Shown:
    """A device that is not closed, by its key."""
    account, device, challenge = asked["account"], asked["device"], asked["challenge"]
    find = select(Device.account, Device.public_key).where(
        Device.account == account, Device.id == device, Device.closed_epoch.is_(None)
    )
    held = db.session.execute(find).one_or_none()
    signed = b"plumbline/1 session" + account + device + challenge
    is_signed = is_signed_by(held.public_key if held else NOBODYS_DEVICE_KEY, signed, asked["signature"])
    if not is_signed or held is None or not challenges.is_good(challenge, now):
        raise SignInFailed
    return Shown(account, device, find, tuple(held))


def stretching(handle: str, now: datetime) -> dict[str, Any]:
    """How this handle's passphrase is stretched; for one that is not there, always the same and as usual."""
    rates.count(rates.GUESSES, handle, now)
    usual = {
        "salt": mac("stretching", handle.encode("ascii"))[:SALT_BYTES],
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "lanes": LANES,
    }
    find = (
        select(Lock.salt, Lock.memory_kib, Lock.passes, Lock.lanes)
        .join(Account, Account.account == Lock.account)
        .where(Account.handle == handle, Lock.kind == "passphrase")
    )
    held = db.session.execute(find).one_or_none()
    return usual if held is None else dict(held._mapping)
