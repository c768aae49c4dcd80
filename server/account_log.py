"""An account's log: the only code that gives out `seq` (PROTOCOL 6).

Plain statements, no objects of the tables: a batch is one insert, a page one select. Whoever writes holds the
account's row first, so that two devices at the same moment come one after the other, on every database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import and_, delete, func, select, true, update

import sync.problems
from server.db import db, run, run_many, write_transaction
from server.log_problems import (
    BadSignature,
    ChainForked,
    ChainGap,
    MalformedEnvelope,
    QuotaReached,
    UnknownEpoch,
    UnknownVersion,
    WrongAccount,
    WrongDevice,
)
from server.log_statements import (
    CHAIN_ENDS,
    IDS_BY_COUNTER,
    LOCKED_LOG,
    LOG_STANDS,
    NEW_CHANGES,
    PAGE,
    WRITER,
)
from server.models import Account, Change, Snapshot
from server.problems import NotSignedIn
from sync import chain
from sync.chain import AccountId, ChangeId, DeviceId, Head, Header
from sync.sizes import (
    BATCH_ENVELOPES_MAX,
    HEADER_BYTES,
    INTEGER_MAX,
    SIGNATURE_BYTES,
    STUB_BYTES,
)


class Log(NamedTuple):
    """The account's row, as far as it is about the log."""

    epoch: int
    seq: int
    bytes: int
    pushed_bytes: int
    purged_seq: int


@dataclass(frozen=True)
class Writer:
    """The device that a batch is of: whose signature is asked for, and where its chain stands and ends."""

    id: DeviceId
    public_key: bytes
    head: Head
    closed_counter: int | None


@dataclass(frozen=True)
class Fresh:
    """A change that is not in the log yet and may come into it."""

    header: Header
    id: ChangeId
    envelope: bytes


@dataclass(frozen=True)
class Taken:
    """What a push is answered: where the log and the device's chain stand now."""

    seq: int
    head: Head


@dataclass(frozen=True)
class Page:
    """The log's head, the vault's version, and items of seq, content and, for a stub, the change's id."""

    head: int
    vault: int
    items: Sequence[Any]


def append(account: AccountId, device: DeviceId, envelopes: Sequence[bytes], bytes_max: int) -> Taken:
    """Give each change that is not held yet the next `seq`: all of the batch or none of it (PROTOCOL 6.1).

    device: the session's. The same batch sent again changes nothing, so a lost reply may be retried.
    Raises the problem of the first envelope that is not in order, as PROTOCOL 6.1 lists them.
    """
    first = parse(account, envelopes[0])
    with write_transaction():
        log = locked(account)
        writer = writer_of(account, first.device, session_device=device)
        fresh = list(not_held(account, log.epoch, writer, envelopes))
        if not fresh:
            return Taken(log.seq, writer.head)
        must_be_signed(writer, envelopes[-1])
        size_bytes = sum(len(change.envelope) for change in fresh)
        if log.bytes + size_bytes > bytes_max:
            raise QuotaReached(bytes_max=bytes_max)
        return keep(account, log, fresh, size_bytes)


def since(account: AccountId, seq: int) -> Page:
    """The changes after `seq`, oldest first, as many as a page holds (PROTOCOL 6.2).

    One statement, so that head and changes are of one moment, whatever is written meanwhile.
    """
    rows = run(PAGE, of_account=account, after_seq=seq).all()
    if not rows:
        raise NotSignedIn
    items = [row[2:] if row[4] else row[2:4] for row in rows if row[2]]
    return Page(rows[0][0], rows[0][1], items)


def purge(account: AccountId, ids: Sequence[ChangeId]) -> int:
    """Replace these changes by their stubs and drop all snapshots; how many were replaced (PROTOCOL 6.3)."""
    with write_transaction():
        log = locked(account)
        # No index on ids: a purge is rare, and may read an account's log once.
        these = and_(Change.account == account, Change.id.in_(ids), Change.is_stub.is_not(true()))
        held = select(func.count(), func.coalesce(func.sum(func.length(Change.envelope)), 0)).where(these)
        count, size_bytes = db.session.execute(held).one()
        stub = {"envelope": func.substr(Change.envelope, 1, HEADER_BYTES), "is_stub": True}
        db.session.execute(update(Change).where(these).values(stub))
        db.session.execute(delete(Snapshot).where(Snapshot.account == account))
        left = {"bytes": log.bytes - size_bytes + count * STUB_BYTES, "purged_seq": log.seq}
        db.session.execute(update(Account).where(Account.account == account).values(left))
    return int(count)


