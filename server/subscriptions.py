"""Subscriptions: where a phone's push service takes messages for it (PROTOCOL 10.4, 10.5).

Who knows an endpoint may try to send to it, so none lies open in the database: endpoint and keys are sealed
under the server's secret, and what tells one endpoint from another is a keyed hash.
"""

import hashlib
import os
import secrets
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Delete,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    tuple_,
    update,
)

from server import rates
from server.db import db, insert_into, write_transaction, writing
from server.macs import mac
from server.models import Session, Subscription
from server.nudge_problems import NotSubscribed, PushServiceRefused, UnknownPushKey
from server.problems import MalformedBody, NotSignedIn
from server.push_answers import PushAnswer
from server.push_services import NotAllowed, NotAnEndpoint, service_of
from server.sessions import Asker
from server.vapid import Vapid, key_id
from sync.chain import AccountId, DeviceId
from sync.sizes import NONCE_BYTES, PUSH_AUTH_BYTES, PUSH_POINT_BYTES

UNCONFIRMED_FOR = timedelta(days=60)
REDIRECTS_MAX = 3
TOPIC_CHARACTERS = 22  # RFC 8030 allows 32; letters and digits, since not all services take - and _
_LABEL = "subscription"


@dataclass(frozen=True)
class Target:
    """endpoint: an https address. p256dh: 65 bytes. auth: 16 bytes."""

    endpoint: str
    p256dh: bytes
    auth: bytes


class Place(NamedTuple):
    """Which subscription something was sent to: a newer one of the same phone has another mac."""

    account: bytes
    device: bytes
    mac: bytes


def seal(account: bytes, device: bytes, target: Target) -> bytes:
    """What is kept of a target, bound to its phone."""
    nonce = os.urandom(NONCE_BYTES)
    content = target.p256dh + target.auth + target.endpoint.encode("ascii")
    return nonce + AESGCM(mac(_LABEL, b"")).encrypt(nonce, content, account + device)


def opened(account: bytes, device: bytes, sealed: bytes) -> Target | None:
    """None when it was sealed under another secret, or altered."""
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        content = AESGCM(mac(_LABEL, b"")).decrypt(nonce, rest, account + device)
    except (InvalidTag, ValueError):
        return None
    ends = PUSH_POINT_BYTES + PUSH_AUTH_BYTES
    return Target(content[ends:].decode("ascii"), content[:PUSH_POINT_BYTES], content[PUSH_POINT_BYTES:ends])


def put(asker: Asker, asked: Mapping[str, Any], now: datetime) -> None:
    """The phone's subscription, in the place of one before; another phone that had this endpoint loses it.

    Raises MalformedBody, PushServiceRefused, TooManyRequests, UnknownPushKey; NotSignedIn when the session
    ended meanwhile.
    """
    must_be_sent_to(asked["endpoint"])
    vapid: Vapid = current_app.config["VAPID"]
    if vapid.pair(key_id(asked["key"])) is None:
        raise UnknownPushKey
    account, device = of_phone(asker)
    rates.count(rates.NUDGES, account, now)
    target = Target(asked["endpoint"], asked["p256dh"], asked["auth"])
    row: dict[str, Any] = {
        "sealed": seal(account, device, target),
        "mac": mac(_LABEL, target.endpoint.encode("ascii")),
        "key_id": key_id(asked["key"]),
        "confirmed_at": now,
    }
    with write_transaction():
        must_be_there(asker)
        hold(row["mac"], account, device)
        others = tuple_(Subscription.account, Subscription.device) != (account, device)
        db.session.execute(delete(Subscription).where(Subscription.mac == row["mac"], others))
        new = {"topic": new_topic(), "redirects": 0, "is_refused": False}
        fresh = insert_into(Subscription).values(account=account, device=device, **new, **row)
        # What its push service would have none of stays so, until the browser has subscribed anew.
        is_same = (Subscription.mac == fresh.excluded.mac) & (Subscription.key_id == fresh.excluded.key_id)
        held = {
            "redirects": case((is_same, Subscription.redirects), else_=0),
            "is_refused": Subscription.is_refused & is_same,
        }
        db.session.execute(fresh.on_conflict_do_update(index_elements=["account", "device"], set_=row | held))


