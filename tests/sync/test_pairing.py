"""Only the phone that showed the code opens the box, and digits that nobody could choose tell a wrong one."""

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.chain import AccountId
from sync.keys import Root
from sync.pairing import (
    Boxed,
    Code,
    Invited,
    digits,
    must_open,
    new_pairing,
    open_box,
    read_pairing_link,
    seal_box,
    write_pairing_link,
)
from sync.problems import BadPairingBox, BadPairingOpening, MalformedPairingLink
from sync.sizes import BOX_BYTES, INTEGER_MAX, OPENING_BYTES, PAIRING_ID_BYTES
from tests.sync.cast import flipped

pytestmark = pytest.mark.promise(4)
INVITED = Invited(AccountId(os.urandom(16)), 1)
PAIRING = new_pairing()
CODE = PAIRING.code


@given(st.integers(0, INTEGER_MAX))
def test_a_box_opens_on_the_phone_it_is_for(seq: int) -> None:
    boxed = Boxed(Root(os.urandom(32)), seq)

    box = seal_box(boxed, INVITED, read_pairing_link(write_pairing_link(CODE)))

    assert len(box) == BOX_BYTES
    assert open_box(box, INVITED, PAIRING) == boxed


@given(st.integers(0, 8 * BOX_BYTES - 1))
def test_a_box_with_a_flipped_bit_stays_closed(bit: int) -> None:
    box = seal_box(Boxed(Root(bytes(32)), 7), INVITED, CODE)

    with pytest.raises(BadPairingBox):
        open_box(flipped(box, bit), INVITED, PAIRING)


def test_another_phone_does_not_open_the_box() -> None:
    box = seal_box(Boxed(Root(bytes(32)), 7), INVITED, CODE)

    for other in (new_pairing(), replace(PAIRING, opening=new_pairing().opening)):
        with pytest.raises(BadPairingBox):
            open_box(box, INVITED, other)


def test_a_seq_past_the_last_is_refused() -> None:
    box = seal_box(Boxed(Root(bytes(32)), INTEGER_MAX + 1), INVITED, CODE)

    with pytest.raises(BadPairingBox):
        open_box(box, INVITED, PAIRING)


@given(st.text(max_size=80))
def test_no_other_text_is_read_as_a_link(text: str) -> None:
    with pytest.raises(MalformedPairingLink):
        read_pairing_link(text)


def test_the_server_learns_nothing_of_the_key() -> None:
    assert len(CODE.id) == PAIRING_ID_BYTES
    assert CODE.id not in CODE.pk
    assert new_pairing().code.id != CODE.id


@given(st.integers(0, 8 * OPENING_BYTES - 1), st.integers(0, 8 * PAIRING_ID_BYTES - 1))
def test_a_code_binds_its_phone_to_one_opening(bit: int, bit_of_id: int) -> None:
    must_open(CODE, PAIRING.opening)

    for code, opening in (
        (CODE, flipped(PAIRING.opening, bit)),
        (Code(flipped(CODE.pk, bit), CODE.id), PAIRING.opening),
        (Code(CODE.pk, flipped(CODE.id, bit_of_id)), PAIRING.opening),
    ):
        with pytest.raises(BadPairingOpening):
            must_open(code, opening)


@given(st.binary(min_size=88, max_size=88), st.integers(0, 703))
def test_another_box_hardly_ever_shows_the_same_digits(box: bytes, bit: int) -> None:
    shown = digits(CODE.pk, box, PAIRING.opening)

    assert len(shown) == 6
    assert shown.isdecimal()
    assert shown == digits(CODE.pk, box, PAIRING.opening)
    others = (flipped(flipped(box, bit), other) for other in range(8))
    assert {digits(CODE.pk, other, PAIRING.opening) for other in others} != {shown}


@given(
    st.binary(min_size=88, max_size=88),
    st.lists(st.binary(min_size=32, max_size=32), min_size=5, unique=True),
)
def test_the_digits_hang_on_the_opening(box: bytes, openings: list[bytes]) -> None:
    shown = {digits(CODE.pk, box, opening) for opening in openings}

    assert len(shown) > 1
