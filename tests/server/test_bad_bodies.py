"""Whatever is wrong with what is sent: the right problem, and nothing is changed by it."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Flask

from server.api.bodies import JSON_BYTES_MAX
from server.config import Settings
from tests.server.an_authenticator import Passkey, a_key
from tests.server.people import (
    Person,
    a_journal,
    a_lock,
    a_person,
    a_server,
    a_stranger,
    b64,
    everything,
    problem,
)

Body = dict[str, Any]
NO_LOCK = "0" * 32


def an_app(settings: Settings) -> Flask:
    return a_server(replace(settings, rates_times=1000))


def right_bodies(alma: Person, cleo: Person) -> dict[tuple[str, str], Body]:
    """A body that would be taken, for each address that takes one."""
    journal, phone = a_journal(alma.app), a_stranger(alma.app)
    lock, passkey = a_lock("recovery"), Passkey(a_key("ES256"))
    by_passkey = passkey.answers(b64(bytes(72)))
    by_device = {
        "kind": "device",
        "account": alma.account.hex(),
        "device": alma.phone.id.hex(),
        "challenge": b64(bytes(72)),
        "signature": b64(bytes(64)),
    }
    return {
        ("POST", "/accounts"): journal.body,
        ("POST", "/stretching"): {"handle": alma.handle},
        ("POST", "/sessions#secret"): {"kind": "recovery", "handle": cleo.handle, "auth": b64(bytes(32))},
        ("POST", "/sessions#passkey"): by_passkey,
        ("POST", "/sessions#device"): by_device,
        ("PUT", f"/locks/{lock['id']}"): lock,
        ("POST", "/devices"): phone.as_device(pairing=NO_LOCK),
        ("POST", "/epochs"): alma.begins_epoch(stays=[alma.phone], goes=[]),
        ("POST", "/pairings"): {"id": os.urandom(16).hex()},
        ("PUT", f"/pairings/{NO_LOCK}/box"): {"box": b64(os.urandom(88))},
        ("PUT", f"/pairings/{NO_LOCK}/opening"): {"opening": b64(os.urandom(32)), "device": NO_LOCK},
    }


def wrong_values(right: Any) -> list[Any]:
    """What cannot stand where this stands."""
    if isinstance(right, int):
        return [None, str(right), -1, 0 if right else -2, 1.5, True, 2**64, [right]]
    if isinstance(right, str):
        return [None, 7, "", "é", f"{right}\n", f"{right}=", right[:-1] + "\0", right * 200, [right], {}]
    if isinstance(right, list):
        return [None, {}, "", right * 2 if right else [1], [None], [[]]]
    return [None, [], "", {}]


def wrong_bodies(right: Body) -> Iterator[tuple[str, Any]]:
    """The member that is wrong, and the body it is wrong in."""
    for name, value in right.items():
        optional = name == "pairing"
        if not optional:
            yield name, {other: kept for other, kept in right.items() if other != name}
        yield from ((name, right | {name: wrong}) for wrong in wrong_values(value))
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for _, inner in wrong_bodies(value[0]):
                yield name, right | {name: [inner, *value[1:]]}
        if isinstance(value, dict):
            for _, inner in wrong_bodies(value):
                yield name, right | {name: inner}
    yield "surplus", right | {"surplus": 1}


def all_but_rates(app: Flask) -> dict[str, Any]:
    return {name: rows for name, rows in everything(app).items() if name != "rate"}


def test_a_body_of_another_form_changes_nothing(settings: Settings) -> None:
    app = an_app(settings)
    alma, cleo = a_person(app), a_person(app, "cleo")
    before, tried = all_but_rates(app), 0

    for (method, address), right in right_bodies(alma, cleo).items():
        for member, wrong in wrong_bodies(right):
            response = alma.phone.asks(method, address.split("#")[0], json=wrong)

            assert problem(response) == (422, "malformed-body"), (address, member, wrong)
            assert member in response.json["errors"], (address, member, wrong)  # type: ignore[index]
            tried += 1

    assert tried > 400
    assert all_but_rates(app) == before


def test_what_is_no_json_changes_nothing(settings: Settings) -> None:
    app = an_app(settings)
    alma, cleo = a_person(app), a_person(app, "cleo")
    before = all_but_rates(app)
    json, form = "application/json", "application/x-www-form-urlencoded"
    wrong = [
        (b"", json, (400, "bad-request")),
        (b"{", json, (400, "bad-request")),
        (b"\xff\xfe{}", json, (400, "bad-request")),
        (b"[" * 100_000, json, (400, "bad-request")),
        (b"1" * 5_000, json, (400, "bad-request")),
        (b"[]", json, (422, "malformed-body")),
        (b"null", json, (422, "malformed-body")),
        (b"{}", form, (415, "unsupported-media-type")),
        (b"{}", "application/cbor", (415, "unsupported-media-type")),
        (b"{}", "", (415, "unsupported-media-type")),
        (b" " * JSON_BYTES_MAX, json, (400, "bad-request")),
        (b" " * (JSON_BYTES_MAX + 1), json, (413, "too-large")),
        (b" " * (5 * 1024 * 1024), json, (413, "too-large")),
    ]

    for method, address in right_bodies(alma, cleo):
        for body, content_type, told in wrong:
            response = alma.phone.asks(method, address.split("#")[0], data=body, content_type=content_type)

            assert problem(response) == told, (address, body[:20], content_type)
    assert all_but_rates(app) == before


def test_an_id_of_another_form_leads_nowhere(app: Flask) -> None:
    alma = a_person(app)
    wrong = ["x", "0" * 31, "0" * 33, "A" * 32, "0" * 31 + "é", "..", "%00" * 32]

    for id in wrong:
        for method, address in (
            ("DELETE", f"/locks/{id}"),
            ("PUT", f"/locks/{id}"),
            ("DELETE", f"/sessions/{id}"),
            ("GET", f"/pairings/{id}"),
            ("PUT", f"/pairings/{id}/box"),
            ("PUT", f"/pairings/{id}/opening"),
            ("POST", f"/pairings/{id}/confirmation"),
        ):
            assert alma.phone.asks(method, address).status_code in (404, 405), address


def test_a_lock_is_put_under_its_own_id(app: Flask) -> None:
    alma = a_person(app)

    response = alma.phone.asks("PUT", f"/locks/{NO_LOCK}", json=a_lock("recovery"))

    assert problem(response) == (422, "malformed-body")
    assert "id" in response.json["errors"]  # type: ignore[index]


def test_a_lock_has_the_members_of_its_kind(app: Flask) -> None:
    alma = a_person(app)
    surplus = {
        "auth": b64(bytes(32)),
        "salt": b64(bytes(16)),
        "credential_id": "AAAA",
        "lanes": 1,
        "public_key": "AAAA",
    }
    before = alma.phone.gets("/vault")

    for kind in ("passphrase", "recovery", "passkey"):
        right = a_lock(kind)
        for name, value in surplus.items():
            if name in right or (kind, name) == ("passkey", "public_key"):
                continue
            response = alma.phone.asks("PUT", f"/locks/{right['id']}", json=right | {name: value})
            assert problem(response) == (422, "malformed-body"), (kind, name)
            assert name in response.json["errors"]  # type: ignore[index]
    assert alma.phone.gets("/vault") == before


def test_an_unsafe_passphrase_lock_is_not_kept(app: Flask) -> None:
    alma = a_person(app)
    costs = {"memory_kib": (65_536, 1_048_576), "passes": (3, 16), "lanes": (1, 4)}

    for name, (least, most) in costs.items():
        for value, status in ((least, 200), (most, 200), (least - 1, 422), (most + 1, 422)):
            lock = a_lock("passphrase") | {name: value}
            assert alma.phone.asks("PUT", f"/locks/{lock['id']}", json=lock).status_code == status
