"""Locks: set, replaced, taken away, and never too few of them."""

import os
from typing import Any

import pytest
from flask import Flask

from tests.server.people import (
    Person,
    a_lock,
    a_person,
    a_stranger,
    b64,
    problem,
    without_auth,
)


def puts(person: Person, lock: dict[str, Any]) -> Any:
    return person.phone.asks("PUT", f"/locks/{lock['id']}", json=lock)


def test_the_vault_tells_all_but_what_signs_in(app: Flask) -> None:
    alma = a_person(app)

    vault = alma.phone.gets("/vault")

    device = alma.body["devices"][0]
    [told] = vault.pop("devices")
    assert told.pop("added_at") == told.pop("last_seen_at")
    assert told == device
    assert vault == {
        "account": alma.account.hex(),
        "handle": alma.handle,
        "epoch": 1,
        "version": 1,
        "seq": 0,
        "snapshot": None,
        "locks": [without_auth(alma.passphrase), without_auth(alma.recovery)],
        "histories": [],
        "bytes": 0,
        "bytes_max": 67_108_864,
    }


@pytest.mark.parametrize("kind", ["passphrase", "recovery"])
def test_a_secret_takes_the_place_of_the_one_before(app: Flask, kind: str) -> None:
    alma = a_person(app)
    before = alma.passphrase if kind == "passphrase" else alma.recovery
    after = a_lock(kind)

    vault = puts(alma, after).json

    assert [lock for lock in vault["locks"] if lock["kind"] == kind] == [without_auth(after)]
    assert len(vault["locks"]) == 2
    assert vault["version"] == 2
    assert a_stranger(app).signs_in(after, alma.handle).status_code == 201
    assert problem(a_stranger(app).signs_in(before, alma.handle)) == (401, "sign-in-failed")


def test_eight_locks_are_the_most(app: Flask) -> None:
    alma = a_person(app)
    passkeys = [a_lock("passkey") for _ in range(7)]

    taken = [puts(alma, lock).status_code for lock in passkeys[:6]]
    one_more = puts(alma, passkeys[6])

    assert taken == [200] * 6
    assert problem(one_more) == (409, "too-many-locks")
    vault = alma.phone.gets("/vault")
    assert (len(vault["locks"]), vault["version"]) == (8, 7)
    assert puts(alma, passkeys[0] | {"wrapped": b64(os.urandom(60))}).status_code == 200


def test_the_last_way_in_stays(app: Flask) -> None:
    alma = a_person(app)
    passkey = a_lock("passkey")

    def deletes(lock: dict[str, Any]) -> Any:
        return alma.phone.asks("DELETE", f"/locks/{lock['id']}")

    assert problem(deletes(alma.passphrase)) == (409, "last-lock")
    assert problem(deletes(alma.recovery)) == (409, "last-lock")
    assert puts(alma, passkey).status_code == 200
    assert deletes(alma.passphrase).status_code == 200
    assert problem(deletes(passkey)) == (409, "last-lock")
    assert problem(deletes(alma.passphrase)) == (404, "no-such-lock")
    assert [lock["kind"] for lock in alma.phone.gets("/vault")["locks"]] == ["passkey", "recovery"]


def test_a_lock_becomes_no_other_kind_of_last(app: Flask) -> None:
    alma = a_person(app)

    assert problem(puts(alma, a_lock("passkey", id=alma.recovery["id"]))) == (409, "last-lock")
    assert puts(alma, a_lock("passkey", id=alma.passphrase["id"])).status_code == 200
    assert len(alma.phone.gets("/vault")["locks"]) == 2


def test_a_passkey_belongs_to_one_lock(app: Flask) -> None:
    alma, ben = a_person(app), a_person(app, "ben")
    passkey = a_lock("passkey")

    assert puts(alma, passkey).status_code == 200
    assert problem(puts(alma, {**passkey, "id": os.urandom(16).hex()})) == (409, "lock-exists")
    assert problem(puts(ben, passkey)) == (409, "lock-exists")
    assert len(ben.phone.gets("/vault")["locks"]) == 2


@pytest.mark.parametrize(("kind", "size"), [("passphrase", 16), ("passkey", 32)])
def test_a_salt_has_the_length_of_its_kind(app: Flask, kind: str, size: int) -> None:
    alma = a_person(app)

    answers = {
        length: problem(puts(alma, a_lock(kind, salt=b64(os.urandom(length)))))
        for length in (15, 16, 17, 31, 32, 33)
        if length != size
    }

    assert set(answers.values()) == {(422, "malformed-body")}
    assert puts(alma, a_lock(kind, salt=b64(os.urandom(size)))).status_code == 200


def test_a_lock_of_another_epoch_is_refused(app: Flask) -> None:
    alma = a_person(app)

    response = puts(alma, a_lock("recovery", 2))

    assert problem(response) == (409, "epoch-moved")
    assert response.json["epoch"] == 1
    assert alma.phone.gets("/vault")["version"] == 1


def test_nobody_takes_a_lock_of_others_away(app: Flask) -> None:
    alma, ben = a_person(app), a_person(app, "ben")

    assert problem(ben.phone.asks("DELETE", f"/locks/{alma.recovery['id']}")) == (404, "no-such-lock")
    assert puts(ben, a_lock("recovery", id=alma.recovery["id"])).status_code == 200
    assert without_auth(alma.recovery) in alma.phone.gets("/vault")["locks"]