def must_be_sent_to(endpoint: str) -> None:
    try:
        service_of(endpoint, current_app.config["PUSH_SERVICES"])
    except NotAnEndpoint:
        raise MalformedBody(errors={"endpoint": ["Not of the form of an endpoint."]}) from None
    except NotAllowed:
        raise PushServiceRefused from None


def must_be_there(asker: Asker) -> None:
    """The session lasts until the transaction ends: what goes with it must not be put after it went."""
    own = select(Session.id).where(Session.account == asker.account, Session.id == asker.session)
    if db.session.execute(own.with_for_update(read=True)).one_or_none() is None:
        raise NotSignedIn


def hold(endpoint_mac: bytes, account: AccountId, device: DeviceId) -> None:
    """Who puts this endpoint, or has it, waits for the transaction; so does what else changes this phone's.

    An endpoint that nobody has is no row to lock, and two phones would both find it free. Rows are locked in
    one order, since two phones may each put what the other has. SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(endpoint_mac[:8], signed=True))))
    touched = (Subscription.mac == endpoint_mac) | and_(*of(account, device))
    in_order = select(Subscription.device).where(touched).order_by(Subscription.account, Subscription.device)
    db.session.execute(in_order.with_for_update())


def of_phone(asker: Asker) -> tuple[AccountId, DeviceId]:
    if asker.device is None:
        raise NotSignedIn
    return asker.account, asker.device


def new_topic() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(TOPIC_CHARACTERS))


def remove(account: AccountId, device: DeviceId) -> None:
    """None any more, nor slots; whether there was one or not."""
    with write_transaction():
        db.session.execute(delete(Subscription).where(*of(account, device)))


def locked(account: AccountId, device: DeviceId) -> None:
    """Others who would change it, or its slots, wait for the transaction. Raises NotSubscribed."""
    wanted = select(Subscription.mac).where(*of(account, device)).with_for_update()
    if db.session.execute(wanted).one_or_none() is None:
        raise NotSubscribed


def show(account: AccountId, device: DeviceId) -> dict[str, Any] | None:
    """In the form of the schema `SubscriptionBody`; None also for one that cannot be opened or signed."""
    found = db.session.scalar(select(Subscription).where(*of(account, device)))
    if found is None:
        return None
    vapid: Vapid = current_app.config["VAPID"]
    target, pair = opened(account, device, found.sealed), vapid.pair(found.key_id)
    if target is None or pair is None:
        return None
    return {
        "endpoint_hash": hashlib.sha256(target.endpoint.encode("ascii")).digest(),
        "key": pair.public,
        "confirmed_at": found.confirmed_at,
        "state": "renew" if found.is_refused else "good",
    }


def of(account: bytes, device: bytes) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Subscription.account == account, Subscription.device == device


ONE = (
    Subscription.account == bindparam("of_account"),
    Subscription.device == bindparam("of_device"),
    Subscription.mac == bindparam("of_mac"),
)
AGAIN = Subscription.redirects + 1
CHANGES: dict[PushAnswer, Delete | Update] = {
    PushAnswer.GONE: delete(Subscription).where(*ONE),
    PushAnswer.RENEW: update(Subscription).where(*ONE).values(is_refused=True),
    PushAnswer.TAKEN: update(Subscription).where(*ONE, Subscription.redirects > 0).values(redirects=0),
    PushAnswer.REDIRECTED: update(Subscription)
    .where(*ONE)
    .values(redirects=AGAIN, is_refused=Subscription.is_refused | (AGAIN >= REDIRECTS_MAX)),
}


def settle(answered: Iterable[tuple[Place, PushAnswer]]) -> None:
    """What the answers mean for the subscriptions: most of them nothing."""
    places: dict[PushAnswer, list[dict[str, bytes]]] = {}
    for place, answer in sorted(answered, key=lambda one: one[0]):
        if answer in CHANGES:
            of_place = zip(("of_account", "of_device", "of_mac"), place, strict=True)
            places.setdefault(answer, []).append(dict(of_place))
    if places:
        with writing() as connection:
            for answer, changed in places.items():
                connection.execute(CHANGES[answer], changed)


def forget_unconfirmed(now: datetime) -> None:
    """Phones that did not come for 60 days are gone: not every push service says so."""
    with writing() as connection:
        connection.execute(delete(Subscription).where(Subscription.confirmed_at <= now - UNCONFIRMED_FOR))
