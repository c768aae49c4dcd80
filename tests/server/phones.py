"""Phones whose accounts stand in the database already: the log is tested without signing up."""

import os
from dataclasses import dataclass
from typing import Any

import cbor2
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server import sessions
from server.api.asking import COOKIE
from server.clock import utc_now
from server.db import db, write_transaction
from server.models import Account, Batch, Device
from server.wire import read_items
from sync.chain import NO_CHANGE
from sync.sizes import SNAPSHOT_STEP_BYTES, VERSION
from tests.builders import OURS
from tests.server.people import b64
from tests.sync.cast import Journal, Phone, an_entry

CBOR = "application/cbor"


@dataclass
class SignedIn:
    """A phone with a session that is bound to it."""

    app: Flask
    phone: Phone
    token: bytes

    @property
    def account(self) -> bytes:
        return self.phone.journal.account

    def writes(self, count: int, note: str = "") -> list[bytes]:
        """So many changes more, each after the one before; not sent."""
        return [self.phone.write(an_entry(note=note)) for _ in range(count)]

    def asks(self, method: str, path: str, **more: Any) -> TestResponse:
        client = self.app.test_client()
        if self.token:
            client.set_cookie(COOKIE, b64(self.token))
        headers = OURS | more.pop("headers", {})
        return client.open(path, method=method, headers=headers, **more)

    def pushes(self, envelopes: list[bytes]) -> TestResponse:
        return self.sends(cbor2.dumps({"envelopes": envelopes}))

    def sends(self, body: bytes, content_type: str = CBOR) -> TestResponse:
        return self.asks("POST", "/api/changes", data=body, content_type=content_type)

    def pulls(self, after: int = 0) -> dict[str, Any]:
        response = self.asks("GET", f"/api/changes?after={after}")
        assert response.status_code == 200, response.text
        assert response.content_type == CBOR
        page: dict[str, Any] = cbor2.loads(response.data)
        return page

    def purges(self, ids: list[bytes]) -> TestResponse:
        return self.asks("POST", "/api/purges", json={"changes": [id.hex() for id in ids]})

    def puts_snapshot(self, seq: int, content: bytes | None = None) -> TestResponse:
        sent = a_snapshot(seq) if content is None else content
        path = f"/api/snapshots/{seq}"
        return self.asks("PUT", path, data=sent, content_type="application/octet-stream")


def a_snapshot(seq: int, *, epoch: int = 1, steps: int = 1) -> bytes:
    """A snapshot as the server sees it: a header, and what only a phone can open."""
    header = bytes((VERSION,)) + epoch.to_bytes(4, "big") + seq.to_bytes(8, "big") + os.urandom(32)
    return header + os.urandom(12) + os.urandom(32).ljust(steps * SNAPSHOT_STEP_BYTES + 16, b"x")


def a_phone(app: Flask, journal: Journal | None = None, *, epoch: int = 1) -> SignedIn:
    """A phone of this journal, or of one of its own; its account is made if there is none."""
    phone = (journal or Journal()).a_phone()
    account = phone.journal.account
    with app.app_context(), write_transaction():
        if db.session.get(Account, account) is None:
            db.session.add(an_account(account, epoch))
            db.session.flush()
        db.session.add(a_device(phone))
        db.session.flush()
        token = sessions.begin(account, phone.id, utc_now(), proven=False)
    return SignedIn(app, phone, token)


def an_account(account: bytes, epoch: int = 1) -> Account:
    return Account(account=account, handle=account.hex(), epoch=epoch, created_at=utc_now())


def a_device(phone: Phone) -> Device:
    return Device(
        account=phone.journal.account,
        id=phone.id,
        epoch=1,
        public_key=phone.public_key,
        certificate=phone.as_device().certificate,
        added_at=utc_now(),
        last_seen_at=utc_now(),
        head=NO_CHANGE,
    )


def log_of(app: Flask, account: bytes) -> list[tuple[int, bytes]]:
    """What the database itself holds: seq and envelope, or the header of a stub, of each change in order."""
    with app.app_context():
        held = select(Batch.content).where(Batch.account == account).order_by(Batch.seq)
        return [item[:2] for content in db.session.scalars(held) for item in read_items(content)]


def changed(app: Flask, table: Any, where: Any, **values: Any) -> None:
    """Set these columns by hand, as nothing in the server would."""
    with app.app_context(), write_transaction():
        row = db.session.scalars(select(table).where(where)).one()
        for name, value in values.items():
            setattr(row, name, value)


def held(app: Flask, table: Any, where: Any) -> Any:
    """The one row of this table that is so."""
    with app.app_context():
        return db.session.scalars(select(table).where(where)).one()


def count_of(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0
