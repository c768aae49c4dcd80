"""The root and what comes from it: vault key pair, device certificates, snapshot key (PROTOCOL 3.1, 3.2)."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import NewType

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sync.chain import DeviceId
from sync.problems import BadCertificate, UnusableVaultKey

Root = NewType("Root", bytes)

LABEL = b"plumbline/1 "
_KEM_SUITE = b"KEM\x00\x20"  # DHKEM(X25519, HKDF-SHA256), RFC 9180 section 4.1


def extract(secret: bytes) -> bytes:
    """HKDF-Extract with an empty salt, 32 bytes (RFC 5869)."""
    return hmac.digest(bytes(32), secret, hashlib.sha256)


def expand(prk: bytes, label: str) -> bytes:
    """HKDF-Expand with our label, 32 bytes (RFC 5869)."""
    return HKDFExpand(SHA256(), 32, LABEL + label.encode()).derive(prk)


def derive(root: Root, label: str) -> bytes:
    """The 32 bytes of a label: `vault`, `devices`, `snapshots`, `history`, `auths`, `purges` or `nudges`."""
    return expand(root, label)


def derive_key_pair(ikm: bytes) -> X25519PrivateKey:
    """DeriveKeyPair of DHKEM(X25519) (RFC 9180 section 7.1.3). Raises UnusableVaultKey."""
    labeled_ikm = b"HPKE-v1" + _KEM_SUITE + b"dkp_prk" + ikm
    prk = hmac.digest(b"", labeled_ikm, hashlib.sha256)
    labeled_info = (32).to_bytes(2) + b"HPKE-v1" + _KEM_SUITE + b"sk"
    private_bytes = HKDFExpand(SHA256(), 32, labeled_info).derive(prk)
    try:
        return X25519PrivateKey.from_private_bytes(private_bytes)
    except UnsupportedAlgorithm as refusal:  # an OpenSSL held to FIPS has no X25519
        raise UnusableVaultKey from refusal


@dataclass(frozen=True)
class VaultKey:
    """What opens every change of an epoch (sk_r), and what shows who ordered a purge (32 bytes)."""

    sk_r: X25519PrivateKey
    purges: bytes


def vault_key(root: Root) -> VaultKey:
    """What an open phone holds of this root to read with. Raises UnusableVaultKey."""
    return VaultKey(vault_key_pair(root), derive(root, "purges"))


def vault_key_pair(root: Root) -> X25519PrivateKey:
    """sk_r, which opens every change of this root's epoch; its public key, pk_r, is enough to write."""
    return derive_key_pair(derive(root, "vault"))


def device_certificate(root: Root, device: DeviceId, public_key: bytes, epoch: int) -> bytes:
    """What proves that a holder of the root let this device in, 32 bytes."""
    return hmac.digest(derive(root, "devices"), device + public_key + epoch.to_bytes(4), hashlib.sha256)


def check_certificate(
    root: Root, device: DeviceId, public_key: bytes, epoch: int, certificate: bytes
) -> None:
    """Nothing when the certificate is of this root. Raises BadCertificate."""
    if not hmac.compare_digest(certificate, device_certificate(root, device, public_key, epoch)):
        raise BadCertificate(device.hex())
