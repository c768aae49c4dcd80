"""A device is removed: in one step, by one of two who try, and nothing of its access is left."""

import os
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import update

from server.db import db, write_transaction
from server.models import Device
from tests.server.people import a_lock, a_person, a_stranger, problem, without_auth


def test_a_new_epoch_changes_all_at_once(app: Flask) -> None:
    alma = a_person(app)
    second = alma.another_phone()
    body = alma.begins_epoch(stays=[alma.phone], goes=[second])

    vault = alma.phone.asks("POST", "/epochs", json=body).json

    assert vault is not None
    assert (vault["epoch"], vault["version"]) == (2, 3)
    assert vault["locks"] == [without_auth(lock) for lock in body["locks"]]
    assert vault["histories"] == [{"epoch": 2, "wrapped": body["history"]}]
    stays, goes = vault["devices"]
    assert (stays["epoch"], stays["certificate"]) == (2, body["devices"][0]["certificate"])
    assert "closed" not in stays
    closing = {name: value for name, value in body["closed"][0].items() if name != "id"}
    assert goes["closed"] == closing | {"epoch": 2}
    assert goes["epoch"] == 1
    assert vault == alma.phone.gets("/vault")


@pytest.mark.promise(2)
def test_a_removed_phone_can_neither_read_nor_write(app: Flask) -> None:
    alma = a_person(app)
    second, unbound = alma.another_phone(), a_stranger(app)
    unbound.signs_in(alma.passphrase, alma.handle)
    third = alma.another_phone()

    body = alma.begins_epoch(stays=[alma.phone, third], goes=[second])
    assert alma.phone.asks("POST", "/epochs", json=body).status_code == 200

    for path in ("/vault", "/changes?after=0"):
        assert problem(second.asks("GET", path)) == (401, "not-signed-in")
        assert problem(unbound.asks("GET", path)) == (401, "not-signed-in")
        assert third.asks("GET", path).status_code == 200
    assert problem(second.signs_in_by_key()) == (401, "sign-in-failed")
    assert problem(second.signs_in(alma.passphrase, alma.handle)) == (401, "sign-in-failed")
    assert problem(second.signs_in(alma.recovery, alma.handle)) == (401, "sign-in-failed")
    assert third.signs_in_by_key().status_code == 201


def test_a_removed_phone_may_not_come_back_under_its_id(app: Flask) -> None:
    alma = a_person(app)
    second = alma.another_phone()
    alma.phone.asks("POST", "/epochs", json=alma.begins_epoch(stays=[alma.phone], goes=[second]))

    response = alma.phone.asks("POST", "/devices", json=second.as_device(2))

    assert problem(response) == (409, "device-exists")


def test_of_two_who_remove_at_once_one_wins(app: Flask) -> None:
    alma = a_person(app)
    second = alma.another_phone()
    second.signs_in(alma.passphrase, alma.handle)
    both = [alma.phone, second]
    bodies = [alma.begins_epoch(stays=both, goes=[]) for _ in both]
    start, answers = Barrier(2), {}

    def begin(number: int) -> None:
        start.wait()
        answers[number] = both[number].asks("POST", "/epochs", json=bodies[number])

    threads = [Thread(target=begin, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won, lost = sorted(answers, key=lambda number: answers[number].status_code)
    assert answers[won].status_code == 200
    assert problem(answers[lost]) == (409, "epoch-moved")
    assert answers[lost].json["epoch"] == 2
    assert alma.phone.gets("/vault")["histories"] == [{"epoch": 2, "wrapped": bodies[won]["history"]}]


def test_a_picture_that_is_not_whole_changes_nothing(app: Flask) -> None:
    alma = a_person(app)
    second, stranger = alma.another_phone(), a_stranger(app)
    before = alma.phone.gets("/vault")
    whole = alma.begins_epoch(stays=[alma.phone], goes=[second])
    wrong = {
        "one phone left out": alma.begins_epoch(stays=[alma.phone], goes=[]),
        "one phone too many": alma.begins_epoch(stays=[alma.phone, stranger], goes=[second]),
        "locks of this epoch": whole | {"locks": [a_lock("passphrase"), a_lock("recovery")]},
        "the epoch after": whole | {"expected_epoch": 2},
    }

    for what, body in wrong.items():
        response = alma.phone.asks("POST", "/epochs", json=body)

        assert problem(response) == (409, "epoch-moved"), what
        assert response.json["epoch"] == 1  # type: ignore[index]
    no_recovery = whole | {"locks": [a_lock("passphrase", 2)]}
    assert problem(alma.phone.asks("POST", "/epochs", json=no_recovery)) == (409, "last-lock")
    twice = alma.begins_epoch(stays=[alma.phone, alma.phone], goes=[second])
    assert problem(alma.phone.asks("POST", "/epochs", json=twice)) == (422, "malformed-body")
    both = alma.begins_epoch(stays=[alma.phone, second], goes=[second])
    assert problem(alma.phone.asks("POST", "/epochs", json=both)) == (422, "malformed-body")
    assert alma.phone.gets("/vault") == before
    assert second.gets("/vault") == before


def test_a_closing_must_be_where_the_chain_ends(app: Flask) -> None:
    alma = a_person(app)
    second = alma.another_phone()
    head = os.urandom(32)
    with app.app_context(), write_transaction():
        own = update(Device).where(Device.account == alma.account, Device.id == second.id)
        db.session.execute(own.values(counter=3, head=head))
    body = alma.begins_epoch(stays=[alma.phone], goes=[second])
    closing = body["closed"][0]

    for wrong in ({}, {"counter": 3}, {"counter": 4, "head": head.hex()}, {"counter": 2, "head": head.hex()}):
        response = alma.phone.asks("POST", "/epochs", json=body | {"closed": [closing | wrong]})

        assert problem(response) == (409, "log-moved")
        told = response.json
        assert told is not None
        assert (told["device"], told["head"]) == (second.id.hex(), {"counter": 3, "id": head.hex()})
    assert alma.phone.gets("/vault")["epoch"] == 1
    right = body | {"closed": [closing | {"counter": 3, "head": head.hex()}]}
    assert alma.phone.asks("POST", "/epochs", json=right).status_code == 200


def test_a_removal_needs_proof(app: Flask) -> None:
    alma = a_person(app)
    second = alma.another_phone()
    second.signs_in_by_key()

    body = alma.begins_epoch(stays=[second], goes=[alma.phone])

    assert problem(second.asks("POST", "/epochs", json=body)) == (403, "proof-needed")
    assert alma.phone.gets("/vault")["epoch"] == 1
