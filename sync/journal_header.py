"""The first line of a journal file: whose it is, and the locks that open it (PROTOCOL 14)."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from sync import sizes
from sync.chain import AccountId, DeviceId
from sync.envelope import is_counter
from sync.locks import Cost, Lock
from sync.problems import NewerJournalFile, NotAJournalFile
from sync.values import b64_to_bytes, bytes_to_b64

FORMAT = "plumbline-journal"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Device:
    """A device as a journal file names it."""

    id: DeviceId
    epoch: int
    public_key: bytes
    certificate: bytes


@dataclass(frozen=True)
class FileHeader:
    """The first line: whose journal this is, and the locks that open it. changes: how many follow."""

    account: AccountId
    epoch: int
    changes: int
    locks: Sequence[Lock]
    devices: Sequence[Device]


def header_as_json(header: FileHeader) -> dict[str, object]:
    """What the first line says. Locks of a passkey or a device are left out: no file opens with them."""
    leaving = [lock for lock in header.locks if lock.kind in ("passphrase", "recovery")]
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "account": header.account.hex(),
        "epoch": header.epoch,
        "changes": header.changes,
        "locks": [_lock_as_json(lock) for lock in leaving],
        "devices": [_device_as_json(device) for device in header.devices],
    }


def _lock_as_json(lock: Lock) -> dict[str, object]:
    content = {"id": lock.id.hex(), "kind": lock.kind, "epoch": lock.epoch}
    if lock.kind == "passphrase":
        cost = {"memory_kib": lock.cost.memory_kib, "passes": lock.cost.passes, "lanes": lock.cost.lanes}
        content |= {"salt": bytes_to_b64(lock.salt), **cost}
    return {**content, "wrapped": bytes_to_b64(lock.wrapped)}


def _device_as_json(device: Device) -> dict[str, object]:
    return {
        "id": device.id.hex(),
        "epoch": device.epoch,
        "public_key": bytes_to_b64(device.public_key),
        "certificate": bytes_to_b64(device.certificate),
    }


def read_header(line: bytes) -> FileHeader:
    """The first line. Raises NotAJournalFile, NewerJournalFile."""
    try:
        content = parse_line(line)
        if content["format"] != FORMAT:
            raise ValueError("another format")
        if _counter(content["version"]) > FORMAT_VERSION:
            raise NewerJournalFile(f"version {content['version']}")
        return FileHeader(
            account=AccountId(_id(content["account"], sizes.ACCOUNT_BYTES)),
            epoch=_epoch(content["epoch"]),
            changes=_count(content["changes"], sizes.FILE_CHANGES_MAX),
            locks=[lock for lock in map(_read_lock, _list(content["locks"], sizes.LOCKS_MAX)) if lock],
            devices=[_read_device(device) for device in _list(content["devices"], sizes.DEVICES_MAX)],
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotAJournalFile("the first line") from None


def _read_lock(content: object) -> Lock | None:
    """A lock, or None for a kind that no file holds: another version may know it."""
    if not isinstance(content, dict):
        raise TypeError("lock")
    kind = content.get("kind")
    if kind not in ("passphrase", "recovery"):
        return None
    id, epoch = _id(content["id"], sizes.LOCK_ID_BYTES), _epoch(content["epoch"])
    wrapped = _bytes(content["wrapped"])
    if kind == "recovery":
        return Lock(id, kind, epoch, wrapped)
    cost = Cost(_count(content["memory_kib"]), _count(content["passes"]), _count(content["lanes"]))
    return Lock(id, kind, epoch, wrapped, _bytes(content["salt"]), cost)


def _read_device(content: object) -> Device:
    if not isinstance(content, dict):
        raise TypeError("device")
    return Device(
        DeviceId(_id(content["id"], sizes.DEVICE_BYTES)),
        _epoch(content["epoch"]),
        _bytes(content["public_key"]),
        _bytes(content["certificate"]),
    )


def _id(value: object, size_bytes: int) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * size_bytes}}}", value):
        raise ValueError("id")
    return bytes.fromhex(value)


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError("base64url")
    return b64_to_bytes(value)


def _counter(value: object) -> int:
    if not is_counter(value):
        raise TypeError("counter")
    return value


def _epoch(value: object) -> int:
    if _counter(value) > sizes.EPOCH_MAX:
        raise ValueError("epoch")
    return _counter(value)


def _count(value: object, at_most: int = sizes.INTEGER_MAX) -> int:
    if value == 0 and isinstance(value, int) and not isinstance(value, bool):
        return 0
    if _counter(value) > at_most:
        raise ValueError("too many")
    return _counter(value)


def _list(value: object, at_most: int) -> list[object]:
    if not isinstance(value, list) or len(value) > at_most:
        raise TypeError("list")
    return value


def parse_line(line: bytes) -> Any:
    """The JSON of one line, unchecked. Raises ValueError, RecursionError."""
    return json.loads(line.decode(), parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
