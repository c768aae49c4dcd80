"""Seal and open a whole state, so that ten years open at once (PROTOCOL 8).

Every way in which opening can fail is the one problem BadSnapshot: the reader folds the changes instead.
"""

import hashlib
import os
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync import sizes
from sync.chain import AccountId
from sync.keys import Root, derive
from sync.merge import State, Write, canonical_state, heads_as_json, read_write, without_purged
from sync.problems import BadSnapshot, Problem, SnapshotDiffers
from sync.values import JsonValue, allowed, canonical, is_counter, is_device_hex, parse

LABEL = b"plumbline/1 snapshot"


@dataclass(frozen=True)
class Snapshot:
    """A state and where it stands. seq: the log's position, 0 for a snapshot of this phone alone."""

    epoch: int
    seq: int
    state: State


def seal_snapshot(snapshot: Snapshot, root: Root, account: AccountId) -> bytes:
    """The snapshot under the root's key, its size a multiple of 65,536 bytes and a few."""
    packer = zlib.compressobj(wbits=-15)
    deflated = packer.compress(canonical_state(snapshot.state)) + packer.flush()
    size = -(-(len(deflated) + 1) // sizes.SNAPSHOT_STEP_BYTES) * sizes.SNAPSHOT_STEP_BYTES
    header = bytes([sizes.VERSION]) + snapshot.epoch.to_bytes(4) + snapshot.seq.to_bytes(8)
    header += _heads_hash(snapshot.state)
    nonce = os.urandom(sizes.NONCE_BYTES)
    padded = (deflated + b"\x80").ljust(size, b"\0")
    return header + nonce + AESGCM(_key(root)).encrypt(nonce, padded, LABEL + account + header)


def open_snapshot(sealed: bytes, root: Root, account: AccountId) -> Snapshot:
    """The snapshot, when it is of this root and account and whole. Raises BadSnapshot."""
    header, nonce, ciphertext = _parts(sealed)
    if header[:1] != bytes([sizes.VERSION]):
        raise BadSnapshot("version")
    try:
        padded = AESGCM(_key(root)).decrypt(nonce, ciphertext, LABEL + account + header)
    except InvalidTag:
        raise BadSnapshot("does not open") from None
    state = _read_state(inflate(_unpad(padded)))
    seq = int.from_bytes(header[5:13])
    if header[13:] != _heads_hash(state) or seq > sizes.INTEGER_MAX:
        raise BadSnapshot("heads or seq")
    return Snapshot(int.from_bytes(header[1:5]), seq, state)


def must_not_differ(snapshot: State, log: State) -> None:
    """Raises SnapshotDiffers unless a snapshot with the rest of the log folded in is the log's own state."""
    if canonical_state(snapshot) != canonical_state(log):
        raise SnapshotDiffers


def inflate(deflated: bytes) -> bytes:
    """Raw deflate undone, up to 256 MiB. Raises BadSnapshot beyond it, and when the stream is not whole."""
    unpacker = zlib.decompressobj(wbits=-15)
    try:
        # One byte more than the most, so that "at the limit" and "beyond it" can be told apart.
        inflated = unpacker.decompress(deflated, sizes.STATE_BYTES_MAX + 1)
    except zlib.error:
        raise BadSnapshot("not deflated") from None
    if len(inflated) > sizes.STATE_BYTES_MAX or not unpacker.eof or unpacker.unused_data:
        raise BadSnapshot("too large, or not whole")
    return inflated


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    end_of_header, end_of_nonce = sizes.SNAPSHOT_HEADER_BYTES, sizes.SNAPSHOT_HEADER_BYTES + sizes.NONCE_BYTES
    size = len(sealed) - end_of_nonce - sizes.TAG_BYTES
    if size <= 0 or size % sizes.SNAPSHOT_STEP_BYTES:
        raise BadSnapshot("size")
    return sealed[:end_of_header], sealed[end_of_header:end_of_nonce], sealed[end_of_nonce:]


def _unpad(padded: bytes) -> bytes:
    unpadded = padded.rstrip(b"\0")
    if not unpadded.endswith(b"\x80"):
        raise BadSnapshot("padding")
    return unpadded[:-1]


def _key(root: Root) -> bytes:
    return derive(root, "snapshots")


def _heads_hash(state: State) -> bytes:
    return hashlib.sha256(canonical(heads_as_json(state))).digest()


def _read_state(text: bytes) -> State:
    try:
        content = _object(allowed(parse(text), sizes.STATE_NESTING_MAX))
        heads = {device: _head(device, head) for device, head in _object(content.get("heads")).items()}
        objects = {
            kind: {id: _writes(writes) for id, writes in _object(by_id).items()}
            for kind, by_id in _object(content.get("objects")).items()
        }
    except (ValueError, Problem):
        raise BadSnapshot("not a state") from None
    return without_purged(State(heads, objects))


def _object(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise BadSnapshot("not an object")
    return value


def _head(device: str, value: JsonValue) -> tuple[int, str]:
    if not is_device_hex(device) or not isinstance(value, list) or len(value) != 2:
        raise BadSnapshot("head")
    counter, id = value
    if not is_counter(counter) or not isinstance(id, str) or len(bytes.fromhex(id)) != sizes.CHANGE_ID_BYTES:
        raise BadSnapshot("head")
    return counter, id


def _writes(value: JsonValue) -> tuple[Write, ...]:
    if not isinstance(value, list):
        raise BadSnapshot("writes")
    return tuple(read_write(_object(write)) for write in value)
