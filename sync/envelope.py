"""seal() and open(): one change (PROTOCOL 4).

open() is for what chain.trust() has let through; it checks epoch, HPKE, padding and shape, in this order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync import hlc
from sync.chain import ChangeId, Header, change_id, sign
from sync.hlc import Hlc
from sync.keys import VaultKey
from sync.problems import CannotOpen, ChangeTooLarge, MalformedChange, UnknownEpoch
from sync.purges import PURGE, check_purge
from sync.sizes import (
    HEADER_BYTES,
    NAME_BYTES_MAX,
    NESTING_MAX,
    PADDING_STEPS,
    SIGNATURE_BYTES,
)
from sync.values import JsonValue, allowed, canonical, is_counter, is_device_hex, parse

LABEL = b"plumbline/1 change"
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

Op: TypeAlias = dict[str, JsonValue]


@dataclass(frozen=True)
class Change:
    """One opened change. `device` and the keys of `seen` are lower-case hex, as they stand in JSON."""

    id: ChangeId
    device: str
    counter: int
    at: Hlc
    seen: Mapping[str, int]
    ops: Sequence[Op]


def seal(
    at: Hlc,
    seen: Mapping[str, int],
    ops: Sequence[Op],
    link: Header,
    pk_r: X25519PublicKey,
    device_key: Ed25519PrivateKey,
) -> bytes:
    """Seal one change to the vault and sign it: 1,213, 2,237 … 65,725 bytes.

    link: where the change stands in its device's chain. Raises ChangeTooLarge, and MalformedChange for what
    no reader would take.
    """
    plaintext = canonical({"at": at, "seen": dict(seen), "ops": list(ops)})
    padded = pad(plaintext)
    read_change(plaintext, link, change_id(b""))  # what we could not read again is never sealed
    header = link.pack()
    return sign(header + _HPKE.encrypt(padded, pk_r, info=LABEL + header), device_key)


def open(envelope: bytes, vaults: Mapping[int, VaultKey]) -> Change:
    """The change inside. vaults: by epoch. Raises UnknownEpoch, CannotOpen, MalformedChange."""
    header = Header.parse(envelope)
    if header.epoch not in vaults:
        raise UnknownEpoch(f"epoch {header.epoch}")
    sealed = envelope[HEADER_BYTES:-SIGNATURE_BYTES]
    try:
        # An `enc` of low order is refused by X25519 itself, with a ValueError.
        padded = _HPKE.decrypt(sealed, vaults[header.epoch].sk_r, info=LABEL + envelope[:HEADER_BYTES])
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    change = read_change(unpad(padded), header, change_id(envelope))
    for op in change.ops:
        if op["kind"] == PURGE:
            check_purge(op, [vault.purges for vault in vaults.values()])
    return change


def padded_size(size_bytes: int) -> int:
    """The padding step that holds a plaintext and the byte that ends it. Raises ChangeTooLarge."""
    for step in PADDING_STEPS:
        if size_bytes < step:
            return step
    raise ChangeTooLarge(f"{size_bytes} bytes")


def pad(plaintext: bytes) -> bytes:
    """The plaintext, 0x80, and zeros up to the next step."""
    return (plaintext + b"\x80").ljust(padded_size(len(plaintext)), b"\0")


def unpad(padded: bytes) -> bytes:
    """What pad() was given. Raises MalformedChange."""
    unpadded = padded.rstrip(b"\0")
    if not unpadded.endswith(b"\x80"):
        raise MalformedChange("padding")
    return unpadded[:-1]


def read_change(plaintext: bytes, header: Header, id: ChangeId) -> Change:
    """A plaintext as the change it holds. Raises MalformedChange with the part that is wrong."""
    try:
        content = parse(plaintext)
    except ValueError:
        raise MalformedChange("not the JSON that PROTOCOL 4 allows") from None
    if not isinstance(content, dict):
        raise MalformedChange("not an object")
    at, seen, ops = content.get("at"), content.get("seen"), content.get("ops")
    if not isinstance(at, str):
        raise MalformedChange("at")
    hlc.parse(at)
    device = header.device.hex()
    return Change(id, device, header.counter, Hlc(at), read_seen(seen, device), _ops(ops))


def read_seen(seen: object, writer: str) -> dict[str, int]:
    """Counters by device, none of them the writer's own. Raises MalformedChange."""
    if not isinstance(seen, dict):
        raise MalformedChange("seen")
    counters: dict[str, int] = {}
    for device, counter in seen.items():
        if device == writer or not is_device_hex(device) or not is_counter(counter):
            raise MalformedChange("seen")
        counters[device] = counter
    return counters


def check_verb(op: Op) -> None:
    """Nothing when the op's verb is set, delete or one that we do not know. Raises MalformedChange."""
    if "set" in op and ("delete" in op or not isinstance(op["set"], dict)):
        raise MalformedChange("set")
    if "delete" in op and op["delete"] is not True:
        raise MalformedChange("delete")


def _ops(ops: object) -> list[Op]:
    if not isinstance(ops, list) or not ops:
        raise MalformedChange("ops")
    checked: dict[tuple[str, str], Op] = {}
    for given in ops:
        op = _op(given)
        name = _name(op.get("kind")), _name(op.get("id"))
        if name in checked:
            raise MalformedChange("two ops for one object")
        check_verb(op)
        checked[name] = op
    return list(checked.values())


def _op(given: object) -> Op:
    try:
        op = allowed(given, NESTING_MAX)
    except ValueError:
        raise MalformedChange("not the values that PROTOCOL 4 allows") from None
    if not isinstance(op, dict):
        raise MalformedChange("op")
    return op


def _name(value: JsonValue) -> str:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= NAME_BYTES_MAX:
        raise MalformedChange("kind or id")
    return value
