"""What the log asks of the database at each push and pull, built once: building takes longer than running.

`server.db.run` gives them their values, named as here.
"""

from sqlalchemy import BindParameter, and_, bindparam, case, func, insert, select, update

from server.models import Account, Change, Device
from sync.sizes import PAGE_BYTES_MAX, PAGE_CHANGES_MAX

ACCOUNT: BindParameter[bytes] = bindparam("of_account")
DEVICE: BindParameter[bytes] = bindparam("of_device")
SEQ: BindParameter[int] = bindparam("after_seq")

# Held until the transaction ends.
LOCKED_LOG = (
    select(Account.epoch, Account.seq, Account.bytes, Account.pushed_bytes, Account.purged_seq)
    .where(Account.account == ACCOUNT)
    .with_for_update()
)

WRITER = select(Device.public_key, Device.counter, Device.head, Device.closed_counter).where(
    Device.account == ACCOUNT, Device.id == DEVICE
)

IDS_BY_COUNTER = select(Change.counter, Change.id).where(
    Change.account == ACCOUNT,
    Change.device == DEVICE,
    Change.counter.between(bindparam("first"), bindparam("last")),
)

NEW_CHANGES = insert(Change)

LOG_STANDS = (
    update(Account)
    .where(Account.account == ACCOUNT)
    .values(
        seq=bindparam("new_seq"), bytes=bindparam("new_bytes"), pushed_bytes=bindparam("new_pushed_bytes")
    )
)

CHAIN_ENDS = (
    update(Device)
    .where(Device.account == ACCOUNT, Device.id == DEVICE)
    .values(counter=bindparam("new_counter"), head=bindparam("new_head"))
)

_BEFORE = select(Change.pushed_bytes).where(Change.account == ACCOUNT, Change.seq == SEQ).scalar_subquery()
_FITS = Change.pushed_bytes <= func.coalesce(_BEFORE, 0) + PAGE_BYTES_MAX

# The log's head and the vault's version stand in each row, and alone in one when nothing follows.
PAGE = (
    select(Account.seq, Account.version, Change.seq, Change.envelope, case((Change.is_stub, Change.id)))
    .outerjoin_from(Account, Change, and_(Change.account == Account.account, Change.seq > SEQ, _FITS))
    .where(Account.account == ACCOUNT)
    .order_by(Change.seq)
    .limit(PAGE_CHANGES_MAX)
)
