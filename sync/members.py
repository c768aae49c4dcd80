"""Locks, devices and histories as JSON and back, as files and servers name them (PROTOCOL 9.3, 14).

Readers check the form and believe nothing; they raise ValueError, TypeError or KeyError.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync import sizes
from sync.chain import ChangeId, DeviceId, Head
from sync.locks import Cost, Lock
from sync.values import b64_to_bytes, bytes_to_b64, is_counter


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


def lock_as_json(lock: Lock, auth: bytes | None = None) -> dict[str, Any]:
    """A lock; auth: what it shows at sign-in, when a server is to keep it."""
    content: dict[str, Any] = {"id": lock.id.hex(), "kind": lock.kind, "epoch": lock.epoch}
    if lock.kind == "passphrase":
        cost = {"memory_kib": lock.cost.memory_kib, "passes": lock.cost.passes, "lanes": lock.cost.lanes}
        content |= {"salt": bytes_to_b64(lock.salt), **cost}
    content["wrapped"] = bytes_to_b64(lock.wrapped)
    return content if auth is None else {**content, "auth": bytes_to_b64(auth)}


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


def read_lock(content: object) -> Lock:
    """One lock of any kind, unchecked; of a passkey without its salt."""
    members = object_of(content)
    kind = text_of(members["kind"])
    id, epoch = id_of(members["id"], sizes.LOCK_ID_BYTES), epoch_of(members["epoch"])
    wrapped = bytes_of(members["wrapped"])
    if kind != "passphrase":
        return Lock(id, kind, epoch, wrapped)
    return Lock(id, kind, epoch, wrapped, bytes_of(members["salt"]), read_cost(members))


def read_cost(members: Mapping[str, object]) -> Cost:
    """What Argon2id is to spend, unchecked."""
    return Cost(whole(members["memory_kib"]), whole(members["passes"]), whole(members["lanes"]))


def read_device(content: object) -> Device:
    """A device, unchecked."""
    members = object_of(content)
    return Device(
        DeviceId(id_of(members["id"], sizes.DEVICE_BYTES)),
        epoch_of(members["epoch"]),
        bytes_of(members["public_key"]),
        bytes_of(members["certificate"]),
        None if members.get("closed") is None else _read_closing(members["closed"]),
    )


def _read_closing(content: object) -> Closing:
    members = object_of(content)
    id = ChangeId(id_of(members["head"], sizes.CHANGE_ID_BYTES))
    head = Head(whole(members["counter"]), id)
    return Closing(epoch_of(members["epoch"]), head, bytes_of(members["certificate"]))


def read_histories(content: object) -> dict[int, bytes]:
    """Histories by epoch, unopened."""
    histories = map(object_of, list_of(content))
    return {epoch_of(history["epoch"]): bytes_of(history["wrapped"]) for history in histories}


def object_of(value: object) -> Mapping[str, object]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise TypeError("object")
    return value


def list_of(value: object, at_most: int | None = None) -> Sequence[object]:
    """A JSON array."""
    if not isinstance(value, list) or (at_most is not None and len(value) > at_most):
        raise TypeError("list")
    return value


def text_of(value: object) -> str:
    """A JSON string."""
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def bytes_of(value: object) -> bytes:
    """What a b64 text holds."""
    return b64_to_bytes(text_of(value))


def id_of(value: object, size_bytes: int) -> bytes:
    """An id of so many bytes, from hex."""
    if not re.fullmatch(f"[0-9a-f]{{{2 * size_bytes}}}", text_of(value)):
        raise ValueError("id")
    return bytes.fromhex(text_of(value))


def counter_of(value: object, at_most: int = sizes.INTEGER_MAX) -> int:
    """A whole number from 1."""
    if not is_counter(value) or value > at_most:
        raise TypeError("number")
    return value


def epoch_of(value: object) -> int:
    """The number of an epoch."""
    return counter_of(value, sizes.EPOCH_MAX)


def whole(value: object, at_most: int = sizes.INTEGER_MAX) -> int:
    """A count or a number of the log, from 0."""
    if value == 0 and isinstance(value, int) and not isinstance(value, bool):
        return 0
    return counter_of(value, at_most)
