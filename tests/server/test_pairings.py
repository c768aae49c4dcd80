"""A second phone by QR: let in by the one that read the code, when the digits are the same."""

import os
from typing import Any

from flask import Flask

from server.config import Settings
from tests.server.people import APhone, HeldClock, Person, a_person, a_server, a_stranger, b64, problem


def announces(phone: APhone) -> str:
    """The id under which this phone waits."""
    pairing = os.urandom(16).hex()
    response = phone.asks("POST", "/pairings", json={"id": pairing})
    assert response.status_code == 201, response.text
    return pairing


def puts_box(phone: APhone, pairing: str, box: bytes | None = None) -> str:
    """The box that an unlocked phone puts there."""
    told = b64(box or os.urandom(88))
    response = phone.asks("PUT", f"/pairings/{pairing}/box", json={"box": told})
    assert response.json == {"state": "sealed"}, response.text
    return told


def opens(phone: APhone, pairing: str, opening: bytes | None = None) -> str:
    """The opening that the new phone puts there."""
    told = b64(opening or os.urandom(32))
    body = {"opening": told, "device": phone.id.hex()}
    response = phone.asks("PUT", f"/pairings/{pairing}/opening", json=body)
    assert response.json == {"state": "opened"}, response.text
    return told


def joins(phone: APhone, pairing: str, epoch: int = 1) -> Any:
    return phone.asks("POST", "/devices", json=phone.as_device(epoch, pairing=pairing))


def lets_in(alma: Person, phone: APhone) -> str:
    """A pairing that the person has confirmed."""
    pairing = announces(phone)
    puts_box(alma.phone, pairing)
    opens(phone, pairing)
    response = alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")
    assert response.json == {"state": "confirmed"}, response.text
    return pairing


def test_a_phone_is_let_in_step_by_step(app: Flask) -> None:
    alma, phone = a_person(app), a_stranger(app)

    pairing = announces(phone)
    waiting = phone.gets(f"/pairings/{pairing}")
    box = puts_box(alma.phone, pairing)
    sealed = phone.gets(f"/pairings/{pairing}")
    opening = opens(phone, pairing)
    opened = alma.phone.gets(f"/pairings/{pairing}")
    too_early = joins(phone, pairing)
    alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")
    confirmed = phone.gets(f"/pairings/{pairing}")
    joined = joins(phone, pairing)

    assert waiting == {"state": "waiting"}
    assert sealed == {"state": "sealed", "account": alma.account.hex(), "epoch": 1, "box": box}
    assert problem(too_early) == (404, "no-such-pairing")
    assert opened == sealed | {"state": "opened", "opening": opening}
    assert confirmed == opened | {"state": "confirmed"}
    assert joined.status_code == 201
    assert {device["id"] for device in joined.json["devices"]} == {alma.phone.id.hex(), phone.id.hex()}
    [own] = [one for one in phone.gets("/sessions")["sessions"] if one["current"]]
    assert own["device"] == phone.id.hex()
    assert problem(phone.asks("DELETE", "/accounts/current")) == (403, "proof-needed")


def test_a_pairing_lets_one_phone_in(app: Flask) -> None:
    alma, phone, another = a_person(app), a_stranger(app), a_stranger(app)
    pairing = lets_in(alma, phone)

    assert joins(phone, pairing).status_code == 201
    assert joins(phone, pairing).status_code == 201
    assert problem(joins(another, pairing)) == (404, "no-such-pairing")
    assert len(alma.phone.gets("/vault")["devices"]) == 2


def test_who_photographed_the_code_cannot_come_first(app: Flask) -> None:
    alma, phone, photographer = a_person(app), a_stranger(app), a_stranger(app)
    pairing = announces(phone)
    puts_box(alma.phone, pairing)
    opening = opens(phone, pairing)
    seen = photographer.gets(f"/pairings/{pairing}")

    body = {"opening": seen["opening"], "device": photographer.id.hex()}
    taken = photographer.asks("PUT", f"/pairings/{pairing}/opening", json=body)
    alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")
    first = joins(photographer, pairing)

    assert seen["opening"] == opening
    assert phone.id.hex() not in str(seen)
    assert problem(taken) == (409, "pairing-taken")
    assert problem(first) == (404, "no-such-pairing")
    assert problem(photographer.asks("GET", "/vault")) == (401, "not-signed-in")
    assert joins(phone, pairing).status_code == 201


