"""Turning sync on, and deleting the account with everything of it."""

import os
import re
from itertools import islice
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, update

from server import accounts, vault
from server.account_schemas import NewAccount
from server.db import db, write_transaction
from server.models import Account, Batch, Device, Snapshot
from sync.chain import AccountId
from tests.server.people import (
    NOON,
    Person,
    a_journal,
    a_lock,
    a_person,
    a_stranger,
    b64,
    everything,
    problem,
    wait_for_a_waiting_one,
)


def registers(person: Person, **changes: Any) -> tuple[int, str]:
    """What is wrong with a registration that differs in these members."""
    return problem(a_stranger(person.app).asks("POST", "/accounts", json=person.body | changes))


def test_turning_sync_on_gives_a_handle_and_a_session(app: Flask) -> None:
    alma = a_journal(app, "Alma.B_2")

    response = alma.phone.asks("POST", "/accounts", json=alma.body)

    assert response.status_code == 201
    told = response.json
    assert told is not None
    assert re.fullmatch(r"alma\.b_2-[0-9]{4}", told.pop("handle"))
    assert told == {"account": alma.account.hex(), "device": alma.phone.id.hex(), "epoch": 1}
    assert alma.phone.gets("/vault")["devices"][0]["id"] == alma.phone.id.hex()
    assert problem(alma.phone.asks("DELETE", f"/locks/{alma.recovery['id']}")) == (409, "last-lock")


def test_registering_again_gives_the_same_answer(app: Flask) -> None:
    alma = a_person(app)
    first = everything(app)

    again = a_stranger(app).asks("POST", "/accounts", json=alma.body)

    assert again.status_code == 201
    assert again.json["handle"] == alma.handle  # type: ignore[index]
    second = everything(app)
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"session", "rate"}


def test_others_cannot_register_what_is_there(app: Flask) -> None:
    alma = a_person(app)
    before = everything(app)
    other_key = a_stranger(app).as_device(id=alma.phone.id.hex())
    other_auth = [alma.passphrase | {"auth": b64(os.urandom(32))}, alma.recovery]
    other_locks = [a_lock("passphrase"), a_lock("recovery")]

    assert registers(alma, devices=[other_key]) == (409, "account-exists")
    assert registers(alma, locks=other_auth) == (409, "account-exists")
    assert registers(alma, locks=other_locks) == (409, "account-exists")
    after = everything(app)
    assert {name for name in after if after[name] != before[name]} == {"rate"}


def test_a_journal_without_its_locks_is_refused(app: Flask) -> None:
    alma = a_journal(app)
    passphrase, recovery = alma.passphrase, alma.recovery
    many = [passphrase, recovery, *(a_lock("passkey") for _ in range(7))]
    credential = a_lock("passkey")["credential_id"]
    twice = [a_lock("passkey", credential_id=credential) for _ in range(2)]

    assert registers(alma, locks=[passphrase]) == (409, "last-lock")
    assert registers(alma, locks=[recovery]) == (409, "last-lock")
    assert registers(alma, locks=[passphrase, recovery, a_lock("recovery")]) == (409, "too-many-locks")
    assert registers(alma, locks=many) == (422, "malformed-body")
    assert registers(alma, locks=[recovery, *twice]) == (409, "lock-exists")
    assert registers(alma, locks=[a_lock("passphrase", 2), recovery]) == (409, "epoch-moved")
    assert everything(app)["account"] == []
    assert a_person(app, locks=many[:8]).handle


def test_eight_live_phones_may_come_along(app: Flask) -> None:
    alma = a_journal(app)
    own = alma.body["devices"]
    others = [a_stranger(app).as_device() for _ in range(8)]
    closing = {"epoch": 1, "counter": 7, "head": "ab" * 32, "certificate": b64(os.urandom(32))}
    closed = a_stranger(app).as_device(closed=closing)

    assert registers(alma, devices=[*own, *others]) == (409, "too-many-devices")
    ben = a_person(app, devices=[*own, *others[:7], closed], device=own[0]["id"])
    told = {device["id"]: device for device in ben.phone.gets("/vault")["devices"]}
    assert len(told) == 9
    assert told[closed["id"]]["closed"] == closing


def test_a_journal_in_a_later_epoch_brings_its_histories(app: Flask) -> None:
    histories = [{"epoch": epoch, "wrapped": b64(os.urandom(60))} for epoch in (2, 3)]
    alma = a_journal(app)
    later = {
        "epoch": 3,
        "locks": [a_lock("passphrase", 3), a_lock("recovery", 3)],
        "devices": [alma.phone.as_device(3)],
    }

    for told in ([], histories[:1], histories[1:], [*histories, {**histories[1], "epoch": 4}]):
        assert registers(alma, **later, histories=told) == (422, "malformed-body")
    response = alma.phone.asks("POST", "/accounts", json=alma.body | later | {"histories": histories})

    assert response.status_code == 201
    assert alma.phone.gets("/vault")["histories"] == histories


@pytest.mark.parametrize("kind", ["four digits", "six digits"])
def test_no_name_is_ever_taken(app: Flask, kind: str) -> None:
    if kind == "six digits":
        with app.app_context(), write_transaction():
            taken = [
                {"account": os.urandom(16), "handle": f"alma-{number:04}", "epoch": 1, "created_at": NOON}
                for number in range(10_000)
            ]
            db.session.execute(insert(Account), taken)

    handles = [a_person(app).handle for _ in range(2)]

    assert len(set(handles)) == 2
    digits = 4 if kind == "four digits" else 6
    assert all(re.fullmatch(rf"alma-[0-9]{{{digits}}}", handle) for handle in handles)


