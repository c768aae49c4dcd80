"""The log's rows: each statement made once, none with an object of a table; no rules here.

A batch is one insert, a page one select. `whose` is bound to the account, `of` to a device of it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    case,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from server.batches import Fresh
from server.db import connection
from server.models import Account, Change, Device
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.sizes import BATCH_ENVELOPES_MAX, PAGE_BYTES_MAX, PAGE_CHANGES_MAX

ACCOUNT, CHANGE, DEVICE = (table.__table__.c for table in (Account, Change, Device))
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


def locked(account: AccountId) -> Log | None:
    """Where the log stands, held until the transaction ends: what is read after it cannot be out of date."""
    row = connection().execute(LOG, {"whose": account}).one_or_none()
    return None if row is None else Log(*row)


def stand(account: AccountId, **values: int) -> None:
    """Write down where the log stands now."""
    connection().execute(STANDS, {"whose": account, **values})


CHAIN = select(DEVICE.public_key, DEVICE.counter, DEVICE.head, DEVICE.closed_counter).where(OF_DEVICE)
ENDS = update(Device).where(OF_DEVICE)


def chain_of(account: AccountId, device: DeviceId) -> Row[Any, Any, Any, Any] | None:
    """The device's public key, the head of its chain, and where it was closed."""
    return connection().execute(CHAIN, {"whose": account, "of": device}).one_or_none()


def end_chain(account: AccountId, device: DeviceId, head: Head) -> None:
    """Write down where the device's chain ends now."""
    connection().execute(ENDS, {"whose": account, "of": device, "counter": head.counter, "head": head.id})


HELD = select(CHANGE.counter, CHANGE.id).where(
    CHANGE.account == bindparam("whose"),
    CHANGE.device == bindparam("of"),
    CHANGE.counter.between(bindparam("first"), bindparam("last")),
)


def ids_from(account: AccountId, device: DeviceId, counter: int) -> dict[int, ChangeId]:
    """Ids by counter of as many changes as a batch may hold, from this one on."""
    window = {"first": counter, "last": counter + BATCH_ENVELOPES_MAX - 1}
    rows = connection().execute(HELD, {"whose": account, "of": device, **window})
    return {held: ChangeId(id) for held, id in rows}


KINDS = {bytes: "bytea", int: "bigint", bool: "boolean"}
COLUMNS = {column.name: KINDS[column.type.python_type] for column in CHANGE}
# Each database in its fastest way: SQLite takes the driver's own rows, PostgreSQL a whole column at a time.
KEEP_ROWS = str(insert(Change).compile(dialect=SQLiteDialect_pysqlite()))
UNNESTED = (func.unnest(text(f"CAST(:{name} AS {kind}[])")) for name, kind in COLUMNS.items())
KEEP_COLUMNS = insert(Change).from_select(list(COLUMNS), select(*UNNESTED))


def keep(account: AccountId, log: Log, changes: Sequence[Fresh]) -> None:
    """Add these changes behind the log."""
    rows = list(rows_of(account, log, changes))
    if connection().dialect.name == "sqlite":
        connection().exec_driver_sql(KEEP_ROWS, rows)
    else:
        columns = map(list, zip(*rows, strict=True))
        connection().execute(KEEP_COLUMNS, dict(zip(COLUMNS, columns, strict=True)))


def rows_of(account: AccountId, log: Log, changes: Sequence[Fresh]) -> Iterator[tuple[Any, ...]]:
    """The changes as rows, in the order of COLUMNS, numbered from the log's head on."""
    pushed_bytes = log.pushed_bytes
    for seq, (header, id, envelope) in enumerate(changes, log.seq + 1):
        pushed_bytes += len(envelope)
        yield account, seq, header.device, header.counter, id, envelope, pushed_bytes, False


BEFORE = select(CHANGE.pushed_bytes).where(
    CHANGE.account == bindparam("whose"), CHANGE.seq == bindparam("after")
)
ON_PAGE = and_(
    CHANGE.account == ACCOUNT.account,
    CHANGE.seq > bindparam("after"),
    CHANGE.pushed_bytes <= func.coalesce(BEFORE.scalar_subquery(), 0) + PAGE_BYTES_MAX,
)
# One statement, so that head and changes are of one moment, whatever is written meanwhile.
PAGE = (
    select(
        CHANGE.seq,
        CHANGE.envelope,
        case((CHANGE.is_stub, CHANGE.id)),
        ACCOUNT.seq.label("head"),
        ACCOUNT.version,
    )
    .outerjoin_from(Account, Change, ON_PAGE)
    .where(OF_ACCOUNT)
    .order_by(CHANGE.seq)
    .limit(PAGE_CHANGES_MAX)
)


def page(account: AccountId, after: int) -> Sequence[Row[Any, Any, Any, Any, Any]]:
    """Rows of seq, envelope, a stub's id, head and version; one without a seq when nothing comes after."""
    return connection().execute(PAGE, {"whose": account, "after": after}).all()
