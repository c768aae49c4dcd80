"""People with phones who turn sync on over HTTP: what they send, and what their server answers.

What only phones read is random here: the server could not tell it from the real thing.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from server import create_app
from server.config import Settings
from server.db import db
from tests.builders import OURS

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = 'public'",
}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class HeldClock:
    """A clock that moves when it is told to."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **by: float) -> None:
        self.now += timedelta(**by)


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def from_b64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def a_lock(kind: str, epoch: int = 1, **changes: Any) -> dict[str, Any]:
    """A lock as it is set, with the auth of one that signs in."""
    lock = {"id": os.urandom(16).hex(), "kind": kind, "epoch": epoch, "wrapped": b64(os.urandom(60))}
    costs = {"memory_kib": 65_536, "passes": 3, "lanes": 1}
    parts = {
        "passphrase": {"salt": b64(os.urandom(16)), **costs, "auth": b64(os.urandom(32))},
        "recovery": {"auth": b64(os.urandom(32))},
        "passkey": {"salt": b64(os.urandom(32)), "credential_id": b64(os.urandom(32))},
    }
    return {**lock, **parts[kind], **changes}


def without_auth(lock: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in lock.items() if name != "auth"}


@dataclass
class APhone:
    """One phone: its id, its key, and the browser that keeps its cookie."""

    client: FlaskClient
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    account: bytes = b""

    def asks(self, method: str, path: str, **more: Any) -> TestResponse:
        return self.client.open(f"/api{path}", method=method, headers=OURS | more.pop("headers", {}), **more)

    def gets(self, path: str) -> Any:
        response = self.asks("GET", path)
        assert response.status_code == 200, response.text
        return response.json

    def as_device(self, epoch: int = 1, **changes: Any) -> dict[str, Any]:
        public_key = b64(self.key.public_key().public_bytes_raw())
        certificate = b64(os.urandom(32))
        return {
            "id": self.id.hex(),
            "epoch": epoch,
            "public_key": public_key,
            "certificate": certificate,
        } | changes

    def signs_in(self, lock: dict[str, Any], handle: str) -> TestResponse:
        body = {"kind": lock["kind"], "handle": handle, "auth": lock["auth"]}
        return self.asks("POST", "/sessions", json=body)

    def signs_in_by_key(self, **changes: Any) -> TestResponse:
        challenge = self.asks("POST", "/challenges").json["challenge"]  # type: ignore[index]
        signed = b"plumbline/1 session" + self.account + self.id + from_b64(challenge)
        body = {
            "kind": "device",
            "account": self.account.hex(),
            "device": self.id.hex(),
            "challenge": challenge,
            "signature": b64(self.key.sign(signed)),
        }
        return self.asks("POST", "/sessions", json=body | changes)


@dataclass
class Person:
    """Somebody whose journal has an account here, and the phone it was made on."""

    app: Flask
    account: bytes
    passphrase: dict[str, Any]
    recovery: dict[str, Any]
    phone: APhone
    body: dict[str, Any]
    handle: str = ""

    def another_phone(self) -> APhone:
        """A second phone that has signed in with the passphrase and registered."""
        phone = a_stranger(self.app)
        phone.account = self.account
        assert phone.signs_in(self.passphrase, self.handle).status_code == 201
        joined = phone.asks("POST", "/devices", json=phone.as_device())
        assert joined.status_code == 201, joined.text
        return phone

    def proves(self) -> None:
        """Shows the passphrase once more, on the first phone."""
        assert self.phone.signs_in(self.passphrase, self.handle).status_code == 201

    def begins_epoch(self, *, stays: list[APhone], goes: list[APhone], **changes: Any) -> dict[str, Any]:
        """The body of a new epoch, from the first to the second; of phones that wrote nothing."""
        closings = [
            {"id": phone.id.hex(), "counter": 0, "head": "00" * 32, "certificate": b64(os.urandom(32))}
            for phone in goes
        ]
        return {
            "expected_epoch": 1,
            "locks": [a_lock("passphrase", 2), a_lock("recovery", 2)],
            "devices": [{"id": phone.id.hex(), "certificate": b64(os.urandom(32))} for phone in stays],
            "closed": closings,
            "history": b64(os.urandom(60)),
        } | changes


def a_server(settings: Settings, clock: HeldClock | None = None) -> Flask:
    return create_app(settings, clock=clock or HeldClock())


def a_stranger(app: Flask) -> APhone:
    """A phone that nobody is signed in on."""
    return APhone(app.test_client())


def a_journal(app: Flask, name: str = "alma", **changes: Any) -> Person:
    """Somebody who is about to turn sync on."""
    phone, account = a_stranger(app), os.urandom(16)
    phone.account = account
    passphrase, recovery = a_lock("passphrase"), a_lock("recovery")
    body = {
        "account": account.hex(),
        "epoch": 1,
        "name": name,
        "locks": [passphrase, recovery],
        "devices": [phone.as_device()],
        "device": phone.id.hex(),
        "histories": [],
    }
    return Person(app, account, passphrase, recovery, phone, body | changes)


def a_person(app: Flask, name: str = "alma", **changes: Any) -> Person:
    """Somebody who has turned sync on."""
    person = a_journal(app, name, **changes)
    registered = person.phone.asks("POST", "/accounts", json=person.body)
    assert registered.status_code == 201, registered.text
    person.handle = registered.json["handle"]  # type: ignore[index]
    return person


def problem(response: TestResponse) -> tuple[int, str]:
    """Status and type of what went wrong."""
    assert response.mimetype == "application/problem+json", response.text
    return response.status_code, response.json["type"]  # type: ignore[index]


def everything(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, as the database itself knows them."""
    with app.app_context():
        names = db.session.scalars(text(TABLES[db.engine.dialect.name])).all()
        return {
            name: [tuple(row) for row in db.session.execute(text(f'SELECT * FROM "{name}"'))]
            for name in names
        }


def wait_for_a_waiting_one() -> None:
    """Until another transaction waits for ours; SQLite lets none get so far."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while db.engine.dialect.name == "postgresql" and not db.session.scalar(waiting):
        pass
