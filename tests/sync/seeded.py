"""Alma's phones with everything drawn from seeds, so that vectors can be written again byte for byte.

Only vectors are made this way. HPKE is pyhpke's, which takes a seeded ephemeral key; ours never will.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import AEADId, CipherSuite, KDFId, KEMId

SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
STEPS = (1024, 2048, 4096, 8192, 16384, 32768, 65536)
AT = "2026-11-23T21:43:44.123Z-0000"


def seed(label: str, size_bytes: int = 32) -> bytes:
    return hashlib.shake_256(b"plumbline vectors: " + label.encode()).digest(size_bytes)


def expand(prk: bytes, label: str) -> bytes:
    """HKDF-Expand of one block is one HMAC (RFC 5869 section 2.3)."""
    return hmac.digest(prk, b"plumbline/1 " + label.encode() + b"\x01", hashlib.sha256)


ROOT, OTHER_ROOT = seed("Alma's root"), seed("Cleo's root")
ACCOUNT, OTHER_ACCOUNT = seed("Alma's account", 16), seed("Cleo's account", 16)


def vault(root: bytes) -> tuple[bytes, bytes]:
    pair = SUITE.kem.derive_key_pair(expand(root, "vault"))
    return pair.private_key.to_private_bytes(), pair.public_key.to_public_bytes()


def a_change(ops: object = None, at: object = AT, seen: object = None, **more: object) -> bytes:
    """A plaintext, right or wrong."""
    content = {"at": at, "seen": seen or {}, "ops": [an_op()] if ops is None else ops, **more}
    return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()


def an_op(id: str = "019ab1c2-0000-7000-8000-000000000001", **fields: object) -> dict[str, object]:
    return {"kind": "entry", "id": id, "set": fields or {"note": {"text": "A quiet day."}}}


@dataclass
class SeededPhone:
    """A phone that seals one change after the other; every part of the next can be made wrong."""

    name: str
    account: bytes = ACCOUNT
    root: bytes = ROOT
    counter: int = 0
    previous: bytes = bytes(32)
    written: list[bytes] = field(default_factory=list)

    @property
    def device(self) -> bytes:
        return seed(self.name + " device", 16)

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(seed(self.name + " key"))

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def certificate(self, epoch: int = 1) -> bytes:
        claim = self.device + self.public_key + epoch.to_bytes(4)
        return hmac.digest(expand(self.root, "devices"), claim, hashlib.sha256)

    def header(self, counter: int, previous: bytes, epoch: int = 1) -> bytes:
        place = epoch.to_bytes(4) + counter.to_bytes(8)
        return b"\x01" + self.account + self.device + place + previous

    def write(self, plaintext: bytes | None = None, **wrong: object) -> bytes:
        """The next envelope of the chain; the chain goes on from it."""
        self.counter += 1
        envelope = self.seal(plaintext or a_change(), self.counter, self.previous, **wrong)  # type: ignore[arg-type]
        self.previous = hashlib.sha256(envelope).digest()
        self.written.append(envelope)
        return envelope

    def seal(
        self,
        plaintext: bytes,
        counter: int = 1,
        previous: bytes = bytes(32),
        epoch: int = 1,
        padded: bytes | None = None,
        label: bytes = b"plumbline/1 change",
    ) -> bytes:
        header = self.header(counter, previous, epoch)
        if padded is None:
            padded = pad(plaintext)
        ephemeral = SUITE.kem.derive_key_pair(hashlib.sha256(header + padded + label).digest())
        recipient = SUITE.kem.derive_key_pair(expand(self.root, "vault")).public_key
        enc, sender = SUITE.create_sender_context(recipient, info=label + header, eks=ephemeral)
        return self.sign(header + enc + sender.seal(padded))

    def sign(self, unsigned: bytes) -> bytes:
        return unsigned + self.key.sign(unsigned)


def pad(plaintext: bytes) -> bytes:
    size = next(step for step in STEPS if len(plaintext) < step)
    return (plaintext + b"\x80").ljust(size, b"\0")


def wrap(
    kek: bytes, lock_id: bytes, kind: str, epoch: int = 1, account: bytes = ACCOUNT, root: bytes = ROOT
) -> bytes:
    nonce = seed(f"nonce {kind} {lock_id.hex()}", 12)
    return nonce + AESGCM(kek).encrypt(nonce, root, account + lock_id + epoch.to_bytes(4) + kind.encode())


def devices_of(*phones: SeededPhone) -> Mapping[str, str]:
    return {phone.device.hex(): phone.public_key.hex() for phone in phones}
