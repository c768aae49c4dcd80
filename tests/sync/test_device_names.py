"""A phone's name is one short line, however it was typed."""

import pytest

from sync.device_names import as_device_name, device_name, device_name_op
from sync.envelope import Op
from sync.hlc import Hlc
from sync.merge import Write

AT = Hlc("2026-11-23T21:00:00.000Z-0000")
PHONE, TABLET = "a0" * 16, "b0" * 16


def a_write(by: str, op: Op) -> Write:
    return Write(by, 1, AT, {}, {"set": op["set"]})


def test_a_phone_is_called_what_was_typed() -> None:
    named = device_name_op(PHONE, "  Alma\u2019s\tphone ")

    assert (named["kind"], named["id"]) == ("device", PHONE)
    assert device_name([a_write(PHONE, named)]) == "Alma\u2019s phone"


def test_two_names_given_at_once_stand_in_one_line() -> None:
    one, other = device_name_op(PHONE, "Phone"), device_name_op(PHONE, "Kitchen")

    assert device_name([a_write(PHONE, one), a_write(TABLET, other)]) == "Phone Kitchen"


@pytest.mark.parametrize("fields", [{}, {"name": None}, {"name": "Phone"}, {"name": {"text": 7}}])
def test_what_is_no_name_is_empty(fields: Op) -> None:
    assert device_name([Write(PHONE, 1, AT, {}, {"set": fields})]) == ""


def test_a_name_has_64_characters_at_most() -> None:
    assert as_device_name("\U0001f331" * 64) == "\U0001f331" * 64
    assert as_device_name("\U0001f331" * 65) == "\U0001f331" * 64
    assert as_device_name("a" * 63 + " b") == "a" * 63
