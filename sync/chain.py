"""The header of a change, its id and signature; trust(): what may be believed (PROTOCOL 4).

No I/O, no clock, and nothing here can open a change: the server imports this file. A change is believed when
1. its version and size are known, 2. the account is ours, 3. the device is known, 4. the signature verifies,
5. counter and previous follow the device's head. The first that fails is the problem. Of a purged change a
stub is left, its header and id: it passes all of these but 4.
"""

import hashlib
import struct
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, NewType, Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.problems import (
    BadSignature,
    ChainBroken,
    MalformedEnvelope,
    UnknownDevice,
    UnknownVersion,
    WrongAccount,
)
from sync.sizes import (
    CHANGE_ID_BYTES,
    ENVELOPE_SIZES,
    HEADER_BYTES,
    INTEGER_MAX,
    SIGNATURE_BYTES,
    VERSION,
)

AccountId = NewType("AccountId", bytes)
DeviceId = NewType("DeviceId", bytes)
ChangeId = NewType("ChangeId", bytes)

NO_CHANGE = ChangeId(bytes(CHANGE_ID_BYTES))
_LAYOUT = struct.Struct(">B16s16sIQ32s")


class Head(NamedTuple):
    """A device's latest change: what the next one must follow."""

    counter: int = 0
    id: ChangeId = NO_CHANGE


class Header(NamedTuple):
    """Bytes 0 to 76 of an envelope: whose change this is and where it stands in its device's chain."""

    account: AccountId
    device: DeviceId
    epoch: int
    counter: int
    previous: ChangeId

    def pack(self) -> bytes:
        """The 77 bytes, version first."""
        return _LAYOUT.pack(VERSION, self.account, self.device, self.epoch, self.counter, self.previous)

    @classmethod
    def parse(cls, envelope: bytes) -> Self:
        """The header of a whole envelope. Raises UnknownVersion, MalformedEnvelope."""
        return cls._unpack(envelope, ENVELOPE_SIZES)

    @classmethod
    def of_stub(cls, header: bytes) -> Self:
        """The header of a stub, its 77 bytes alone. Raises UnknownVersion, MalformedEnvelope."""
        return cls._unpack(header, (HEADER_BYTES,))

    @classmethod
    def _unpack(cls, content: bytes, sizes: Container[int]) -> Self:
        if not content:
            raise MalformedEnvelope("empty")
        if content[0] != VERSION:
            raise UnknownVersion(f"version {content[0]}")
        if len(content) not in sizes:
            raise MalformedEnvelope(f"{len(content)} bytes")
        _version, *fields = _LAYOUT.unpack_from(content)
        return cls(*fields)


@dataclass(frozen=True)
class Believed:
    """A change that may be believed, still sealed."""

    envelope: bytes
    header: Header
    id: ChangeId


@dataclass(frozen=True)
class Stub:
    """What is left of a purged change. Its id is believed, since the next change names it."""

    header: Header
    id: ChangeId

    @classmethod
    def parse(cls, header: bytes, id: bytes) -> Self:
        """A stub as the log holds it. Raises UnknownVersion, MalformedEnvelope."""
        parsed = Header.of_stub(header)
        if len(id) != CHANGE_ID_BYTES:
            raise MalformedEnvelope(f"an id of {len(id)} bytes")
        return cls(parsed, ChangeId(id))


Item: TypeAlias = bytes | Stub


@dataclass(frozen=True)
class Trusted:
    """What is believed so far: the devices' public keys (32 bytes each) and their heads."""

    account: AccountId
    devices: Mapping[DeviceId, bytes]
    heads: Mapping[DeviceId, Head] = field(default_factory=dict)

    def head(self, device: DeviceId) -> Head:
        """The device's head; the one before its first change if it has none."""
        return self.heads.get(device, Head())

    def with_head(self, header: Header, id: ChangeId) -> Self:
        """The same, this change now being its device's head."""
        return replace(self, heads={**self.heads, header.device: Head(header.counter, id)})


def change_id(envelope: bytes) -> ChangeId:
    """SHA-256 of the whole envelope, 32 bytes."""
    return ChangeId(hashlib.sha256(envelope).digest())


def sign(unsigned: bytes, device_key: Ed25519PrivateKey) -> bytes:
    """The envelope: what was sealed, with the device's signature over all of it at its end."""
    return unsigned + device_key.sign(unsigned)


def is_signed_by(public_key: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature is this key's; never, when the key is no point on the curve."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def must_be_ours(known: Trusted, header: Header) -> None:
    """Checks 2 and 3. Raises WrongAccount, UnknownDevice."""
    if header.account != known.account:
        raise WrongAccount
    if header.device not in known.devices:
        raise UnknownDevice(header.device.hex())


def authenticate(known: Trusted, envelope: bytes) -> Header:
    """The header, once checks 1 to 4 have passed. Says nothing of the chain."""
    header = Header.parse(envelope)
    must_be_ours(known, header)
    content, signature = envelope[:-SIGNATURE_BYTES], envelope[-SIGNATURE_BYTES:]
    if not is_signed_by(known.devices[header.device], content, signature):
        raise BadSignature
    return header


def must_follow(head: Head, header: Header) -> None:
    """Check 5. Raises ChainBroken unless the change is the very next one after `head`."""
    if header.counter > INTEGER_MAX or (header.counter, header.previous) != (head.counter + 1, head.id):
        raise ChainBroken(f"change {header.counter} after {head.counter}")


def believe(known: Trusted, item: Item) -> Believed | Stub:
    """One envelope or stub, once all its checks have passed; raises the first that fails."""
    if isinstance(item, Stub):
        must_be_ours(known, item.header)
        must_follow(known.head(item.header.device), item.header)
        return item
    header = authenticate(known, item)
    must_follow(known.head(header.device), header)
    return Believed(item, header, change_id(item))


def trust(known: Trusted, items: Iterable[Item]) -> Trusted:
    """What may be believed after these, in order; raises the first problem among them."""
    for item in items:
        believed = believe(known, item)
        known = known.with_head(believed.header, believed.id)
    return known
