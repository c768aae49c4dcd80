"""Signing in with a passkey: for our challenge, on our page, by a person who was verified."""

import os
from typing import Any

import cbor2
import pytest
from flask import Flask

from server.passkeys import NOBODYS_KEY, is_public_key
from tests.server.an_authenticator import PRESENT, VERIFIED, Passkey, a_key
from tests.server.people import APhone, Person, a_lock, a_person, a_stranger, b64, from_b64, problem

REFUSED = (401, "sign-in-failed")


def with_passkey(app: Flask, passkey: Passkey, **changes: Any) -> Person:
    """Somebody who signs in with this passkey."""
    alma = a_person(app)
    lock = lock_of(passkey) | changes
    response = alma.phone.asks("PUT", f"/locks/{lock['id']}", json=lock)
    assert response.status_code == 200, response.text
    return alma


def lock_of(passkey: Passkey) -> dict[str, Any]:
    return a_lock("passkey", credential_id=b64(passkey.id), public_key=b64(passkey.cose_key))


def a_challenge(phone: APhone) -> str:
    challenge: str = phone.asks("POST", "/challenges").json["challenge"]  # type: ignore[index]
    return challenge


def signs_in(phone: APhone, passkey: Passkey, **how: Any) -> Any:
    return phone.asks("POST", "/sessions", json=passkey.answers(a_challenge(phone), **how))


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_a_passkey_signs_in_without_any_typing(app: Flask, algorithm: str) -> None:
    passkey = Passkey(a_key(algorithm))
    alma, phone = with_passkey(app, passkey), a_stranger(app)

    response = signs_in(phone, passkey)

    assert response.status_code == 201
    assert (response.json["handle"], response.json["device"]) == (alma.handle, None)
    [lock] = [lock for lock in phone.gets("/vault")["locks"] if lock["kind"] == "passkey"]
    assert from_b64(lock["credential_id"]) == passkey.id
    assert phone.asks("DELETE", f"/locks/{lock['id']}").status_code == 200
    assert problem(signs_in(phone, passkey)) == REFUSED


def test_what_a_passkey_signed_elsewhere_is_refused(app: Flask) -> None:
    passkey = Passkey(a_key("ES256"))
    with_passkey(app, passkey)
    phone = a_stranger(app)
    other_key = Passkey(a_key("ES256"), id=passkey.id)
    unknown = Passkey(passkey.key)
    made_up = b64(os.urandom(72))

    wrong = {
        "another site": signs_in(phone, passkey, origin="https://evil.example"),
        "our host, another port": signs_in(phone, passkey, origin="http://localhost:8000"),
        "another site's passkey": signs_in(phone, passkey, rp_id="evil.example"),
        "nobody verified": signs_in(phone, passkey, flags=PRESENT),
        "nobody there": signs_in(phone, passkey, flags=VERIFIED),
        "made, not used": signs_in(phone, passkey, kind="webauthn.create"),
        "another key": signs_in(phone, other_key),
        "another id": signs_in(phone, unknown),
        "our challenge, another signed": phone.asks(
            "POST", "/sessions", json=passkey.answers(a_challenge(phone)) | {"challenge": a_challenge(phone)}
        ),
        "a challenge of its own": phone.asks("POST", "/sessions", json=passkey.answers(made_up)),
    }

    assert {what: problem(response) for what, response in wrong.items()} == dict.fromkeys(wrong, REFUSED)
    assert {response.data for response in wrong.values()} == {wrong["another id"].data}
    assert signs_in(phone, passkey).status_code == 201


def test_a_passkey_that_counts_must_count_on(app: Flask) -> None:
    passkey = Passkey(a_key("ES256"), sign_count=5)
    alma = with_passkey(app, passkey)
    phone = a_stranger(app)

    assert signs_in(phone, passkey).status_code == 201
    assert problem(signs_in(phone, passkey)) == REFUSED
    passkey.sign_count = 4
    assert problem(signs_in(phone, passkey)) == REFUSED
    body = alma.begins_epoch(stays=[alma.phone], goes=[])
    wrapped_anew = lock_of(passkey) | {"epoch": 2}
    response = alma.phone.asks("POST", "/epochs", json=body | {"locks": [*body["locks"], wrapped_anew]})
    assert response.status_code == 200
    assert problem(signs_in(phone, passkey)) == REFUSED
    passkey.sign_count = 6
    assert signs_in(phone, passkey).status_code == 201


def test_without_a_public_key_a_passkey_only_unlocks(app: Flask) -> None:
    passkey = Passkey(a_key("ES256"))
    alma = a_person(app)
    lock = {name: value for name, value in lock_of(passkey).items() if name != "public_key"}
    assert alma.phone.asks("PUT", f"/locks/{lock['id']}", json=lock).status_code == 200

    assert problem(signs_in(a_stranger(app), passkey)) == REFUSED


@pytest.mark.parametrize(
    "unreadable",
    [
        b"x",
        b"\x04" + bytes(64),
        cbor2.dumps({}),
        cbor2.dumps([1, 2]),
        cbor2.dumps({1: 2, 3: -7, -1: 1, -2: b"x", -3: "y"}),
        cbor2.dumps({1: 1, 3: -8, -1: 6, -2: bytes(5)}),
        cbor2.dumps({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}),
        cbor2.dumps({1: 3, 3: -257, -1: 1, -2: 2}),
        b"\x81" * 1000,
    ],
    ids=lambda key: key.hex()[:12],
)
def test_a_public_key_that_is_none_is_refused(app: Flask, unreadable: bytes) -> None:
    alma = a_person(app)
    lock = a_lock("passkey", public_key=b64(unreadable))

    response = alma.phone.asks("PUT", f"/locks/{lock['id']}", json=lock)

    assert problem(response) == (422, "malformed-body")
    assert "public_key" in response.json["errors"]  # type: ignore[index]


def test_an_assertion_that_is_none_signs_nobody_in(app: Flask) -> None:
    passkey = Passkey(a_key("ES256"))
    with_passkey(app, passkey)
    phone = a_stranger(app)
    parts = ("authenticator_data", "client_data", "signature")
    whole = passkey.answers(a_challenge(phone))

    for part in parts:
        for wrong in (b"x", bytes(37), b"{}", b"\xff" * 400, b"[" * 4000):
            credential = whole["credential"] | {part: b64(wrong)}
            response = phone.asks("POST", "/sessions", json=whole | {"credential": credential})
            assert problem(response) == REFUSED, (part, wrong[:4])


def test_the_key_of_nobody_is_a_key() -> None:
    assert is_public_key(NOBODYS_KEY)
