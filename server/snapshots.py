"""Sealed states of a journal, so that ten years open at once: an account's newest two (PROTOCOL 6.4, 8)."""

from sqlalchemy import Connection, delete, insert, select

from server.account_log import locked
from server.db import reading, writing
from server.log_problems import MalformedSnapshot, NoSnapshot
from server.log_rows import Log
from server.models import Snapshot
from sync.chain import AccountId
from sync.sizes import NONCE_BYTES, SNAPSHOT_HEADER_BYTES, SNAPSHOT_STEP_BYTES, TAG_BYTES, VERSION

KEPT = 2
# Version, epoch and seq: the header's first bytes; what follows is for those who can open it.
EPOCH, SEQ = slice(1, 5), slice(5, 13)
OVERHEAD_BYTES = SNAPSHOT_HEADER_BYTES + NONCE_BYTES + TAG_BYTES


def put(account: AccountId, seq: int, content: bytes) -> int:
    """Keep this snapshot, unless it is older than the newest or than a purge; where the newest now stands.

    Raises MalformedSnapshot when it cannot be one of this log at `seq`.
    """
    with writing() as connection:
        log = locked(connection, account)
        must_be_of(log, seq, content)
        newest = newest_seq(connection, account)
        if seq < max(newest, log.purged_seq):
            return newest
        mine = Snapshot.account == account
        connection.execute(delete(Snapshot).where(mine, Snapshot.seq == seq))
        connection.execute(insert(Snapshot).values(account=account, seq=seq, content=content))
        kept = select(Snapshot.seq).where(mine).order_by(Snapshot.seq.desc()).limit(KEPT)
        last = connection.scalars(kept).all()[-1]
        connection.execute(delete(Snapshot).where(mine, Snapshot.seq < last))
    return seq


def newest(account: AccountId) -> bytes:
    """The newest snapshot as it was put. Raises NoSnapshot."""
    mine = select(Snapshot.content).where(Snapshot.account == account)
    with reading() as connection:
        content = connection.scalar(mine.order_by(Snapshot.seq.desc()).limit(1))
    if content is None:
        raise NoSnapshot
    return content


def newest_seq(connection: Connection, account: AccountId) -> int:
    """Where in the log the newest snapshot stands, 0 when there is none."""
    mine = select(Snapshot.seq).where(Snapshot.account == account)
    return connection.scalar(mine.order_by(Snapshot.seq.desc()).limit(1)) or 0


def must_be_of(log: Log, seq: int, content: bytes) -> None:
    """Raise unless the header fits this log, and the size is one that a snapshot can have."""
    steps, rest = divmod(len(content) - OVERHEAD_BYTES, SNAPSHOT_STEP_BYTES)
    fits = (
        content[:1] == bytes((VERSION,))
        and int.from_bytes(content[EPOCH], "big") == log.epoch
        and int.from_bytes(content[SEQ], "big") == seq <= log.seq
        and steps >= 1
        and rest == 0
    )
    if not fits:
        raise MalformedSnapshot
