"""What comes from the root, against a third implementation, and who may sign for a journal."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given
from hypothesis import strategies as st
from pyhpke import AEADId, CipherSuite, KDFId, KEMId

from sync import keys
from sync.keys import Root
from sync.problems import BadCertificate, UnusableVaultKey
from tests.sync.cast import Journal, flipped

pytestmark = pytest.mark.promise(1)
SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)


@given(st.binary(min_size=32, max_size=64))
def test_key_pairs_are_those_of_another_library(ikm: bytes) -> None:
    theirs = SUITE.kem.derive_key_pair(ikm)

    assert keys.derive_key_pair(ikm).private_bytes_raw() == theirs.private_key.to_private_bytes()


@given(st.binary(min_size=32, max_size=32))
def test_no_two_labels_give_the_same_key(root: bytes) -> None:
    labels = ("vault", "devices", "snapshots", "history", "auths", "nudges")

    assert len({keys.derive(Root(root), label) for label in labels}) == len(labels)


@given(st.integers(0, 8 * 32 - 1))
def test_a_certificate_with_a_flipped_bit_is_bad(bit: int) -> None:
    alma = Journal()
    device = alma.a_phone().as_device()
    keys.check_certificate(alma.root, device.id, device.public_key, 1, device.certificate)

    with pytest.raises(BadCertificate):
        keys.check_certificate(alma.root, device.id, device.public_key, 1, flipped(device.certificate, bit))


class NoX25519:
    """A cryptographic library that is not allowed this curve, as under FIPS."""

    @staticmethod
    def from_private_bytes(_: bytes) -> None:
        raise UnsupportedAlgorithm("X25519 is not supported by this version of OpenSSL.")


def test_a_platform_without_the_curve_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "X25519PrivateKey", NoX25519)

    with pytest.raises(UnusableVaultKey):
        keys.vault_key_pair(Root(bytes(32)))
