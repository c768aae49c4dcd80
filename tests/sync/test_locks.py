"""A lock opens with its own secret, in its own place, and with nothing else."""

import os
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sync import locks
from sync.locks import Cost
from sync.problems import MalformedLock, MistypedRecoveryCode, Problem, UnsafeLock, WrongSecret
from tests.sync.cast import Journal, flipped

pytestmark = pytest.mark.promise(7)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
secrets = st.binary(min_size=20, max_size=20)


def test_a_passphrase_opens_what_it_locked() -> None:
    alma = Journal()
    alma.lock_with_passphrase("garden  lantern river")
    (lock,) = alma.locks

    assert locks.open_with_passphrase(lock, alma.account, " garden lantern river") == alma.root
    with pytest.raises(WrongSecret):
        locks.open_with_passphrase(lock, alma.account, "Garden lantern river")


@given(secrets)
def test_a_recovery_code_reads_back_as_written(secret: bytes) -> None:
    code = locks.write_recovery_code(secret)

    assert len(code) == 44
    assert locks.read_recovery_code(code) == secret
    assert locks.read_recovery_code(code.lower().replace("-", " ")) == secret


@given(secrets, st.integers(32, 35), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_in_a_checksum_is_noticed(secret: bytes, place: int, symbol: str) -> None:
    symbols = locks.write_recovery_code(secret).replace("-", "")
    assume(symbols[place] != symbol)

    with pytest.raises(MistypedRecoveryCode):
        locks.read_recovery_code(symbols[:place] + symbol + symbols[place + 1 :])


@given(st.text())
def test_whatever_is_typed_for_a_code_has_a_name(typed: str) -> None:
    with pytest.raises(Problem):
        locks.read_recovery_code(typed)


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() and not text.isspace()))
def test_a_normal_form_is_its_own_normal_form(passphrase: str) -> None:
    form = locks.normal_form(passphrase)

    assert locks.normal_form(form.decode()) == form
    assert locks.normal_form(f"\t{passphrase} \u3000") == form


@given(st.integers(0, 8 * 60 - 1))
def test_a_flipped_bit_in_a_lock_opens_nothing(bit: int) -> None:
    alma = Journal()
    code = alma.lock_with_recovery_code()
    (lock,) = alma.locks

    with pytest.raises(WrongSecret):
        locks.open_with_recovery_code(replace(lock, wrapped=flipped(lock.wrapped, bit)), alma.account, code)


def test_a_lock_opens_in_its_own_place_only() -> None:
    alma, kek, id = Journal(), os.urandom(32), os.urandom(16)
    lock = locks.Lock(id, "passkey", 1, locks.wrap(alma.root, kek, alma.account, id, 1, "passkey"))

    assert locks.unwrap(lock, kek, alma.account) == alma.root
    for moved in (replace(lock, id=os.urandom(16)), replace(lock, epoch=2), replace(lock, kind="device")):
        with pytest.raises(WrongSecret):
            locks.unwrap(moved, kek, alma.account)
    with pytest.raises(WrongSecret):
        locks.unwrap(lock, kek, Journal().account)


@pytest.mark.parametrize(
    "cost", [Cost(memory_kib=2**40), Cost(passes=2**31), Cost(memory_kib=8), Cost(lanes=5)]
)
def test_an_unsafe_cost_is_refused_before_stretching(cost: Cost) -> None:
    with pytest.raises(UnsafeLock):
        locks.stretch("garden", os.urandom(16), cost)


def test_a_salt_of_another_size_is_malformed() -> None:
    with pytest.raises(MalformedLock):
        locks.stretch("garden", os.urandom(15))


def test_a_wrap_never_repeats_its_nonce() -> None:
    alma, kek, id = Journal(), os.urandom(32), os.urandom(16)

    wrapped = {locks.wrap(alma.root, kek, alma.account, id, 1, "passkey") for _ in range(100)}

    assert len({content[:12] for content in wrapped}) == 100
