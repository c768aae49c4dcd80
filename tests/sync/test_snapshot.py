"""A whole state in one piece: it opens as it was, or it is refused and the changes are folded instead."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import hlc
from sync.envelope import Change
from sync.merge import State, Write, canonical_state, fold
from sync.problems import BadSnapshot
from sync.sizes import INTEGER_MAX, STATE_BYTES_MAX, STATE_NESTING_MAX
from sync.snapshot import Snapshot, inflate, open_snapshot, seal_snapshot
from sync.values import JsonValue
from tests.sync.cast import Journal, a_daily_check, flipped
from tests.sync.histories import histories

pytestmark = pytest.mark.promise(3)


@given(histories(), st.integers(0, INTEGER_MAX))
def test_a_state_opens_as_it_was_sealed(changes: list[Change], seq: int) -> None:
    alma, snapshot = Journal(), Snapshot(1, seq, fold(State(), changes))

    opened = open_snapshot(seal_snapshot(snapshot, alma.root, alma.account), alma.root, alma.account)

    assert opened == snapshot
    assert canonical_state(opened.state) == canonical_state(snapshot.state)


@given(histories(), histories())
def test_changes_after_a_snapshot_fold_into_it(before: list[Change], more: list[Change]) -> None:
    alma = Journal()
    sealed = seal_snapshot(Snapshot(1, 0, fold(State(), before)), alma.root, alma.account)

    opened = open_snapshot(sealed, alma.root, alma.account)

    assert fold(opened.state, more) == fold(fold(State(), before), more)


@given(st.data())
def test_any_flipped_bit_is_a_bad_snapshot(data: st.DataObject) -> None:
    alma = Journal()
    sealed = seal_snapshot(Snapshot(1, 0, State()), alma.root, alma.account)

    with pytest.raises(BadSnapshot):
        open_snapshot(
            flipped(sealed, data.draw(st.integers(0, 8 * len(sealed) - 1))), alma.root, alma.account
        )


def test_a_snapshot_grows_in_steps_of_64_kib() -> None:
    alma = Journal()
    phone = alma.a_phone()
    little = fold(State(), [alma.open(phone.write(a_daily_check(daily_steady="steady")))])

    sizes = {len(seal_snapshot(Snapshot(1, 0, it), alma.root, alma.account)) for it in (State(), little)}

    assert sizes == {45 + 12 + 65_536 + 16}


@pytest.mark.parametrize("size", [STATE_BYTES_MAX, STATE_BYTES_MAX + 1])
def test_a_state_inflates_to_256_mib_at_most(size: int) -> None:
    packer = zlib.compressobj(1, wbits=-15)
    piece = bytes(1024 * 1024)
    deflated = b"".join(packer.compress(piece) for _ in range(size // len(piece)))
    deflated += packer.compress(bytes(size % len(piece))) + packer.flush()

    if size > STATE_BYTES_MAX:
        with pytest.raises(BadSnapshot):
            inflate(deflated)
    else:
        assert len(inflate(deflated)) == size


@pytest.mark.parametrize("more", [0, 1])
def test_a_state_nests_eight_deeper_than_a_change(more: int) -> None:
    alma, around_the_value = Journal(), 6
    value: JsonValue = "deep"
    for _ in range(STATE_NESTING_MAX - around_the_value + more):
        value = [value]
    write = Write("0b" * 16, 1, hlc.ZERO, {}, {"set": {"x": value}})
    sealed = seal_snapshot(Snapshot(1, 0, State({}, {"entry": {"1": (write,)}})), alma.root, alma.account)

    if more:
        with pytest.raises(BadSnapshot):
            open_snapshot(sealed, alma.root, alma.account)
    else:
        assert open_snapshot(sealed, alma.root, alma.account).state.objects["entry"]["1"] == (write,)
