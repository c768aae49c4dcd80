"""What stands beside the log: locks, devices, histories; as JSON and back (PROTOCOL 9.3).

Nothing here is believed yet: membership() and closings() are what the checks of PROTOCOL 7 ask for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync import sizes
from sync.chain import AccountId, ChangeId, DeviceId, Head
from sync.checks import Membership
from sync.locks import Lock
from sync.members import (
    Device,
    device_as_json,
    epoch_of,
    histories_as_json,
    id_of,
    list_of,
    lock_as_json,
    object_of,
    read_device,
    read_histories,
    read_lock,
    text_of,
    whole,
)


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
        "locks": [lock_as_json(lock) for lock in vault.locks],
        "devices": [device_as_json(device) | _times(device) for device in vault.devices],
        "histories": histories_as_json(vault.histories),
    }


def _times(device: VaultDevice) -> dict[str, Any]:
    return {"added_at": device.added_at, "last_seen_at": device.last_seen_at}


def read_vault(content: object) -> Vault:
    """A vault as the server answers it. Raises ValueError, TypeError, KeyError."""
    members = object_of(content)
    snapshot = members.get("snapshot")
    return Vault(
        account=AccountId(id_of(members["account"], sizes.ACCOUNT_BYTES)),
        epoch=epoch_of(members["epoch"]),
        handle=text_of(members["handle"]),
        version=whole(members["version"]),
        snapshot_seq=None if snapshot is None else whole(object_of(snapshot)["seq"]),
        locks=[read_lock(lock) for lock in list_of(members["locks"])],
        devices=[_device(device) for device in list_of(members["devices"])],
        histories=read_histories(members["histories"]),
    )


def read_head(content: object) -> Head:
    """A device's head as the server answers it; the id is ignored before the first change."""
    members = object_of(content)
    return Head(whole(members["counter"]), ChangeId(id_of(members["id"], sizes.CHANGE_ID_BYTES)))


def _device(content: object) -> VaultDevice:
    members, device = object_of(content), read_device(content)
    return VaultDevice(
        device.id, device.epoch, device.public_key, device.certificate, device.closing,
        added_at=text_of(members.get("added_at") or ""),
        last_seen_at=text_of(members.get("last_seen_at") or ""),
    )  # fmt: skip
