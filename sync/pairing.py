"""A second phone by QR: the code it shows, the box it gets, the six digits that both show (PROTOCOL 3.5)."""

import hashlib
import os
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.chain import AccountId
from sync.keys import Root
from sync.locks import WHITE_SPACE
from sync.problems import BadPairingBox, BadPairingOpening, MalformedPairingLink
from sync.sizes import (
    BOX_BYTES,
    DIGITS,
    INTEGER_MAX,
    OPENING_BYTES,
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
class Code:
    """What the new phone shows: its one-time key's public half, and its pairing id."""

    pk: bytes
    id: bytes


@dataclass(frozen=True)
class Pairing:
    """What the new phone never stores: its one-time key, and its opening, shown once it has a box."""

    key: X25519PrivateKey = field(repr=False)
    opening: bytes = field(repr=False)

    @property
    def code(self) -> Code:
        """What it shows of it."""
        pk = self.key.public_key().public_bytes_raw()
        return Code(pk, pairing_id(self.opening, pk))


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


def new_pairing() -> Pairing:
    """Another key and another opening each time."""
    return Pairing(X25519PrivateKey.generate(), os.urandom(OPENING_BYTES))


def pairing_id(opening: bytes, pk: bytes) -> bytes:
    """What the server knows the pairing by, 16 bytes: it binds to the opening, and tells nothing of pk."""
    return hashlib.sha256(b"plumbline/1 pairing" + opening + pk).digest()[:PAIRING_ID_BYTES]


def write_pairing_link(code: Code) -> str:
    """The code, as QR and to copy."""
    return LINK + bytes_to_b64(code.pk + code.id)


def read_pairing_link(text: str) -> Code:
    """White space around the link is dropped. Raises MalformedPairingLink."""
    link = _WHITE_SPACE_AROUND.sub("", text)
    try:
        content = b64_to_bytes(link.removeprefix(LINK))
    except ValueError:
        raise MalformedPairingLink("not base64url") from None
    if not link.startswith(LINK) or len(content) != PUBLIC_KEY_BYTES + PAIRING_ID_BYTES:
        raise MalformedPairingLink(f"{len(content)} bytes")
    return Code(content[:PUBLIC_KEY_BYTES], content[PUBLIC_KEY_BYTES:])


def seal_box(boxed: Boxed, invited: Invited, code: Code) -> bytes:
    """The root and seq sealed to the new phone, 88 bytes. Raises MalformedPairingLink when pk is no key."""
    content = boxed.root + boxed.seq.to_bytes(SEQ_BYTES)
    try:
        # A pk of low order is refused by X25519 itself, with a ValueError.
        return _HPKE.encrypt(content, X25519PublicKey.from_public_bytes(code.pk), info=_info(invited, code))
    except ValueError:
        raise MalformedPairingLink("no key") from None


def open_box(box: bytes, invited: Invited, pairing: Pairing) -> Boxed:
    """What was sealed to this phone. Raises BadPairingBox."""
    if len(box) != BOX_BYTES:
        raise BadPairingBox(f"{len(box)} bytes")
    try:
        content = _HPKE.decrypt(box, pairing.key, info=_info(invited, pairing.code))
    except (InvalidTag, ValueError):
        raise BadPairingBox("does not open") from None
    seq = int.from_bytes(content[ROOT_BYTES:])
    if seq > INTEGER_MAX:
        raise BadPairingBox("seq")
    return Boxed(Root(content[:ROOT_BYTES]), seq)


def must_open(code: Code, opening: bytes) -> None:
    """It is what the code bound its phone to. Raises BadPairingOpening."""
    if len(opening) != OPENING_BYTES or pairing_id(opening, code.pk) != code.id:
        raise BadPairingOpening


def digits(pk: bytes, box: bytes, opening: bytes) -> str:
    """The six digits that both phones show, zeros in front."""
    digest = hashlib.sha256(b"plumbline/1 digits" + pk + box + opening).digest()
    return f"{int.from_bytes(digest[:4]) % 10**DIGITS:0{DIGITS}}"


def _info(invited: Invited, code: Code) -> bytes:
    return b"plumbline/1 pairing" + invited.account + code.id + invited.epoch.to_bytes(4)
