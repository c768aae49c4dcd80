"""What may be believed before anything is opened, by code that could not open it."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.chain import AccountId, ChangeId, DeviceId, Head, Header, Trusted, change_id, trust
from sync.problems import ChainBroken, Problem, UnknownDevice, WrongAccount
from sync.sizes import EPOCH_MAX, INTEGER_MAX
from tests.sync.cast import Journal, Phone, an_entry, flipped

pytestmark = pytest.mark.promise(3)
ids = st.binary(min_size=16, max_size=16)


def what_alma_knows(alma: Journal) -> Trusted:
    return Trusted(alma.account, {phone.id: phone.public_key for phone in alma.phones})


@given(ids, ids, st.integers(0, EPOCH_MAX), st.integers(1, INTEGER_MAX), st.binary(min_size=32, max_size=32))
def test_a_header_reads_back_as_packed(
    account: bytes, device: bytes, epoch: int, counter: int, previous: bytes
) -> None:
    header = Header(AccountId(account), DeviceId(device), epoch, counter, ChangeId(previous))

    packed = header.pack()

    assert len(packed) == 77
    assert Header.parse(packed.ljust(1213, b"\0")) == header


def test_two_phones_are_trusted_each_in_order() -> None:
    alma = Journal()
    phone, tablet = alma.a_phone(), alma.a_phone()
    written = [phone.write(an_entry(x=1)), tablet.write(an_entry(x=2)), phone.write(an_entry(x=3))]

    trusted = trust(what_alma_knows(alma), written)

    assert trusted.heads == {
        phone.id: Head(2, change_id(written[2])),
        tablet.id: Head(1, change_id(written[1])),
    }


@given(st.permutations(range(4)))
def test_a_chain_is_trusted_in_one_order_only(order: list[int]) -> None:
    alma = Journal()
    phone = alma.a_phone()
    written = [phone.write(an_entry(x=number)) for number in range(4)]

    if order == [0, 1, 2, 3]:
        assert trust(what_alma_knows(alma), written).heads[phone.id] == phone.head
    else:
        with pytest.raises(ChainBroken):
            trust(what_alma_knows(alma), [written[place] for place in order])


@given(st.data())
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    alma = Journal()
    written = alma.a_phone().write(an_entry(x=1))
    bit = data.draw(st.integers(0, 8 * len(written) - 1))

    with pytest.raises(Problem):
        trust(what_alma_knows(alma), [flipped(written, bit)])


def test_a_stranger_is_not_trusted() -> None:
    alma, cleo = Journal(), Journal()
    known = what_alma_knows(alma)

    with pytest.raises(WrongAccount):
        trust(known, [cleo.a_phone().write(an_entry(x=1))])
    with pytest.raises(UnknownDevice):
        trust(known, [Phone(alma).write(an_entry(x=1))])


@given(st.binary(max_size=3000))
def test_whatever_stands_for_an_envelope_has_a_name(content: bytes) -> None:
    with pytest.raises(Problem):
        trust(what_alma_knows(Journal()), [content])


def test_the_chain_imports_nothing_that_opens() -> None:
    ask = "import sys, sync.chain; print(*sorted(name for name in sys.modules if name.startswith('sync')))"

    imported = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout

    assert imported.split() == ["sync", "sync.chain", "sync.problems", "sync.sizes"]
