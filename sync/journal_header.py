"""The first line of a journal file: whose it is, and the locks that open it (PROTOCOL 14)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sync import sizes
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.envelope import is_counter
from sync.locks import Cost, Lock
from sync.problems import NewerJournalFile, NotAJournalFile
from sync.values import b64_to_bytes, bytes_to_b64

FORMAT = "plumbline-journal"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Closing:
    """Where the chain of a removed device ends. epoch: the one whose root made it (PROTOCOL 3.4)."""

    epoch: int
    head: Head
    certificate: bytes


@dataclass(frozen=True)
class Device:
    """A device as files and servers name it."""

    id: DeviceId
    epoch: int
    public_key: bytes
    certificate: bytes
    closing: Closing | None = None


@dataclass(frozen=True)
class FileHeader:
    """The first line: whose journal this is, and the locks that open it.

    changes: how many follow. histories: older roots, each wrapped, by the epoch of the root that wraps it.
    """

    account: AccountId
    epoch: int
    changes: int
    locks: Sequence[Lock]
    devices: Sequence[Device]
    histories: Mapping[int, bytes] = field(default_factory=dict)

    def closings(self) -> dict[DeviceId, Head]:
        """Where the chains of the removed devices end."""
        return {device.id: device.closing.head for device in self.devices if device.closing}


def header_as_json(header: FileHeader) -> dict[str, object]:
    """What the first line says. Locks of a passkey or a device are left out: no file opens with them."""
    leaving = [lock for lock in header.locks if lock.kind in ("passphrase", "recovery")]
    content: dict[str, object] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "account": header.account.hex(),
        "epoch": header.epoch,
        "changes": header.changes,
        "locks": [_lock_as_json(lock) for lock in leaving],
        "devices": [device_as_json(device) for device in header.devices],
    }
    if header.histories:
        content["histories"] = histories_as_json(header.histories)
    return content


def _lock_as_json(lock: Lock) -> dict[str, object]:
    content = {"id": lock.id.hex(), "kind": lock.kind, "epoch": lock.epoch}
    if lock.kind == "passphrase":
        cost = {"memory_kib": lock.cost.memory_kib, "passes": lock.cost.passes, "lanes": lock.cost.lanes}
        content |= {"salt": bytes_to_b64(lock.salt), **cost}
    return {**content, "wrapped": bytes_to_b64(lock.wrapped)}


def device_as_json(device: Device) -> dict[str, object]:
    """A device, with its closing if it has one."""
    content: dict[str, object] = {
        "id": device.id.hex(),
        "epoch": device.epoch,
        "public_key": bytes_to_b64(device.public_key),
        "certificate": bytes_to_b64(device.certificate),
    }
    if device.closing:
        content["closed"] = {"epoch": device.closing.epoch, **end_as_json(device.closing)}
    return content


def end_as_json(closing: Closing) -> dict[str, object]:
    """A closing without its epoch."""
    return {
        "counter": closing.head.counter,
        "head": closing.head.id.hex(),
        "certificate": bytes_to_b64(closing.certificate),
    }


def histories_as_json(histories: Mapping[int, bytes]) -> list[dict[str, object]]:
    """Histories, the oldest first."""
    return [{"epoch": epoch, "wrapped": bytes_to_b64(histories[epoch])} for epoch in sorted(histories)]


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
            devices=_live_at_most(sizes.DEVICES_MAX, [read_device(it) for it in _list(content["devices"])]),
            histories=read_histories(content.get("histories", [])),
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


def read_device(content: object) -> Device:
    """A device, unchecked. Raises ValueError, TypeError, KeyError."""
    if not isinstance(content, dict):
        raise TypeError("device")
    return Device(
        DeviceId(_id(content["id"], sizes.DEVICE_BYTES)),
        _epoch(content["epoch"]),
        _bytes(content["public_key"]),
        _bytes(content["certificate"]),
        None if content.get("closed") is None else _read_closing(content["closed"]),
    )


def read_histories(content: object) -> dict[int, bytes]:
    """Histories by epoch, unopened. Raises ValueError, TypeError, KeyError."""
    histories = {}
    for history in _list(content):
        if not isinstance(history, dict):
            raise TypeError("history")
        histories[_epoch(history["epoch"])] = _bytes(history["wrapped"])
    return histories


def _read_closing(content: object) -> Closing:
    if not isinstance(content, dict):
        raise TypeError("closing")
    head = Head(_count(content["counter"]), ChangeId(_id(content["head"], sizes.CHANGE_ID_BYTES)))
    return Closing(_epoch(content["epoch"]), head, _bytes(content["certificate"]))


def _live_at_most(most: int, devices: list[Device]) -> list[Device]:
    if sum(device.closing is None for device in devices) > most:
        raise ValueError("too many devices")
    return devices


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


def _list(value: object, at_most: int | None = None) -> list[object]:
    if not isinstance(value, list) or (at_most is not None and len(value) > at_most):
        raise TypeError("list")
    return value


def parse_line(line: bytes) -> Any:
    """The JSON of one line, unchecked. Raises ValueError, RecursionError."""
    return json.loads(line.decode(), parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
