"""How often: counted over all processes, in windows, at the limit and one past it, and for nobody by name."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server import rates
from server.config import Settings
from server.db import db, writing
from server.models import Rate
from server.problems import TooManyRequests
from server.rates import Limit
from tests.server.people import (
    NOON,
    APhone,
    HeldClock,
    a_journal,
    a_person,
    a_server,
    a_stranger,
    problem,
)

TOO_MANY = (429, "too-many-requests")
ONE = Limit("one", 3, timedelta(minutes=15))


def with_room_for(app: Flask, limit: Limit, whom: str, left: int, clock: HeldClock) -> None:
    """Count as if so many were left of this limit."""
    with app.app_context(), writing() as connection:
        rates.add(connection, limit, whom, clock(), limit.most - left)


def test_two_processes_count_together(settings: Settings) -> None:
    clock = HeldClock()
    first, second = a_server(settings, clock), a_server(settings, clock)
    alma = a_person(first)
    wrong = alma.passphrase | {"auth": "A" * 43}

    def tries(app: Flask) -> Any:
        return a_stranger(app).signs_in(wrong, alma.handle)

    answers = [tries(app) for app in (first, second) * 5]
    one_more = [tries(first), tries(second)]

    assert {problem(answer) for answer in answers} == {(401, "sign-in-failed")}
    assert {problem(answer) for answer in one_more} == {TOO_MANY}
    assert one_more[0].headers["Retry-After"] == "900"
    clock.moves(minutes=14, seconds=59)
    assert tries(second).headers["Retry-After"] == "1"
    clock.moves(seconds=1)
    assert problem(tries(first)) == (401, "sign-in-failed")


@pytest.mark.parametrize("handle", ["there", "nobody-1234"])
def test_guessing_is_slowed_for_whoever_is_meant(app: Flask, handle: str) -> None:
    alma = a_person(app)
    meant = alma.handle if handle == "there" else handle
    phone = a_stranger(app)

    asked = [phone.asks("POST", "/stretching", json={"handle": meant}).status_code for _ in range(4)]
    tried = [phone.signs_in(alma.recovery | {"auth": "A" * 43}, meant).status_code for _ in range(6)]

    assert (asked, tried) == ([200] * 4, [401] * 6)
    assert problem(phone.signs_in(alma.recovery, meant)) == TOO_MANY
    assert problem(phone.asks("POST", "/stretching", json={"handle": meant})) == TOO_MANY
    assert alma.phone.gets("/vault")
    assert alma.phone.signs_in_by_key().status_code == 201


def test_a_right_secret_is_not_counted(app: Flask) -> None:
    alma = a_person(app)

    answers = [a_stranger(app).signs_in(alma.passphrase, alma.handle).status_code for _ in range(12)]

    assert answers == [201] * 12


def asks(phone: APhone, what: str) -> Any:
    """One request of each kind that is counted by address."""
    alma = a_journal(phone.client.application)
    match what:
        case "registering":
            return phone.asks("POST", "/accounts", json=alma.body)
        case "signing in":
            return phone.signs_in(alma.passphrase, "nobody-1234")
        case "signing in by key":
            return phone.asks("POST", "/sessions", json={})
        case "stretching":
            return phone.asks("POST", "/stretching", json={"handle": "nobody-1234"})
        case "challenges":
            return phone.asks("POST", "/challenges")
        case "pairing":
            return phone.asks("POST", "/pairings", json={"id": alma.account.hex()})
        case "opening":
            body = {"opening": "A" * 43, "device": phone.id.hex()}
            return phone.asks("PUT", f"/pairings/{alma.account.hex()}/opening", json=body)
        case _:
            return phone.asks("GET", f"/pairings/{alma.account.hex()}")


@pytest.mark.parametrize(
    ("what", "limit", "window"),
    [
        ("registering", rates.REGISTRATIONS, timedelta(days=1)),
        ("signing in", rates.SIGN_INS, timedelta(minutes=15)),
        ("signing in by key", rates.SIGN_INS, timedelta(minutes=15)),
        ("stretching", rates.SIGN_INS, timedelta(minutes=15)),
        ("challenges", rates.SIGN_INS, timedelta(minutes=15)),
        ("pairing", rates.PAIRINGS_MADE, timedelta(minutes=15)),
        ("opening", rates.PAIRINGS_OPENED, timedelta(minutes=15)),
        ("asking for a pairing", rates.PAIRINGS_ASKED_FOR, timedelta(minutes=15)),
    ],
)
def test_an_address_is_let_in_up_to_its_limit(
    settings: Settings, what: str, limit: Limit, window: timedelta
) -> None:
    clock = HeldClock()
    app = a_server(replace(settings, proxies=1), clock)
    with_room_for(app, limit, "198.51.100.7", 1, clock)
    phone, neighbour = a_stranger(app), a_stranger(app)
    phone.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.7"
    neighbour.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.8"

    at_the_limit, past_it, other = asks(phone, what), asks(phone, what), asks(neighbour, what)

    assert limit.window == window
    assert 429 not in (at_the_limit.status_code, other.status_code)
    assert problem(past_it) == TOO_MANY


def test_the_limits_are_those_of_protocol() -> None:
    limits = {
        limit.name: limit.most
        for limit in (
            rates.GUESSES,
            rates.SIGN_INS,
            rates.REGISTRATIONS,
            rates.PAIRINGS_MADE,
            rates.PAIRINGS_OPENED,
            rates.PAIRINGS_ASKED_FOR,
            rates.PUSHED_BYTES,
        )
    }

    assert limits == {
        "guesses": 10,
        "sign-ins": 300,
        "registrations": 20,
        "pairings-made": 60,
        "pairings-opened": 60,
        "pairings-asked-for": 1_200,
        "pushed-bytes": 67_108_864,
    }


def test_a_server_for_many_may_allow_more(settings: Settings) -> None:
    app = a_server(replace(settings, rates_times=2))

    with app.app_context():
        for _ in range(6):
            rates.count(ONE, "one", NOON)
        with pytest.raises(TooManyRequests):
            rates.count(ONE, "one", NOON)


def test_windows_that_are_over_leave_the_table(app: Flask) -> None:
    with app.app_context():
        for number in range(5):
            rates.count(ONE, str(number), NOON)
        rates.count(ONE, "later", NOON + ONE.window)

        held = list(db.session.execute(select(Rate.window, Rate.count)))

    assert held == [(rates.window_of(ONE, NOON + ONE.window), 1)]


def test_nobody_stands_in_the_table_by_name(app: Flask) -> None:
    alma = a_person(app)
    a_stranger(app).asks("POST", "/stretching", json={"handle": alma.handle})

    with app.app_context():
        names = "".join(db.session.scalars(select(Rate.name)))

    assert "guesses" in names
    assert alma.handle not in names
    assert "127.0.0.1" not in names


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("unix:", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_line_is_counted_not_each_of_its_addresses(address: str | None, line: str) -> None:
    assert rates.line_of(address) == line
