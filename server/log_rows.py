"""The log's rows: each statement made once, none with an object of a table; no rules here.

A batch is one row, a page one select. `whose` is bound to the account, `of` to a device of it.
"""

from collections.abc import Sequence, Set
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, insert, select, update

from server.batches import Fresh
from server.log_items import Kept, apart, items_of
from server.models import Account, Batch, Device
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.sizes import BATCH_ENVELOPES_MAX, PAGE_BYTES_MAX, PAGE_CHANGES_MAX

ACCOUNT, BATCH, DEVICE = (table.__table__.c for table in (Account, Batch, Device))
OF_ACCOUNT: ColumnElement[bool] = ACCOUNT.account == bindparam("whose")
OF_DEVICE = and_(DEVICE.account == bindparam("whose"), DEVICE.id == bindparam("of"))


class Log(NamedTuple):
    """The account's row, as far as it is about the log."""

    epoch: int
    seq: int
    bytes: int
    pushed_bytes: int
    purged_seq: int


LOG = select(*(ACCOUNT[name] for name in Log._fields)).where(OF_ACCOUNT).with_for_update()
STANDS = update(Account).where(OF_ACCOUNT)


def locked(connection: Connection, account: AccountId) -> Log | None:
    """Where the log stands, held until the transaction ends: what is read after it cannot be out of date."""
    row = connection.execute(LOG, {"whose": account}).one_or_none()
    return None if row is None else Log(*row)


def stand(connection: Connection, account: AccountId, **values: int) -> None:
    """Write down where the log stands now."""
    connection.execute(STANDS, {"whose": account, **values})


CHAIN = select(DEVICE.public_key, DEVICE.counter, DEVICE.head, DEVICE.closed_counter).where(OF_DEVICE)
ENDS = update(Device).where(OF_DEVICE)


def chain_of(connection: Connection, account: AccountId, device: DeviceId) -> Row[Any, Any, Any, Any] | None:
    """The device's public key, the head of its chain, and where it was closed."""
    return connection.execute(CHAIN, {"whose": account, "of": device}).one_or_none()


def end_chain(connection: Connection, account: AccountId, device: DeviceId, head: Head) -> None:
    """Write down where the device's chain ends now."""
    connection.execute(ENDS, {"whose": account, "of": device, "counter": head.counter, "head": head.id})


BATCH_OF_DEVICE = and_(BATCH.account == bindparam("whose"), BATCH.device == bindparam("of"))
HELD = select(BATCH.counter, BATCH.changes, BATCH.ids).where(
    BATCH_OF_DEVICE,
    BATCH.counter >= bindparam("first"),
    BATCH.counter - BATCH.changes < bindparam("first") + BATCH_ENVELOPES_MAX,
)


def ids_from(
    connection: Connection, account: AccountId, device: DeviceId, counter: int
) -> dict[int, ChangeId]:
    """Ids by counter of as many changes as a batch may hold, and perhaps more, from this one on."""
    rows = connection.execute(HELD, {"whose": account, "of": device, "first": counter})
    return {held: id for last, count, ids in rows for held, id in enumerate(apart(ids), last - count + 1)}


KEEP = insert(Batch)


def keep(connection: Connection, account: AccountId, log: Log, changes: Sequence[Fresh]) -> None:
    """Add these changes behind the log."""
    last = changes[-1].header
    batch = {
        "seq": log.seq + len(changes),
        "device": last.device,
        "counter": last.counter,
        "changes": len(changes),
        "pushed_before": log.pushed_bytes,
        "ids": b"".join(change.id for change in changes),
        "content": items_of(log.seq + 1, changes),
    }
    connection.execute(KEEP, {"account": account, **batch})


FOLLOWS = and_(BATCH.account == bindparam("whose"), BATCH.seq > bindparam("after"))
FIRST = select(BATCH.pushed_before).where(FOLLOWS).order_by(BATCH.seq).limit(1)
ON_PAGE = and_(
    FOLLOWS,
    BATCH.seq < bindparam("after") + PAGE_CHANGES_MAX + BATCH_ENVELOPES_MAX,
    BATCH.pushed_before < FIRST.scalar_subquery() + PAGE_BYTES_MAX,
)
# One statement, so that head and changes are of one moment, whatever is written meanwhile.
PAGE = (
    select(ACCOUNT.seq, ACCOUNT.version, BATCH.seq, BATCH.changes, BATCH.content)
    .outerjoin_from(Account, Batch, ON_PAGE)
    .where(OF_ACCOUNT)
    .order_by(BATCH.seq)
)


def page(connection: Connection, account: AccountId, after: int) -> tuple[int, int, list[Kept]] | None:
    """Head, version, and the batches that a page may hold something of; None when the account is gone."""
    rows = connection.execute(PAGE, {"whose": account, "after": after}).all()
    if not rows:
        return None
    head, version, *_ = rows[0]
    return head, version, [Kept(*batch) for _, _, *batch in rows if batch[0] is not None]


IDS = select(BATCH.seq, BATCH.ids).where(BATCH.account == bindparam("whose"))
BATCH_AT = and_(BATCH.account == bindparam("whose"), BATCH.seq == bindparam("at"))
ITEMS = select(BATCH.content).where(BATCH_AT)
BECOMES = update(Batch).where(BATCH_AT)


def holding(connection: Connection, account: AccountId, ids: Set[ChangeId]) -> list[tuple[int, bytes]]:
    """Which batches hold some of these changes: `seq`, and the ids of all in it.

    No index on ids: a purge is rare, and may read those of an account's log once.
    """
    rows = connection.execute(IDS, {"whose": account})
    return [(seq, held) for seq, held in rows if not ids.isdisjoint(apart(held))]


def items_at(connection: Connection, account: AccountId, seq: int) -> bytes:
    """The items of the batch that ends there."""
    items: bytes = connection.execute(ITEMS, {"whose": account, "at": seq}).scalar_one()
    return items


def put_items(connection: Connection, account: AccountId, seq: int, items: bytes) -> None:
    """Other items in the place of those the batch had."""
    connection.execute(BECOMES, {"whose": account, "at": seq, "content": items})
