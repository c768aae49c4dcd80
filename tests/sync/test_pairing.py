"""Only the phone that showed the code opens the box, and the digits tell a wrong box from the right one."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.chain import AccountId
from sync.keys import Root
from sync.pairing import (
    Boxed,
    Invited,
    digits,
    new_pairing,
    open_box,
    pairing_id,
    read_pairing_link,
    seal_box,
    write_pairing_link,
)
from sync.problems import BadPairingBox, MalformedPairingLink
from sync.sizes import BOX_BYTES, INTEGER_MAX, PAIRING_ID_BYTES
from tests.sync.cast import flipped

pytestmark = pytest.mark.promise(4)
INVITED = Invited(AccountId(os.urandom(16)), 1)
KEY = new_pairing()
PK = KEY.public_key().public_bytes_raw()


@given(st.integers(0, INTEGER_MAX))
def test_a_box_opens_on_the_phone_it_is_for(seq: int) -> None:
    boxed = Boxed(Root(os.urandom(32)), seq)

    box = seal_box(boxed, INVITED, read_pairing_link(write_pairing_link(PK)))

    assert len(box) == BOX_BYTES
    assert open_box(box, INVITED, KEY) == boxed


@given(st.integers(0, 8 * BOX_BYTES - 1))
def test_a_box_with_a_flipped_bit_stays_closed(bit: int) -> None:
    box = seal_box(Boxed(Root(bytes(32)), 7), INVITED, PK)

    with pytest.raises(BadPairingBox):
        open_box(flipped(box, bit), INVITED, KEY)


def test_another_phone_does_not_open_the_box() -> None:
    box = seal_box(Boxed(Root(bytes(32)), 7), INVITED, PK)

    with pytest.raises(BadPairingBox):
        open_box(box, INVITED, new_pairing())


def test_a_seq_past_the_last_is_refused() -> None:
    box = seal_box(Boxed(Root(bytes(32)), INTEGER_MAX + 1), INVITED, PK)

    with pytest.raises(BadPairingBox):
        open_box(box, INVITED, KEY)


@given(st.text(max_size=80))
def test_no_other_text_is_read_as_a_link(text: str) -> None:
    with pytest.raises(MalformedPairingLink):
        read_pairing_link(text)


def test_the_server_learns_nothing_of_the_key() -> None:
    id = pairing_id(PK)

    assert len(id) == PAIRING_ID_BYTES
    assert id not in PK
    assert pairing_id(new_pairing().public_key().public_bytes_raw()) != id


@given(st.binary(min_size=88, max_size=88), st.integers(0, 703))
def test_another_box_hardly_ever_shows_the_same_digits(box: bytes, bit: int) -> None:
    shown = digits(PK, box)

    assert len(shown) == 6
    assert shown.isdecimal()
    assert shown == digits(PK, box)
    assert {digits(PK, flipped(flipped(box, bit), other)) for other in range(8)} != {shown}
