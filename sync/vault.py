"""What stands beside the log: locks, devices, histories; as JSON and back (PROTOCOL 9.3).

Nothing here is believed yet: membership() and closings() are what the checks of PROTOCOL 7 ask for.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync import sizes
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.checks import Membership
from sync.envelope import is_counter
from sync.journal_header import (
    Device,
    device_as_json,
    histories_as_json,
    read_device,
    read_histories,
)
from sync.locks import Cost, Lock
from sync.values import b64_to_bytes, bytes_to_b64


@dataclass(frozen=True)
class VaultDevice(Device):
    """A device of the journal; the times are as the server tells them."""

    added_at: str = ""
    last_seen_at: str = ""


@dataclass(frozen=True)
class Vault:
    """All of it. snapshot_seq: where the newest snapshot stands, if there is one."""

    account: AccountId
    epoch: int
    handle: str = ""
    version: int = 0
    snapshot_seq: int | None = None
    locks: Sequence[Lock] = ()
    devices: Sequence[VaultDevice] = ()
    histories: Mapping[int, bytes] = field(default_factory=dict)

    def membership(self) -> Membership:
        """The epoch and every device's public key."""
        return Membership(self.epoch, {device.id: device.public_key for device in self.devices})

    def closings(self) -> dict[DeviceId, Head]:
        """Where the chains of the removed devices end."""
        return {device.id: device.closing.head for device in self.devices if device.closing}

    def ends(self) -> dict[str, int]:
        """The same as `seen` says it: the last counter of each removed device that ever wrote, by hex."""
        return {device.hex(): head.counter for device, head in self.closings().items() if head.counter}

    def device(self, id: DeviceId) -> VaultDevice | None:
        """The device of this id."""
        return next((device for device in self.devices if device.id == id), None)


def vault_to_json(vault: Vault) -> dict[str, Any]:
    """The members that read_vault reads."""
    return {
        "account": vault.account.hex(),
        "handle": vault.handle,
        "epoch": vault.epoch,
        "version": vault.version,
        "snapshot": None if vault.snapshot_seq is None else {"seq": vault.snapshot_seq},
        "locks": [lock_to_json(lock) for lock in vault.locks],
        "devices": [device_as_json(device) | _times(device) for device in vault.devices],
        "histories": histories_as_json(vault.histories),
    }


def lock_to_json(lock: Lock, auth: bytes | None = None) -> dict[str, Any]:
    """A lock as it is sent; auth: what it shows at sign-in, when the server is to keep it."""
    content: dict[str, Any] = {"id": lock.id.hex(), "kind": lock.kind, "epoch": lock.epoch}
    content["wrapped"] = bytes_to_b64(lock.wrapped)
    if lock.salt:
        content["salt"] = bytes_to_b64(lock.salt)
    if lock.kind == "passphrase":
        cost = lock.cost
        content |= {"memory_kib": cost.memory_kib, "passes": cost.passes, "lanes": cost.lanes}
    return content if auth is None else {**content, "auth": bytes_to_b64(auth)}


def _times(device: VaultDevice) -> dict[str, Any]:
    return {"added_at": device.added_at, "last_seen_at": device.last_seen_at}


def read_vault(content: object) -> Vault:
    """A vault as the server answers it. Raises ValueError, TypeError, KeyError."""
    members = _object(content)
    snapshot = members.get("snapshot")
    return Vault(
        account=AccountId(_id(members["account"], sizes.ACCOUNT_BYTES)),
        epoch=_epoch(members["epoch"]),
        handle=_text(members["handle"]),
        version=whole(members["version"]),
        snapshot_seq=None if snapshot is None else whole(_object(snapshot)["seq"]),
        locks=[read_lock(lock) for lock in _list(members["locks"])],
        devices=[_device(device) for device in _list(members["devices"])],
        histories=read_histories(members["histories"]),
    )


def read_head(content: object) -> Head:
    """A device's head as the server answers it; the id is ignored before the first change."""
    members = _object(content)
    return Head(whole(members["counter"]), ChangeId(_id(members["id"], sizes.CHANGE_ID_BYTES)))


def whole(value: object) -> int:
    """A count or a number of the log: 0 to 2^53 - 1. Raises TypeError."""
    if value == 0 and isinstance(value, int) and not isinstance(value, bool):
        return 0
    if not is_counter(value):
        raise TypeError("number")
    return value


def read_lock(content: object) -> Lock:
    """One lock, unchecked. Raises ValueError, TypeError, KeyError."""
    members = _object(content)
    kind = _text(members["kind"])
    id, epoch = _id(members["id"], sizes.LOCK_ID_BYTES), _epoch(members["epoch"])
    wrapped = b64_to_bytes(_text(members["wrapped"]))
    if kind != "passphrase":
        return Lock(id, kind, epoch, wrapped)
    return Lock(id, kind, epoch, wrapped, b64_to_bytes(_text(members["salt"])), read_cost(members))


def read_cost(members: Mapping[str, object]) -> Cost:
    """What Argon2id is to spend, unchecked."""
    return Cost(whole(members["memory_kib"]), whole(members["passes"]), whole(members["lanes"]))


def _device(content: object) -> VaultDevice:
    members, device = _object(content), read_device(content)
    return VaultDevice(
        device.id, device.epoch, device.public_key, device.certificate, device.closing,
        added_at=_text(members.get("added_at") or ""),
        last_seen_at=_text(members.get("last_seen_at") or ""),
    )  # fmt: skip


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("object")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _id(value: object, size_bytes: int) -> bytes:
    if not re.fullmatch(f"[0-9a-f]{{{2 * size_bytes}}}", _text(value)):
        raise ValueError("id")
    return bytes.fromhex(_text(value))


def _epoch(value: object) -> int:
    if not is_counter(value) or value > sizes.EPOCH_MAX:
        raise TypeError("epoch")
    return value
