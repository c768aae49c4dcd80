"""A secret as typed: what it opens, what it shows at sign-in, and the locks made with it (PROTOCOL 3.3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from sync import sizes
from sync.chain import AccountId
from sync.keys import Root
from sync.locks import (
    Cost,
    Lock,
    LockKeys,
    open_with_passphrase,
    open_with_recovery_code,
    passphrase_keys,
    read_recovery_code,
    recovery_keys,
    wrap,
    write_recovery_code,
)
from sync.problems import NoSuchLock, Problem

Random: TypeAlias = Callable[[int], bytes]


@dataclass(frozen=True)
class Passphrase:
    """A passphrase as typed."""

    text: str = field(repr=False)
    kind = "passphrase"

    def open(self, lock: Lock, account: AccountId) -> Root:
        """The root behind this lock, after most of a second of stretching."""
        return open_with_passphrase(lock, account, self.text)

    def keys(self, salt: bytes, cost: Cost) -> LockKeys:
        """What it shows at sign-in and what it wraps with, after most of a second of stretching."""
        return passphrase_keys(self.text, salt, cost)


@dataclass(frozen=True)
class RecoveryCode:
    """A recovery code as typed."""

    text: str = field(repr=False)
    kind = "recovery"

    @classmethod
    def of(cls, secret: bytes) -> Self:
        """The code for 20 secret bytes."""
        return cls(write_recovery_code(secret))

    def open(self, lock: Lock, account: AccountId) -> Root:
        """The root behind this lock."""
        return open_with_recovery_code(lock, account, self.text)

    def keys(self, _salt: bytes, _cost: Cost) -> LockKeys:
        """What it shows at sign-in and what it wraps with; a code needs no stretching."""
        return recovery_keys(read_recovery_code(self.text))


Secret: TypeAlias = Passphrase | RecoveryCode


@dataclass(frozen=True)
class MadeLock:
    """A lock with the `auth` that the server is to know it by."""

    lock: Lock
    auth: bytes = field(repr=False)


def make_lock(secret: Secret, root: Root, account: AccountId, epoch: int, random: Random) -> MadeLock:
    """A lock of this secret on this root, with an id and a salt of its own."""
    id = random(sizes.LOCK_ID_BYTES)
    salt = random(sizes.SALT_BYTES) if secret.kind == "passphrase" else b""
    keys = secret.keys(salt, Cost())
    wrapped = wrap(root, keys.kek, account, id, epoch, secret.kind)
    return MadeLock(Lock(id, secret.kind, epoch, wrapped, salt), keys.auth)


def open_first(locks: Sequence[Lock], secret: Secret, account: AccountId) -> tuple[Root, Lock]:
    """The root behind the first lock that this secret opens. Raises the last one's problem, NoSuchLock."""
    problem: Problem = NoSuchLock(secret.kind)
    for lock in locks:
        if lock.kind != secret.kind:
            continue
        try:
            return secret.open(lock, account), lock
        except Problem as failure:
            problem = failure
    raise problem
