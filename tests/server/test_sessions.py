"""Signing in and out: what the cookie is, how long it lasts, what it may do, and whose it is."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import sessions, sign_ins
from server.config import Settings
from server.db import db, write_transaction
from server.models import Session
from server.passkeys import Place
from server.problems import NotSignedIn
from server.sessions import SESSIONS_MAX
from sync.chain import AccountId, DeviceId
from tests.server.people import (
    NOON,
    APhone,
    HeldClock,
    a_lock,
    a_person,
    a_server,
    a_stranger,
    b64,
    from_b64,
    problem,
)


def kept(app: Flask) -> list[Session]:
    with app.app_context():
        return list(db.session.scalars(select(Session)))


def who(phone: APhone) -> dict[str, Any]:
    """The session that asks."""
    return next(one for one in phone.gets("/sessions")["sessions"] if one["current"])


def test_the_server_keeps_no_token_and_no_auth(app: Flask) -> None:
    alma = a_person(app)
    cookie = alma.phone.client.get_cookie("plumbline")
    assert cookie is not None
    token, auth = from_b64(cookie.value), from_b64(alma.passphrase["auth"])

    with app.app_context():
        rows = [row for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]

    assert len(token) == 32
    values = [value for row in rows for value in row]
    assert alma.account in values
    assert not {token, auth, cookie.value, alma.passphrase["auth"]} & set(values)


@pytest.mark.parametrize(
    ("scheme", "production", "name"),
    [
        ("http", False, "plumbline"),
        ("https", False, "__Host-plumbline"),
        ("http", True, "__Host-plumbline"),
    ],
)
def test_the_cookie_is_kept_from_all_but_us(
    settings: Settings, scheme: str, production: bool, name: str
) -> None:
    app = a_server(replace(settings, production=production))
    alma = a_person(app)

    response = alma.phone.asks(
        "POST",
        "/sessions",
        json={"kind": "passphrase", "handle": alma.handle, "auth": alma.passphrase["auth"]},
        base_url=f"{scheme}://plumbline.example",
    )

    [cookie] = response.headers.getlist("Set-Cookie")
    parts = cookie.split("; ")
    assert parts[0].startswith(f"{name}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=7776000"} <= set(parts)
    assert ("Secure" in parts) == (name != "plumbline")
    assert not any(part.startswith("Domain") for part in parts)


def test_a_session_ends_after_90_days_without_use(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    alma, ben = a_person(app), a_person(app, "ben")

    clock.moves(days=89, hours=23)
    assert alma.phone.gets("/vault")
    clock.moves(hours=1)

    assert problem(ben.phone.asks("GET", "/vault")) == (401, "not-signed-in")
    clock.moves(days=89)
    assert alma.phone.gets("/vault")
    alma.phone.signs_in(alma.passphrase, alma.handle)
    clock.moves(days=90)
    alma.phone.signs_in(alma.passphrase, alma.handle)
    assert len([one for one in kept(app) if one.account == alma.account]) == 1


def test_use_is_written_down_once_an_hour(settings: Settings) -> None:
    clock = HeldClock()
    alma = a_person(a_server(settings, clock))
    seen = []

    for minutes in (0, 59, 1, 59):
        clock.moves(minutes=minutes)
        device = alma.phone.gets("/vault")["devices"][0]
        seen.append((who(alma.phone)["last_seen_at"], device["last_seen_at"]))

    first, later = "2026-11-23T12:00:00.000Z", "2026-11-23T13:00:00.000Z"
    assert seen == [(first, first), (first, first), (later, later), (later, later)]


def test_a_secret_counts_as_shown_for_15_minutes(settings: Settings) -> None:
    clock = HeldClock()
    alma = a_person(a_server(settings, clock))
    passkey = a_lock("passkey")

    clock.moves(minutes=14, seconds=59)
    assert alma.phone.asks("PUT", f"/locks/{passkey['id']}", json=passkey).status_code == 200
    clock.moves(seconds=1)

    assert problem(alma.phone.asks("DELETE", f"/locks/{passkey['id']}")) == (403, "proof-needed")
    alma.proves()
    assert alma.phone.asks("DELETE", f"/locks/{passkey['id']}").status_code == 200


def test_signing_in_again_takes_the_device_over(app: Flask) -> None:
    alma, ben = a_person(app), a_person(app, "ben")
    before = who(alma.phone)["id"]

    told = alma.phone.signs_in(alma.passphrase, alma.handle).json

    assert told["device"] == alma.phone.id.hex()  # type: ignore[index]
    assert [one["id"] for one in alma.phone.gets("/sessions")["sessions"]] != [before]
    told = alma.phone.signs_in(ben.passphrase, ben.handle).json
    assert told["device"] is None  # type: ignore[index]
    assert len(kept(app)) == 3


def test_a_session_ended_meanwhile_hands_nothing_over(app: Flask) -> None:
    alma = a_person(app)
    lock = alma.passphrase
    asked = {"kind": "passphrase", "handle": alma.handle, "auth": from_b64(lock["auth"])}
    cookie = alma.phone.client.get_cookie("plumbline")
    assert cookie is not None
    with app.app_context():
        asker = sessions.find(from_b64(cookie.value), NOON)
        assert asker is not None
        sessions.end(asker.account, asker.session)

        told, _ = sign_ins.sign_in(asked, asker, Place("http://localhost", "localhost"), NOON)
        with pytest.raises(NotSignedIn), write_transaction():
            sessions.bind(asker, DeviceId(alma.phone.id))

    assert told["device"] is None


def test_a_person_sees_and_ends_only_their_own(app: Flask) -> None:
    alma, ben = a_person(app), a_person(app, "ben")
    second = alma.another_phone()
    own, bens = who(second)["id"], who(ben.phone)["id"]

    listed = alma.phone.gets("/sessions")["sessions"]

    assert {one["device"] for one in listed} == {alma.phone.id.hex(), second.id.hex()}
    assert [one["current"] for one in listed].count(True) == 1
    assert problem(alma.phone.asks("DELETE", f"/sessions/{bens}")) == (404, "no-such-session")
    assert ben.phone.gets("/vault")
    assert alma.phone.asks("DELETE", f"/sessions/{own}").status_code == 204
    assert problem(second.asks("GET", "/vault")) == (401, "not-signed-in")
    assert alma.phone.gets("/vault")


@pytest.mark.parametrize("how", ["current", "by its id"])
def test_signing_out_takes_the_cookie_away(app: Flask, how: str) -> None:
    alma = a_person(app)
    stolen = alma.phone.client.get_cookie("plumbline")
    session = "current" if how == "current" else who(alma.phone)["id"]

    response = alma.phone.asks("DELETE", f"/sessions/{session}")

    assert (response.status_code, response.data) == (204, b"")
    assert alma.phone.client.get_cookie("plumbline") is None
    assert kept(app) == []
    thief = a_stranger(app)
    assert stolen is not None
    thief.client.set_cookie("plumbline", stolen.value)
    assert problem(thief.asks("GET", "/vault")) == (401, "not-signed-in")


def test_a_cookie_that_is_none_lets_nobody_in(app: Flask) -> None:
    a_person(app)
    wrong = ["", "x", "\u00c3\u00a9", b64(bytes(31)), b64(bytes(33)), b64(bytes(32)), "%00", "=" * 100]

    for cookie in wrong:
        response = a_stranger(app).asks("GET", "/vault", headers={"Cookie": f"plumbline={cookie}"})

        assert problem(response) == (401, "not-signed-in"), cookie


def test_an_account_keeps_its_latest_hundred_sessions(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    alma = a_person(app)
    account = AccountId(alma.account)
    with app.app_context():
        for _ in range(SESSIONS_MAX - 1):
            clock.moves(seconds=1)
            with write_transaction():
                sessions.begin(account, None, clock(), proven=False)
    at_the_limit = len(kept(app))
    assert alma.phone.gets("/vault")

    with app.app_context(), write_transaction():
        sessions.begin(account, None, clock(), proven=False)

    assert (at_the_limit, len(kept(app))) == (SESSIONS_MAX, SESSIONS_MAX)
    assert problem(alma.phone.asks("GET", "/vault")) == (401, "not-signed-in")