def parse(account: AccountId, envelope: bytes) -> Header:
    """The header of an envelope that is of this account."""
    try:
        header = Header.parse(envelope)
    except sync.problems.UnknownVersion:
        raise UnknownVersion from None
    except sync.problems.MalformedEnvelope:
        raise MalformedEnvelope from None
    if header.account != account:
        raise WrongAccount
    return header


def locked(account: AccountId) -> Log:
    """Where the log stands, held until the transaction ends: what is read after it cannot be out of date.

    Raises NotSignedIn for an account that is gone, as its sessions are.
    """
    row = run(LOCKED_LOG, of_account=account).one_or_none()
    if row is None:
        raise NotSignedIn
    return Log(*row)


def writer_of(account: AccountId, device: DeviceId, *, session_device: DeviceId) -> Writer:
    """The device whose changes may come: the session's own, or a closed one of the account up to its end."""
    row = run(WRITER, of_account=account, of_device=device).one_or_none()
    if row is None or (row.closed_counter is None and device != session_device):
        raise WrongDevice
    return Writer(device, row.public_key, Head(row.counter, ChangeId(row.head)), row.closed_counter)


def not_held(account: AccountId, epoch: int, writer: Writer, envelopes: Sequence[bytes]) -> Iterator[Fresh]:
    """Those that follow the device's head; what is held already is passed over."""
    head, held = writer.head, dict[int, ChangeId]()
    for envelope in envelopes:
        header = parse(account, envelope)
        if header.device != writer.id or is_past_closing(writer, header):
            raise WrongDevice
        if not 1 <= header.epoch <= epoch:
            raise UnknownEpoch
        id = chain.change_id(envelope)
        if header.counter > head.counter:
            if not follows(head, header):
                raise ChainGap(head=told(writer.head))
            head = Head(header.counter, id)
            held[header.counter] = id
            yield Fresh(header, id, envelope)
            continue
        if header.counter not in held:
            held |= ids_from(account, writer.id, header.counter)
        if held.get(header.counter) != id:
            raise ChainForked(head=told(writer.head))


def is_past_closing(writer: Writer, header: Header) -> bool:
    return writer.closed_counter is not None and header.counter > writer.closed_counter


def follows(head: Head, header: Header) -> bool:
    """Whether a change is the very next one after `head`; the chain ends at the last counter there is."""
    return (header.counter, header.previous) == (head.counter + 1, head.id) and header.counter <= INTEGER_MAX


def ids_from(account: AccountId, device: DeviceId, counter: int) -> dict[int, ChangeId]:
    """Ids by counter of as many changes as a batch may hold, from this one on."""
    last = counter + BATCH_ENVELOPES_MAX - 1
    rows = run(IDS_BY_COUNTER, of_account=account, of_device=device, first=counter, last=last)
    return {held: ChangeId(id) for held, id in rows}


def must_be_signed(writer: Writer, envelope: bytes) -> None:
    """Who signs the last change of a chain vouches for all before it."""
    try:
        key = Ed25519PublicKey.from_public_bytes(writer.public_key)
        key.verify(envelope[-SIGNATURE_BYTES:], envelope[:-SIGNATURE_BYTES])
    except (InvalidSignature, ValueError):
        raise BadSignature from None


def keep(account: AccountId, log: Log, fresh: Sequence[Fresh], size_bytes: int) -> Taken:
    """Write the changes, and where log and chain stand after them."""
    rows, pushed_bytes = [], log.pushed_bytes
    for seq, change in enumerate(fresh, log.seq + 1):
        pushed_bytes += len(change.envelope)
        row = {
            "account": account,
            "seq": seq,
            "device": change.header.device,
            "counter": change.header.counter,
            "id": change.id,
            "envelope": change.envelope,
            "pushed_bytes": pushed_bytes,
            "is_stub": False,
        }
        rows.append(row)
    run_many(NEW_CHANGES, rows)
    last = fresh[-1]
    taken = Taken(log.seq + len(fresh), Head(last.header.counter, last.id))
    stands = {"new_seq": taken.seq, "new_bytes": log.bytes + size_bytes, "new_pushed_bytes": pushed_bytes}
    run(LOG_STANDS, of_account=account, **stands)
    ends = {"new_counter": taken.head.counter, "new_head": taken.head.id}
    run(CHAIN_ENDS, of_account=account, of_device=last.header.device, **ends)
    return taken


def told(head: Head) -> dict[str, Any]:
    """A head as JSON says it."""
    return {"counter": head.counter, "id": head.id.hex()}
