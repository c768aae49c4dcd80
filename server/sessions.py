"""Sessions: somebody is signed in. Of the token in the cookie only its SHA-256 is kept (PROTOCOL 9.2).

Asks for no request: `server.api.asking` reads the cookie and says who it is.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update

from server.account_problems import NoSuchSession
from server.db import db, reading, write_transaction
from server.models import Device, Session, Subscription
from server.problems import NotSignedIn
from sync.chain import AccountId, DeviceId

TOKEN_BYTES = 32
ID_BYTES = 16
UNUSED_FOR = timedelta(days=90)
PROVEN_FOR = timedelta(minutes=15)
# A session in use is written down once an hour, not at every request.
SEEN_EVERY = timedelta(hours=1)
SESSIONS_MAX = 100


SESSION = Session.__table__.c
# Asked at every request: made once, and of columns alone.
FIND = select(SESSION.account, SESSION.id, SESSION.device, SESSION.last_seen_at, SESSION.proven_until).where(
    SESSION.token_hash == bindparam("token")
)


@dataclass(frozen=True)
class Asker:
    """Who is asking. device: None until the session is bound to one. proven_until: None if never proven."""

    account: AccountId
    session: bytes
    device: DeviceId | None
    last_seen_at: datetime
    proven_until: datetime | None

    def is_proven(self, now: datetime) -> bool:
        return self.proven_until is not None and now < self.proven_until


def hashed(token: bytes) -> bytes:
    """What is kept of a token: it is random, so nothing needs to be slow."""
    return hashlib.sha256(token).digest()


def find(token: bytes, now: datetime) -> Asker | None:
    """Who holds this token, unless the session has ended. Notes, at most once an hour, that it is in use."""
    with reading() as connection:
        found = connection.execute(FIND, {"token": hashed(token)}).one_or_none()
    if found is None or now - found.last_seen_at >= UNUSED_FOR:
        return None
    asker = Asker(*found)
    if now - asker.last_seen_at >= SEEN_EVERY:
        note_use(asker, now)
    return asker


def note_use(asker: Asker, now: datetime) -> None:
    """Write down that this session, and its device, were seen."""
    with write_transaction():
        db.session.execute(
            update(Session)
            .where(Session.account == asker.account, Session.id == asker.session)
            .values(last_seen_at=now)
        )
        db.session.execute(
            update(Device)
            .where(Device.account == asker.account, Device.id == asker.device)
            .values(last_seen_at=now)
        )


def begin(account: AccountId, device: DeviceId | None, now: datetime, *, proven: bool) -> bytes:
    """The token of a new session, inside a write_transaction; those that have ended go."""
    token = secrets.token_bytes(TOKEN_BYTES)
    prune(account, now)
    db.session.add(
        Session(
            account=account,
            id=secrets.token_bytes(ID_BYTES),
            token_hash=hashed(token),
            device=device,
            created_at=now,
            last_seen_at=now,
            proven_until=now + PROVEN_FOR if proven else None,
        )
    )
    db.session.flush()
    forget_subscriptions(account)
    return token


def prune(account: AccountId, now: datetime) -> None:
    """Leave those in use, and room for one more below SESSIONS_MAX."""
    own = Session.account == account
    db.session.execute(delete(Session).where(own, Session.last_seen_at <= now - UNUSED_FOR))
    latest = select(Session.id).where(own).order_by(Session.last_seen_at.desc(), Session.id)
    kept = db.session.scalars(latest.limit(SESSIONS_MAX - 1)).all()
    db.session.execute(delete(Session).where(own, Session.id.not_in(kept)))


def bind(asker: Asker, device: DeviceId) -> None:
    """This session is that device's from now on, inside a write_transaction.

    Raises NotSignedIn when it has ended since it was looked at.
    """
    own = update(Session).where(Session.account == asker.account, Session.id == asker.session)
    if db.session.execute(own.values(device=device).returning(Session.id)).one_or_none() is None:
        raise NotSignedIn
    forget_subscriptions(asker.account)


def of_account(account: AccountId) -> list[Session]:
    """All sessions, the latest seen first."""
    listed = select(Session).where(Session.account == account)
    return list(db.session.scalars(listed.order_by(Session.last_seen_at.desc(), Session.id)))


def end(account: AccountId, session: bytes) -> None:
    """Sign out one session of this account. Raises NoSuchSession."""
    with write_transaction():
        if not remove(account, session):
            raise NoSuchSession
        forget_subscriptions(account)


def remove(account: AccountId, session: bytes) -> bool:
    """Whether there was such a session, inside a write_transaction; now there is none."""
    one = delete(Session).where(Session.account == account, Session.id == session)
    return db.session.execute(one.returning(Session.id)).one_or_none() is not None


def end_all_but(asker: Asker, devices: Collection[DeviceId]) -> None:
    """Sign out all but these devices and who asks, inside a write_transaction.

    A session that is bound to no device was begun with a secret that may be the removed one's.
    """
    others = (Session.account == asker.account, Session.id != asker.session)
    is_stranger = Session.device.is_(None) | Session.device.not_in(devices)
    db.session.execute(delete(Session).where(*others, is_stranger))
    if asker.device is not None and asker.device not in devices:
        remove(asker.account, asker.session)
    forget_subscriptions(asker.account)


def forget_subscriptions(account: AccountId) -> None:
    """Phones that are signed in nowhere are sent nothing (PROTOCOL 10.5), inside a write_transaction."""
    signed_in = select(Session.device).where(Session.account == account, Session.device.is_not(None))
    own = Subscription.account == account
    db.session.execute(delete(Subscription).where(own, Subscription.device.not_in(signed_in)))
