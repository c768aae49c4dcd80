"""A second phone by QR: the link it shows, the box it gets, the six digits that both show (PROTOCOL 3.5)."""

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.chain import AccountId
from sync.keys import Root
from sync.locks import WHITE_SPACE
from sync.problems import BadPairingBox, MalformedPairingLink
from sync.sizes import (
    BOX_BYTES,
    DIGITS,
    INTEGER_MAX,
    PAIRING_ID_BYTES,
    PUBLIC_KEY_BYTES,
    ROOT_BYTES,
    SEQ_BYTES,
)
from sync.values import b64_to_bytes, bytes_to_b64

LINK = "plumbline:pair/1/"
_WHITE_SPACE_AROUND = re.compile(rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\Z")
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Invited:
    """For whom and from whom a box is: the account it lets in to, at its epoch."""

    account: AccountId
    epoch: int


@dataclass(frozen=True)
class Boxed:
    """What a box holds: the root, and the log's position that its maker has seen."""

    root: Root
    seq: int


def new_pairing() -> X25519PrivateKey:
    """The new phone's one-time key. It is never stored."""
    return X25519PrivateKey.generate()


def pairing_id(pk: bytes) -> bytes:
    """What the server knows the pairing by, 16 bytes; pk itself it never learns."""
    return hashlib.sha256(b"plumbline/1 pairing" + pk).digest()[:PAIRING_ID_BYTES]


def write_pairing_link(pk: bytes) -> str:
    """What the new phone shows, as QR and to copy."""
    return LINK + bytes_to_b64(pk)


def read_pairing_link(text: str) -> bytes:
    """pk, 32 bytes. White space around the link is dropped. Raises MalformedPairingLink."""
    link = _WHITE_SPACE_AROUND.sub("", text)
    try:
        pk = b64_to_bytes(link.removeprefix(LINK))
    except ValueError:
        raise MalformedPairingLink("not base64url") from None
    if not link.startswith(LINK) or len(pk) != PUBLIC_KEY_BYTES:
        raise MalformedPairingLink(f"{len(pk)} bytes")
    return pk


def seal_box(boxed: Boxed, invited: Invited, pk: bytes) -> bytes:
    """The root and seq sealed to the new phone, 88 bytes. Raises MalformedPairingLink when pk is no key."""
    content = boxed.root + boxed.seq.to_bytes(SEQ_BYTES)
    try:
        # A pk of low order is refused by X25519 itself, with a ValueError.
        return _HPKE.encrypt(content, X25519PublicKey.from_public_bytes(pk), info=_info(invited, pk))
    except ValueError:
        raise MalformedPairingLink("no key") from None


def open_box(box: bytes, invited: Invited, key: X25519PrivateKey) -> Boxed:
    """What was sealed to this phone. Raises BadPairingBox."""
    if len(box) != BOX_BYTES:
        raise BadPairingBox(f"{len(box)} bytes")
    try:
        content = _HPKE.decrypt(box, key, info=_info(invited, key.public_key().public_bytes_raw()))
    except (InvalidTag, ValueError):
        raise BadPairingBox("does not open") from None
    seq = int.from_bytes(content[ROOT_BYTES:])
    if seq > INTEGER_MAX:
        raise BadPairingBox("seq")
    return Boxed(Root(content[:ROOT_BYTES]), seq)


def digits(pk: bytes, box: bytes) -> str:
    """The six digits that both phones show, zeros in front."""
    digest = hashlib.sha256(b"plumbline/1 digits" + pk + box).digest()
    return f"{int.from_bytes(digest[:4]) % 10**DIGITS:0{DIGITS}}"


def _info(invited: Invited, pk: bytes) -> bytes:
    return b"plumbline/1 pairing" + invited.account + pairing_id(pk) + invited.epoch.to_bytes(4)
