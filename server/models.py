"""The tables, one screen in all; every row carries its account first, so that one key can split them all.

No rules here, no request, and nothing that can be read: ciphertext, public keys, counters, clocks. What is an
account's goes with it, by the database's own cascade. Four tables are nobody's: `pairing`, `rate`, `beat`,
`pause`.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Table


def account_key() -> Mapped[bytes]:
    """The first column of every key: 16 bytes of the journal's own id."""
    return mapped_column(ForeignKey("account.account", ondelete="CASCADE"), primary_key=True)


class Account(Table):
    """One journal: its handle, and where its log and its vault stand."""

    __tablename__ = "account"
    account: Mapped[bytes] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(unique=True)
    epoch: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)  # of locks, devices and epoch together
    seq: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(default=0)  # held now: what the quota is of
    pushed_bytes: Mapped[int] = mapped_column(default=0)  # ever taken: a purge takes nothing from it
    purged_seq: Mapped[int] = mapped_column(default=0)  # the log's head at the last purge
    created_at: Mapped[datetime]


class Lock(Table):
    """One way to the root: what wraps it, and a hash of what is shown at sign-in (PROTOCOL 3.3)."""

    __tablename__ = "lock"
    account: Mapped[bytes] = account_key()
    id: Mapped[bytes] = mapped_column(primary_key=True)
    kind: Mapped[str]
    epoch: Mapped[int]
    wrapped: Mapped[bytes]
    salt: Mapped[bytes | None]
    memory_kib: Mapped[int | None]
    passes: Mapped[int | None]
    lanes: Mapped[int | None]
    auth_hash: Mapped[str | None]
    credential_id: Mapped[bytes | None] = mapped_column(unique=True)
    public_key: Mapped[bytes | None]
    sign_count: Mapped[int] = mapped_column(default=0)


class Device(Table):
    """A phone of the journal, its chain's head, and where that ends once it is closed (PROTOCOL 3.2, 3.4)."""

    __tablename__ = "device"
    account: Mapped[bytes] = account_key()
    id: Mapped[bytes] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    public_key: Mapped[bytes]
    certificate: Mapped[bytes]
    added_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    counter: Mapped[int] = mapped_column(default=0)
    head: Mapped[bytes]
    closed_epoch: Mapped[int | None]
    closed_counter: Mapped[int | None]
    closed_head: Mapped[bytes | None]
    closed_certificate: Mapped[bytes | None]


class History(Table):
    """The root of `epoch` - 1, wrapped under that of `epoch` (PROTOCOL 3.4)."""

    __tablename__ = "history"
    account: Mapped[bytes] = account_key()
    epoch: Mapped[int] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]


class Session(Table):
    """Somebody signed in; of the token only its SHA-256 (PROTOCOL 9.2)."""

    __tablename__ = "session"
    account: Mapped[bytes] = account_key()
    id: Mapped[bytes] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    device: Mapped[bytes | None]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proven_until: Mapped[datetime | None]


class Batch(Table):
    """Changes of one device that came together and stand one after the other in the log (PROTOCOL 6).

    seq, counter: of the last of them. changes: how many. ids: 32 bytes each. content: the items of a page.
    """

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("account", "device", "counter"),)
    account: Mapped[bytes] = account_key()
    seq: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[bytes]
    counter: Mapped[int]
    changes: Mapped[int]
    pushed_before: Mapped[int]  # bytes of the account: how much a page would hold is a difference of two
    ids: Mapped[bytes]
    content: Mapped[bytes]


class Snapshot(Table):
    """A sealed state at `seq` (PROTOCOL 6.4, 8)."""

    __tablename__ = "snapshot"
    account: Mapped[bytes] = account_key()
    seq: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class Pairing(Table):
    """A new phone that waits for its box (PROTOCOL 3.5); nobody's until an unlocked phone puts one.

    put_by: the unlocked phone. device: what the new one will be, named with its opening and told to nobody.
    """

    __tablename__ = "pairing"
    id: Mapped[bytes] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    account: Mapped[bytes | None] = mapped_column(ForeignKey("account.account", ondelete="CASCADE"))
    put_by: Mapped[bytes | None]
    epoch: Mapped[int | None]
    box: Mapped[bytes | None]
    opening: Mapped[bytes | None]
    device: Mapped[bytes | None]
    is_confirmed: Mapped[bool] = mapped_column(default=False)


class Rate(Table):
    """How often something was asked for in one window of time, over all processes (PROTOCOL 9.4)."""

    __tablename__ = "rate"
    name: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class Subscription(Table):
    """Where one phone's push service takes messages for it, sealed; its slots go with it (PROTOCOL 10.4).

    mac: of the endpoint, which is one device's alone. key_id: of the key it was made for. topic: of its
    messages. redirects: how many there were in a row. is_refused: the phone is to subscribe anew.
    """

    __tablename__ = "subscription"
    account: Mapped[bytes] = account_key()
    device: Mapped[bytes] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    mac: Mapped[bytes] = mapped_column(unique=True)
    key_id: Mapped[bytes]
    topic: Mapped[str]
    confirmed_at: Mapped[datetime]
    redirects: Mapped[int] = mapped_column(default=0)
    is_refused: Mapped[bool] = mapped_column(default=False)


class Slot(Table):
    """One payload for one phone at one minute (PROTOCOL 10.2).

    next_at: when a worker has something to do with it: send it, try again, or forget it, once it was sent and
    its payload is gone. until: the end of its window.
    """

    __tablename__ = "slot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account", "device"], ["subscription.account", "subscription.device"], ondelete="CASCADE"
        ),
    )
    account: Mapped[bytes] = mapped_column(primary_key=True)
    device: Mapped[bytes] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    payload: Mapped[bytes | None]


class Beat(Table):
    """When a worker was last alive (PROTOCOL 10.7)."""

    __tablename__ = "beat"
    worker: Mapped[bytes] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]


class Pause(Table):
    """A push service that is left alone: its name for the log, and until when (PROTOCOL 10.6)."""

    __tablename__ = "pause"
    service: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
