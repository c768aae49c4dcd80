"""A holder of the newest root reads back to the first, and nobody else ends a chain."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.auths import open_auth, seal_auth
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.epochs import check_closing, closing, must_be_root_of, open_histories, open_history, wrap_history
from sync.keys import Root, vault_key_pair
from sync.problems import BadCertificate, BadHistory, MalformedLock
from sync.sizes import AUTH_KEPT_BYTES, HISTORY_BYTES
from tests.sync.cast import flipped

pytestmark = pytest.mark.promise(4)
ACCOUNT = AccountId(os.urandom(16))


def new_root() -> Root:
    return Root(os.urandom(32))


@given(st.integers(1, 6))
def test_the_newest_root_opens_every_older_one(epochs: int) -> None:
    roots = {epoch: new_root() for epoch in range(1, epochs + 1)}
    histories = {
        epoch: wrap_history(roots[epoch], roots[epoch - 1], ACCOUNT, epoch) for epoch in range(2, epochs + 1)
    }

    assert open_histories(roots[epochs], epochs, histories, ACCOUNT) == roots
    assert {len(history) for history in histories.values()} <= {HISTORY_BYTES}


@given(st.integers(0, 8 * HISTORY_BYTES - 1))
def test_a_history_with_a_flipped_bit_is_bad(bit: int) -> None:
    root = new_root()
    history = wrap_history(root, new_root(), ACCOUNT, 2)

    with pytest.raises(BadHistory):
        open_history(root, flipped(history, bit), ACCOUNT, 2)


def test_a_root_is_told_from_the_one_held() -> None:
    root, other = new_root(), new_root()
    pk_r = vault_key_pair(root).public_key().public_bytes_raw()

    must_be_root_of(root, pk_r)
    with pytest.raises(BadHistory):
        must_be_root_of(other, pk_r)


@given(st.integers(0, 8 * 32 - 1))
def test_a_closing_with_a_flipped_bit_is_bad(bit: int) -> None:
    root, device, head = new_root(), DeviceId(os.urandom(16)), Head(7, ChangeId(os.urandom(32)))
    certificate = closing(root, device, head, 2)
    check_closing(root, device, head, 2, certificate)

    with pytest.raises(BadCertificate):
        check_closing(root, device, head, 2, flipped(certificate, bit))


@given(st.binary(min_size=32, max_size=32))
def test_an_auth_opens_as_it_was_kept(auth: bytes) -> None:
    root, lock_id = new_root(), os.urandom(16)

    kept = seal_auth(root, auth, ACCOUNT, lock_id)

    assert len(kept) == AUTH_KEPT_BYTES
    assert auth not in kept
    assert open_auth(root, kept, ACCOUNT, lock_id) == auth


@given(st.integers(0, 8 * AUTH_KEPT_BYTES - 1))
def test_an_auth_with_a_flipped_bit_is_refused(bit: int) -> None:
    root, lock_id = new_root(), os.urandom(16)
    kept = seal_auth(root, bytes(32), ACCOUNT, lock_id)

    with pytest.raises(MalformedLock):
        open_auth(root, flipped(kept, bit), ACCOUNT, lock_id)
