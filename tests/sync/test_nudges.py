"""A slot is of one size whatever it says, opens for its own phone alone, and else says nothing."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from sync.chain import AccountId, DeviceId
from sync.keys import Root
from sync.nudges import Neutral, Phone, open_slot, padded, seal_slot
from sync.sizes import NUDGE_BYTES, NUDGE_SEALED_BYTES
from sync.values import b64_to_bytes

ROOT = Root(bytes(range(32)))
PHONE = Phone(AccountId(b"a" * 16), DeviceId(b"d" * 16), 1)
SEVEN = datetime(2026, 11, 23, 19, tzinfo=UTC)
NEUTRAL = Neutral("Plumbline", "A moment for yourself?", "https://plumbline.app/")
CALM = {"text": "nudge.daily", "until": "2026-11-23T23:00:00.000Z"}
ALARMING = {"text": "nudge.consult.act-now", "until": "2026-11-23T23:00:00.000Z", "also": "x" * 120}


def a_slot(says: dict[str, str] = CALM, neutral: Neutral = NEUTRAL) -> bytes:
    return seal_slot(SEVEN, says, neutral, ROOT, PHONE)


@pytest.mark.promise(2)
@pytest.mark.parametrize("says", [CALM, ALARMING, {"text": ""}], ids=["calm", "alarming", "nothing"])
def test_a_slot_has_one_size_whatever_it_says(says: dict[str, str]) -> None:
    slot = a_slot(says)

    content = json.loads(slot)
    assert len(slot) == NUDGE_BYTES
    assert len(b64_to_bytes(content["sealed"])) == NUDGE_SEALED_BYTES
    assert len(content["pad"]) == len(json.loads(a_slot())["pad"])
    assert open_slot(slot, ROOT, PHONE) == says


@pytest.mark.promise(2)
def test_the_same_said_twice_looks_different() -> None:
    assert a_slot() != a_slot()


@pytest.mark.promise(2)
def test_what_everybody_sees_does_not_hang_on_what_is_sealed() -> None:
    calm, alarming = json.loads(a_slot(CALM)), json.loads(a_slot(ALARMING))

    assert {name for name in calm if calm[name] != alarming[name]} == {"sealed"}
    assert calm["web_push"] == 8030
    assert calm["notification"]["navigate"] == "https://plumbline.app/"


def test_letters_of_any_language_leave_the_size() -> None:
    slot = a_slot(neutral=replace(NEUTRAL, title="Péndulo — ✓", body="¿Un momento para ti?", lang="es"))

    assert len(slot) == NUDGE_BYTES
    assert open_slot(slot, ROOT, PHONE) == CALM


def test_what_does_not_fit_is_refused_before_it_is_sealed() -> None:
    assert len(padded(b"x" * 255)) == 256
    with pytest.raises(ValueError, match="more than a slot can say"):
        padded(b"x" * 256)
    room = len(json.loads(a_slot())["pad"])
    assert len(a_slot(neutral=replace(NEUTRAL, body=NEUTRAL.body + "x" * room))) == NUDGE_BYTES
    with pytest.raises(ValueError, match="too long"):
        a_slot(neutral=replace(NEUTRAL, body=NEUTRAL.body + "x" * (room + 1)))


@pytest.mark.parametrize(
    "phone",
    [
        replace(PHONE, account=AccountId(b"b" * 16)),
        replace(PHONE, device=DeviceId(b"e" * 16)),
        replace(PHONE, epoch=2),
    ],
    ids=["account", "device", "epoch"],
)
def test_a_slot_opens_for_its_own_phone_alone(phone: Phone) -> None:
    assert open_slot(a_slot(), ROOT, phone) is None


def test_a_slot_opens_under_its_own_root_alone() -> None:
    assert open_slot(a_slot(), Root(os.urandom(32)), PHONE) is None


def test_a_slot_moved_to_another_minute_does_not_open() -> None:
    moved = a_slot().replace(b"19:00:00.000Z", b"19:01:00.000Z")

    assert open_slot(moved, ROOT, PHONE) is None


@pytest.mark.parametrize(
    "payload",
    [b"", b"{}", b"[]", b"null", b'{"sealed": 1}', b'{"sealed": "AA", "due_at": "noon"}', b"\xff"],
    ids=str,
)
def test_what_is_no_slot_says_nothing(payload: bytes) -> None:
    assert open_slot(payload, ROOT, PHONE) is None


def test_every_altered_byte_of_what_is_sealed_is_noticed() -> None:
    slot = a_slot()
    at = slot.index(b'"sealed":"') + len(b'"sealed":"')

    opened = [
        open_slot(slot[:one] + (b"A" if slot[one : one + 1] != b"A" else b"B") + slot[one + 1 :], ROOT, PHONE)
        for one in range(at, at + 384)
    ]

    assert opened == [None] * 384


def test_a_slot_names_its_minute_in_utc() -> None:
    berlin = timezone(timedelta(hours=1))

    assert (
        json.loads(seal_slot(SEVEN.astimezone(berlin), CALM, NEUTRAL, ROOT, PHONE))["due_at"]
        == "2026-11-23T19:00:00.000Z"
    )