def test_a_pairing_lasts_ten_minutes(settings: Settings) -> None:
    clock = HeldClock()
    app = a_server(settings, clock)
    alma, phone = a_person(app), a_stranger(app)
    pairing = lets_in(alma, phone)
    expires_at = phone.asks("POST", "/pairings", json={"id": pairing}).json

    clock.moves(minutes=9, seconds=59)
    again = phone.asks("POST", "/pairings", json={"id": pairing}).json
    still_there = phone.gets(f"/pairings/{pairing}")["state"]
    clock.moves(seconds=1)

    assert again == expires_at == {"expires_at": "2026-11-23T12:10:00.000Z"}
    assert still_there == "confirmed"
    gone = (404, "no-such-pairing")
    assert problem(phone.asks("GET", f"/pairings/{pairing}")) == gone
    assert problem(joins(phone, pairing)) == gone
    assert problem(alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")) == gone
    box = {"box": b64(os.urandom(88))}
    assert problem(alma.phone.asks("PUT", f"/pairings/{pairing}/box", json=box)) == gone
    opening = {"opening": b64(os.urandom(32)), "device": phone.id.hex()}
    assert problem(phone.asks("PUT", f"/pairings/{pairing}/opening", json=opening)) == gone
    assert problem(alma.phone.asks("DELETE", f"/pairings/{pairing}")) == gone
    phone.asks("POST", "/pairings", json={"id": pairing})
    assert phone.gets(f"/pairings/{pairing}") == {"state": "waiting"}


def test_the_first_box_stays(app: Flask) -> None:
    alma, cleo, phone = a_person(app), a_person(app, "cleo"), a_stranger(app)
    second = alma.another_phone()
    pairing = announces(phone)
    box = os.urandom(88)
    puts_box(alma.phone, pairing, box)

    puts_box(alma.phone, pairing, box)
    for other in (alma.phone, second, cleo.phone):
        body = {"box": b64(os.urandom(88))}
        assert problem(other.asks("PUT", f"/pairings/{pairing}/box", json=body)) == (409, "pairing-taken")

    assert phone.gets(f"/pairings/{pairing}")["box"] == b64(box)


def test_an_opening_comes_after_the_box_and_stays(app: Flask) -> None:
    alma, phone, another = a_person(app), a_stranger(app), a_stranger(app)
    pairing, opening = announces(phone), os.urandom(32)
    address = f"/pairings/{pairing}/opening"
    right = {"opening": b64(opening), "device": phone.id.hex()}

    too_early = phone.asks("PUT", address, json=right)
    puts_box(alma.phone, pairing)
    opens(phone, pairing, opening)
    opens(phone, pairing, opening)
    other = another.asks("PUT", address, json=right | {"opening": b64(os.urandom(32))})
    alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")
    again = phone.asks("PUT", address, json=right)

    assert problem(too_early) == (404, "no-such-pairing")
    assert problem(other) == (409, "pairing-taken")
    assert again.json == {"state": "confirmed"}
    assert phone.gets(f"/pairings/{pairing}")["opening"] == b64(opening)


def test_nothing_is_confirmed_before_the_opening(app: Flask) -> None:
    alma, phone = a_person(app), a_stranger(app)
    pairing = announces(phone)
    puts_box(alma.phone, pairing)

    confirmed = alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")

    assert problem(confirmed) == (404, "no-such-pairing")
    assert phone.gets(f"/pairings/{pairing}")["state"] == "sealed"
    assert problem(joins(phone, pairing)) == (404, "no-such-pairing")


def test_only_who_put_the_box_confirms(app: Flask) -> None:
    alma, cleo, phone = a_person(app), a_person(app, "cleo"), a_stranger(app)
    second = alma.another_phone()
    pairing = announces(phone)

    before_the_box = alma.phone.asks("POST", f"/pairings/{pairing}/confirmation")
    puts_box(alma.phone, pairing)
    opens(phone, pairing)

    assert problem(before_the_box) == (404, "no-such-pairing")
    for other in (second, cleo.phone):
        response = other.asks("POST", f"/pairings/{pairing}/confirmation")
        assert problem(response) == (404, "no-such-pairing")
    assert problem(cleo.phone.asks("DELETE", f"/pairings/{pairing}")) == (404, "no-such-pairing")
    assert phone.gets(f"/pairings/{pairing}")["state"] == "opened"


def test_when_digits_differ_nobody_is_let_in(app: Flask) -> None:
    alma, phone = a_person(app), a_stranger(app)
    pairing = announces(phone)
    puts_box(alma.phone, pairing)

    assert alma.phone.asks("DELETE", f"/pairings/{pairing}").status_code == 204

    assert problem(phone.asks("GET", f"/pairings/{pairing}")) == (404, "no-such-pairing")
    assert problem(joins(phone, pairing)) == (404, "no-such-pairing")


def test_a_new_epoch_ends_every_pairing(app: Flask) -> None:
    alma, phone = a_person(app), a_stranger(app)
    second = alma.another_phone()
    pairing = lets_in(alma, phone)

    body = alma.begins_epoch(stays=[alma.phone], goes=[second])
    assert alma.phone.asks("POST", "/epochs", json=body).status_code == 200

    assert problem(joins(phone, pairing)) == (404, "no-such-pairing")
    assert problem(joins(phone, pairing, epoch=2)) == (404, "no-such-pairing")
    assert len(alma.phone.gets("/vault")["devices"]) == 2


def test_a_pairing_counts_for_its_own_account(app: Flask) -> None:
    alma, cleo = a_person(app), a_person(app, "cleo")
    phone = APhone(cleo.phone.client)

    joined = joins(phone, lets_in(alma, phone))

    assert joined.json["account"] == alma.account.hex()
    assert phone.gets("/vault")["account"] == alma.account.hex()
    assert len(phone.gets("/vault")["devices"]) == 2
