"""An account's log: the only code that gives out `seq` (PROTOCOL 6).

Whoever writes holds the account's row first, so that two devices at the same moment come one after the other,
on every database.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, delete

from server import log_rows, rates
from server.batches import Writer, fresh, parse
from server.db import leave_no_trace, reading, writing
from server.log_items import on_page, purged
from server.log_problems import QuotaReached, WrongDevice
from server.log_rows import Log
from server.models import Snapshot
from server.problems import NotSignedIn
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.sizes import STUB_BYTES


@dataclass(frozen=True)
class Taken:
    """What a push is answered: where the log and the device's chain stand now."""

    seq: int
    head: Head


@dataclass(frozen=True)
class Page:
    """The log's head, the vault's version, how many changes follow, and their items as they are sent."""

    head: int
    vault: int
    count: int
    items: Sequence[bytes]


def append(
    account: AccountId, device: DeviceId, envelopes: Sequence[bytes], bytes_max: int, now: datetime
) -> Taken:
    """Give each change that is not held yet the next `seq`: all of the batch or none of it (PROTOCOL 6.1).

    device: the session's. The same batch sent again changes nothing, so a lost reply may be retried.
    Raises the problem of the first envelope that is not in order, QuotaReached, TooManyRequests.
    """
    whose = parse(account, envelopes[0]).device
    with writing() as connection:
        log = locked(connection, account)
        writer = writer_of(connection, account, log, whose, session_device=device)
        changes = fresh(writer, envelopes, partial(log_rows.ids_from, connection, account, whose))
        if not changes:
            return Taken(log.seq, writer.head)
        size_bytes = sum(len(change.envelope) for change in changes)
        if log.bytes + size_bytes > bytes_max:
            raise QuotaReached(bytes_max=bytes_max)
        rates.add(connection, rates.PUSHED_BYTES, account, now, size_bytes)
        taken = Taken(log.seq + len(changes), Head(changes[-1].header.counter, changes[-1].id))
        log_rows.keep(connection, account, log, changes)
        log_rows.end_chain(connection, account, whose, taken.head)
        sizes = {"bytes": log.bytes + size_bytes, "pushed_bytes": log.pushed_bytes + size_bytes}
        log_rows.stand(connection, account, seq=taken.seq, **sizes)
    return taken


def since(account: AccountId, seq: int) -> Page:
    """The changes after `seq`, oldest first, as many as a page holds (PROTOCOL 6.2)."""
    with reading() as connection:
        found = log_rows.page(connection, account, seq)
    if found is None:
        raise NotSignedIn
    head, version, batches = found
    return Page(head, version, *on_page(batches, seq))


def purge(account: AccountId, ids: Collection[ChangeId]) -> int:
    """Replace these changes by their stubs and drop all snapshots; how many were replaced (PROTOCOL 6.3)."""
    gone, sizes = frozenset(ids), list[int]()
    with writing() as connection:
        log = locked(connection, account)
        for seq, held in log_rows.holding(connection, account, gone):
            items, went = purged(log_rows.items_at(connection, account, seq), held, gone)
            log_rows.put_items(connection, account, seq, items)
            sizes += went
        connection.execute(delete(Snapshot).where(Snapshot.account == account))
        size_bytes = log.bytes - sum(sizes) + len(sizes) * STUB_BYTES
        log_rows.stand(connection, account, bytes=size_bytes, purged_seq=log.seq)
    leave_no_trace()
    return len(sizes)


def locked(connection: Connection, account: AccountId) -> Log:
    """Where the log stands, and nobody else writes to it until the transaction ends.

    Raises NotSignedIn for an account that is gone meanwhile, as its sessions are.
    """
    log = log_rows.locked(connection, account)
    if log is None:
        raise NotSignedIn
    return log


def writer_of(
    connection: Connection, account: AccountId, log: Log, device: DeviceId, *, session_device: DeviceId
) -> Writer:
    """The device whose changes may come: the session's own, or a closed one of the account up to its end."""
    row = log_rows.chain_of(connection, account, device)
    if row is None or (row.closed_counter is None and device != session_device):
        raise WrongDevice
    head = Head(row.counter, ChangeId(row.head))
    return Writer(account, log.epoch, device, row.public_key, head, row.closed_counter)