def test_a_name_of_32_characters_is_the_longest(app: Flask) -> None:
    names = {"al.": 201, "a" * 32: 201, "al": 422, "a" * 33: 422, "al ma": 422, "al-ma": 422, "älma": 422}

    for name, status in names.items():
        alma = a_journal(app, name)
        assert alma.phone.asks("POST", "/accounts", json=alma.body).status_code == status, name


def test_a_handle_has_39_characters_at_most(app: Flask) -> None:
    [four, *_, six] = [len(handle) for handle in islice(accounts.handles("a" * 32), accounts.DRAWS + 1)]
    told = {"a" * 32 + "-123456": 401, "a" * 33 + "-123456": 422, "a" * 32 + "-1234567": 422}

    assert (four, six) == (37, 39)
    for handle, status in told.items():
        response = a_stranger(app).signs_in(a_lock("recovery"), handle)
        assert response.status_code == status, handle


@pytest.mark.promise(7)
def test_a_deleted_account_leaves_no_row_behind(app: Flask) -> None:
    alma, ben = a_person(app), a_person(app, "ben")
    fill(app, alma)
    before = everything(app)

    response = alma.phone.asks("DELETE", "/accounts/current")

    assert (response.status_code, response.data) == (204, b"")
    after = everything(app)
    rooms = ("account", "lock", "device", "history", "session", "batch", "snapshot", "pairing")
    assert all(has(before[name], alma.account) for name in rooms)
    assert not any(has(rows, alma.account) or alma.handle in str(rows) for rows in after.values())
    assert problem(alma.phone.asks("GET", "/vault")) == (401, "not-signed-in")
    assert ben.phone.gets("/vault")["handle"] == ben.handle


def test_an_account_is_deleted_by_proof_alone(app: Flask) -> None:
    alma = a_person(app)
    second = alma.another_phone()
    second.signs_in_by_key()

    assert problem(second.asks("DELETE", "/accounts/current")) == (403, "proof-needed")
    assert alma.phone.gets("/vault")["handle"] == alma.handle


def fill(app: Flask, person: Person) -> None:
    """Something of this person in every table."""
    epoch = person.phone.asks("POST", "/epochs", json=person.begins_epoch(stays=[person.phone], goes=[]))
    assert epoch.status_code == 200
    pairing = os.urandom(16).hex()
    assert person.phone.asks("POST", "/pairings", json={"id": pairing}).status_code == 201
    box = {"box": b64(os.urandom(88))}
    assert person.phone.asks("PUT", f"/pairings/{pairing}/box", json=box).status_code == 200
    with app.app_context(), write_transaction():
        rows = {"account": person.account, "seq": 1}
        batch = {"device": person.phone.id, "counter": 1, "changes": 1, "pushed_before": 0, "ids": b"i"}
        db.session.add_all([Batch(**rows, **batch, content=b"c"), Snapshot(**rows, content=b"s")])


def has(rows: list[tuple[Any, ...]], account: bytes) -> bool:
    return any(account in row for row in rows)


def test_a_phone_removed_meanwhile_does_not_register_again(app: Flask) -> None:
    alma, answers = a_person(app), []
    again = Thread(
        target=lambda: answers.append(problem(a_stranger(app).asks("POST", "/accounts", json=alma.body)))
    )

    with app.app_context(), write_transaction():
        vault.locked(AccountId(alma.account))
        again.start()
        wait_for_a_waiting_one()
        own = update(Device).where(Device.account == alma.account, Device.id == alma.phone.id)
        db.session.execute(own.values(closed_epoch=2))
    again.join()

    assert answers == [(409, "account-exists")]


def registering_anew(person: Person, answers: list[tuple[int, Any]]) -> Thread:
    """The same registration once more, by itself; what it is answered."""

    def ask() -> None:
        response = a_stranger(person.app).asks("POST", "/accounts", json=person.body)
        answers.append((response.status_code, response.json))

    return Thread(target=ask)


def test_a_retry_that_overlaps_its_first_try_succeeds(app: Flask) -> None:
    alma, answers = a_journal(app), list[tuple[int, Any]]()
    asked = NewAccount().load(alma.body)
    retry = registering_anew(alma, answers)

    with app.app_context():
        made = vault.with_hashes(asked["locks"])
        with write_transaction():
            handle = accounts.add(asked, made, NOON)
            retry.start()
            wait_for_a_waiting_one()
    retry.join()

    [(status, told)] = answers
    assert (status, told["handle"]) == (201, handle)


def test_an_account_that_vanishes_meanwhile_is_made_anew(app: Flask) -> None:
    alma, answers = a_person(app), list[tuple[int, Any]]()
    again = registering_anew(alma, answers)

    with app.app_context(), write_transaction():
        vault.locked(AccountId(alma.account))
        again.start()
        wait_for_a_waiting_one()
        db.session.execute(delete(Account).where(Account.account == alma.account))
    again.join()

    [(status, told)] = answers
    assert (status, told["account"]) == (201, alma.account.hex())
    assert told["handle"] != alma.handle


def test_two_who_register_one_account_at_once(app: Flask) -> None:
    alma = a_journal(app)
    loser = a_journal(app, account=alma.account.hex())
    with app.app_context():
        # What the slower of two has seen: no such account.
        assert db.session.get(Account, alma.account) is None
        alma.phone.asks("POST", "/accounts", json=alma.body)
        with pytest.raises(accounts.Moved), write_transaction():
            accounts.add(loser.body | {"account": alma.account}, [], NOON)

        assert vault.held(AccountId(alma.account), for_writing=False).handle.startswith("alma-")
