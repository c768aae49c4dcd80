"""Signing in: who shows a secret or a key gets in, and all others get the same answer."""

import os
from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import update

from server import vault
from server.config import Settings
from server.db import db, write_transaction
from server.models import Lock
from sync.chain import AccountId
from tests.server.people import (
    APhone,
    HeldClock,
    a_lock,
    a_person,
    a_server,
    a_stranger,
    b64,
    everything,
    from_b64,
    problem,
    wait_for_a_waiting_one,
)


@pytest.mark.parametrize("kind", ["passphrase", "recovery"])
def test_a_secret_signs_in_on_a_new_phone(app: Flask, kind: str) -> None:
    alma, phone = a_person(app), a_stranger(app)
    lock = alma.passphrase if kind == "passphrase" else alma.recovery

    response = phone.signs_in(lock, alma.handle.upper())

    assert response.status_code == 201
    assert response.json == {
        "account": alma.account.hex(),
        "handle": alma.handle,
        "device": None,
        "epoch": 1,
    }
    assert phone.gets("/vault")["handle"] == alma.handle
    assert problem(phone.asks("PUT", f"/pairings/{'0' * 32}/box", json={})) == (403, "no-device")


def test_a_device_signs_in_with_its_key(app: Flask) -> None:
    alma = a_person(app)
    again = APhone(app.test_client(), alma.phone.id, alma.phone.key, alma.account)

    response = again.signs_in_by_key()

    assert response.status_code == 201
    assert response.json["device"] == alma.phone.id.hex()  # type: ignore[index]
    assert problem(again.asks("DELETE", "/accounts/current")) == (403, "proof-needed")


def test_whatever_is_wrong_gives_the_same_answer(app: Flask) -> None:
    alma, ben = a_person(app), a_person(app, "ben")
    phone = a_stranger(app)
    wrong = {
        "another's passphrase": phone.signs_in(ben.passphrase, alma.handle),
        "the auth of another kind": phone.signs_in(alma.recovery | {"kind": "passphrase"}, alma.handle),
        "nobody": phone.signs_in(alma.passphrase, "nobody-1234"),
    }
    device = APhone(app.test_client(), alma.phone.id, alma.phone.key, alma.account)
    old = b64(os.urandom(72))
    wrong |= {
        "another's key": replace(device, key=ben.phone.key).signs_in_by_key(),
        "another's device": replace(device, id=ben.phone.id).signs_in_by_key(),
        "no such account": replace(device, account=os.urandom(16)).signs_in_by_key(),
        "a challenge that is not ours": device.signs_in_by_key(
            challenge=old,
            signature=b64(
                alma.phone.key.sign(b"plumbline/1 session" + alma.account + alma.phone.id + from_b64(old))
            ),
        ),
    }

    assert {response.status_code for response in wrong.values()} == {401}
    assert {response.data for response in wrong.values()} == {wrong["nobody"].data}
    assert not any("Set-Cookie" in response.headers for response in wrong.values())
    assert len(everything(app)["session"]) == 2


@pytest.mark.parametrize(("minutes", "status"), [(4.99, 201), (5, 401), (-0.01, 401)])
def test_a_challenge_is_good_for_five_minutes(settings: Settings, minutes: float, status: int) -> None:
    clock = HeldClock()
    alma = a_person(a_server(settings, clock))
    phone = alma.phone
    challenge = phone.asks("POST", "/challenges").json["challenge"]  # type: ignore[index]
    signed = b"plumbline/1 session" + alma.account + phone.id + from_b64(challenge)

    clock.moves(minutes=minutes)
    response = phone.signs_in_by_key(challenge=challenge, signature=b64(phone.key.sign(signed)))

    assert len(from_b64(challenge)) == 72
    assert response.status_code == status


def test_a_lock_replaced_meanwhile_lets_nobody_in(app: Flask) -> None:
    alma, answers = a_person(app), []
    signing_in = Thread(
        target=lambda: answers.append(problem(a_stranger(app).signs_in(alma.passphrase, alma.handle)))
    )

    with app.app_context(), write_transaction():
        vault.locked(AccountId(alma.account))
        signing_in.start()
        wait_for_a_waiting_one()
        [other] = vault.with_hashes([a_lock("passphrase")])
        own = update(Lock).where(Lock.account == alma.account, Lock.kind == "passphrase")
        db.session.execute(own.values(auth_hash=other["auth_hash"]))
    signing_in.join()

    assert answers == [(401, "sign-in-failed")]
