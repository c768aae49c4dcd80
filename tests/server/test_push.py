"""A push: what is taken, what is refused and why, and that a refused batch leaves the log as it was (6.1)."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask

from server.models import Device, Session
from sync import chain
from sync.chain import NO_CHANGE, ChangeId, DeviceId, Header
from sync.sizes import SIGNATURE_BYTES
from tests.server.people import problem
from tests.server.phones import SignedIn, a_phone, changed, log_of
from tests.sync.cast import Phone, flipped


def resigned(phone: Phone, envelope: bytes, **fields: Any) -> bytes:
    """The envelope with these fields of its header, signed again by its phone."""
    header = Header.parse(envelope)._replace(**fields).pack()
    return chain.sign(header + envelope[len(header) : -SIGNATURE_BYTES], phone.key)


def head_of(phone: SignedIn) -> dict[str, Any]:
    return {"counter": phone.phone.head.counter, "id": phone.phone.head.id.hex()}


def test_changes_of_two_phones_share_one_numbering(app: Flask) -> None:
    alma = a_phone(app)
    tablet = a_phone(app, alma.phone.journal)

    first = alma.pushes(alma.writes(2))
    second = tablet.pushes(tablet.writes(1))
    third = alma.pushes(alma.writes(1))

    assert first.json == {"seq": 2, "head": {"counter": 2, "id": alma_id(alma, 1)}}
    assert second.json == {"seq": 3, "head": head_of(tablet)}
    assert third.json == {"seq": 4, "head": head_of(alma)}
    assert log_of(app, alma.account) == list(enumerate(alma.phone.journal.envelopes, 1))


def alma_id(alma: SignedIn, index: int) -> str:
    return chain.change_id(alma.phone.journal.envelopes[index]).hex()


@pytest.mark.promise(3)
def test_a_batch_sent_again_changes_nothing(app: Flask) -> None:
    alma = a_phone(app)
    batch = alma.writes(3)
    first = alma.pushes(batch)

    again = alma.pushes(batch)
    part_of_it = alma.pushes(batch[1:2])

    assert again.status_code == part_of_it.status_code == 200
    assert again.json == part_of_it.json == first.json
    assert log_of(app, alma.account) == list(enumerate(batch, 1))


@pytest.mark.promise(3)
def test_a_partly_held_batch_adds_only_the_rest(app: Flask) -> None:
    alma = a_phone(app)
    changes = alma.writes(5)
    alma.pushes(changes[:3])

    response = alma.pushes(changes[1:])

    assert response.json == {"seq": 5, "head": head_of(alma)}
    assert log_of(app, alma.account) == list(enumerate(changes, 1))


def test_held_changes_are_passed_over_in_any_order(app: Flask) -> None:
    alma = a_phone(app)
    changes = alma.writes(120)
    alma.pushes(changes[:100])

    response = alma.pushes([changes[99], changes[0], *changes[100:], changes[110]])

    assert response.json == {"seq": 120, "head": head_of(alma)}
    assert log_of(app, alma.account) == list(enumerate(changes, 1))


# What is wrong with the batch of a phone whose first change is held: the batch, and the problem it gets.
Wrong = Callable[[SignedIn], Sequence[bytes]]
WRONG: dict[str, tuple[Wrong, int, str]] = {
    "an empty envelope": (lambda alma: [b""], 422, "malformed-envelope"),
    "another version": (lambda alma: [b"\x02" + alma.writes(1)[0][1:]], 422, "unknown-version"),
    "a byte short": (lambda alma: [alma.writes(1)[0][:-1]], 422, "malformed-envelope"),
    "a byte long": (lambda alma: [alma.writes(1)[0] + b"\0"], 422, "malformed-envelope"),
    "another account": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], account=os.urandom(16))],
        422,
        "wrong-account",
    ),
    "an unknown device": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], device=os.urandom(16))],
        422,
        "wrong-device",
    ),
    "another device later in the batch": (
        lambda alma: [
            *alma.writes(1),
            resigned(alma.phone, alma.writes(1)[0], device=os.urandom(16)),
        ],
        422,
        "wrong-device",
    ),
    "the epoch before the first": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], epoch=0)],
        422,
        "unknown-epoch",
    ),
    "an epoch the account does not have": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], epoch=2)],
        422,
        "unknown-epoch",
    ),
    "a change left out": (lambda alma: alma.writes(2)[1:], 409, "chain-gap"),
    "a change left out within": (
        lambda alma: [one for place, one in enumerate(alma.writes(3)) if place != 1],
        409,
        "chain-gap",
    ),
    "another change before it": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], previous=ChangeId(os.urandom(32)))],
        409,
        "chain-gap",
    ),
    "the wrong order": (lambda alma: alma.writes(2)[::-1], 409, "chain-gap"),
    "a counter beyond all": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], counter=2**64 - 1)],
        409,
        "chain-gap",
    ),
    "a counter before the first": (
        lambda alma: [resigned(alma.phone, alma.writes(1)[0], counter=0)],
        409,
        "chain-forked",
    ),
    "another first change": (
        lambda alma: [
            resigned(alma.phone, alma.writes(1)[0], counter=1, previous=NO_CHANGE),
        ],
        409,
        "chain-forked",
    ),
    "a bit of the signature": (
        lambda alma: [flipped(alma.writes(1)[0], 8 * 1213 - 1)],
        422,
        "bad-signature",
    ),
    "a bit of the ciphertext": (lambda alma: [flipped(alma.writes(1)[0], 8 * 200)], 422, "bad-signature"),
}


def test_what_is_out_of_order_is_refused_whole(app: Flask) -> None:
    for wrong, (batch, status, type) in WRONG.items():
        alma = a_phone(app)
        alma.pushes(alma.writes(1))
        before, head = log_of(app, alma.account), head_of(alma)

        response = alma.pushes(list(batch(alma)))

        assert problem(response) == (status, type), wrong
        assert response.json is not None
        assert response.json.get("head") == (head if status == 409 else None), wrong
        assert log_of(app, alma.account) == before, wrong
        assert alma.pulls()["head"] == 1, wrong


def test_a_wrong_change_after_a_right_one_takes_both_back(app: Flask) -> None:
    for wrong, (batch, status, type) in WRONG.items():
        alma = a_phone(app)
        alma.pushes(alma.writes(1))
        before = log_of(app, alma.account)

        response = alma.pushes([*alma.writes(1), *batch(alma)])

        assert problem(response) == (status, type), wrong
        assert log_of(app, alma.account) == before, wrong


def test_the_first_check_that_fails_is_told(app: Flask) -> None:
    alma = a_phone(app)
    broken = {"account": os.urandom(16), "device": os.urandom(16), "epoch": 9, "counter": 7}

    told = []
    while broken:
        [change] = alma.writes(1)
        wrong = flipped(resigned(alma.phone, change, **broken), 8 * len(change) - 1)
        told.append(problem(alma.pushes([wrong]))[1])
        broken.pop(next(iter(broken)))

    assert told == ["wrong-account", "wrong-device", "unknown-epoch", "chain-gap"]
    assert log_of(app, alma.account) == []


def test_one_signature_vouches_for_the_whole_chain(app: Flask) -> None:
    alma = a_phone(app)
    [first] = alma.writes(1)
    unsigned = first[:-SIGNATURE_BYTES] + bytes(SIGNATURE_BYTES)
    alma.phone.head = chain.Head(1, chain.change_id(unsigned))
    [second] = alma.writes(1)

    alone = alma.pushes([unsigned])
    vouched_for = alma.pushes([unsigned, second])

    assert problem(alone) == (422, "bad-signature")
    assert vouched_for.status_code == 200


def test_a_device_key_that_is_no_key_signs_nothing(app: Flask) -> None:
    alma = a_phone(app)
    changed(app, Device, Device.id == alma.phone.id, public_key=b"\xff" * 32)

    assert problem(alma.pushes(alma.writes(1))) == (422, "bad-signature")


def test_changes_of_an_older_epoch_are_taken(app: Flask) -> None:
    alma = a_phone(app, epoch=2)

    assert alma.pushes(alma.writes(1)).status_code == 200


def test_a_closed_device_is_taken_up_to_its_closing(app: Flask) -> None:
    alma = a_phone(app)
    lost = a_phone(app, alma.phone.journal)
    changes = lost.writes(3)
    changed(app, Device, Device.id == lost.phone.id, closed_counter=2)

    past_it = alma.pushes(changes)
    up_to_it = alma.pushes(changes[:2])
    by_itself = lost.pushes(changes)

    assert problem(past_it) == problem(by_itself) == (422, "wrong-device")
    assert up_to_it.json is not None
    assert up_to_it.json["seq"] == 2
    assert log_of(app, alma.account) == list(enumerate(changes[:2], 1))


def test_another_live_device_is_not_taken(app: Flask) -> None:
    alma = a_phone(app)
    tablet = a_phone(app, alma.phone.journal)

    assert problem(alma.pushes(tablet.writes(1))) == (422, "wrong-device")


def test_nobody_pushes_to_an_account_of_others(app: Flask) -> None:
    alma, cleo = a_phone(app), a_phone(app)
    changes = alma.writes(1)

    response = cleo.pushes(changes)

    assert problem(response) == (422, "wrong-account")
    assert log_of(app, alma.account) == log_of(app, cleo.account) == []


def test_an_unbound_session_reads_and_does_not_push(app: Flask) -> None:
    alma = a_phone(app)
    changed(app, Session, Session.account == alma.account, device=None)

    assert problem(alma.pushes(alma.writes(1))) == (403, "no-device")
    assert alma.pulls()["head"] == 0


def test_without_a_session_nothing_is_taken_or_told(app: Flask) -> None:
    alma = a_phone(app)
    alma.token = b""

    assert problem(alma.pushes(alma.writes(1))) == (401, "not-signed-in")
    assert problem(alma.asks("GET", "/api/changes?after=0")) == (401, "not-signed-in")
    assert problem(alma.purges([bytes(32)])) == (401, "not-signed-in")


def test_a_device_removed_meanwhile_pushes_nothing_more(app: Flask) -> None:
    alma = a_phone(app)
    changed(app, Device, Device.id == alma.phone.id, id=DeviceId(os.urandom(16)))

    assert problem(alma.pushes(alma.writes(1))) == (422, "wrong-device")
