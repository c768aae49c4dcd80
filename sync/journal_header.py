"""The first line of a journal file: whose it is, and the locks that open it (PROTOCOL 14)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from sync import sizes
from sync.chain import AccountId, DeviceId, Head
from sync.locks import Lock
from sync.members import (
    Device,
    counter_of,
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
    whole,
)
from sync.problems import NewerJournalFile, NotAJournalFile

FORMAT = "plumbline-journal"
FORMAT_VERSION = 1
# Locks of a passkey or a device are left out: no file opens with them.
KINDS_OF_LOCKS = ("passphrase", "recovery")


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
    """What the first line says."""
    content: dict[str, object] = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "account": header.account.hex(),
        "epoch": header.epoch,
        "changes": header.changes,
        "locks": [lock_as_json(lock) for lock in header.locks if lock.kind in KINDS_OF_LOCKS],
        "devices": [device_as_json(device) for device in header.devices],
    }
    if header.histories:
        content["histories"] = histories_as_json(header.histories)
    return content


def read_header(line: bytes) -> FileHeader:
    """The first line. Raises NotAJournalFile, NewerJournalFile."""
    try:
        content = parse_line(line)
        if content["format"] != FORMAT:
            raise ValueError("another format")
        if counter_of(content["version"]) > FORMAT_VERSION:
            raise NewerJournalFile(f"version {content['version']}")
        return FileHeader(
            account=AccountId(id_of(content["account"], sizes.ACCOUNT_BYTES)),
            epoch=epoch_of(content["epoch"]),
            changes=whole(content["changes"], sizes.FILE_CHANGES_MAX),
            locks=_locks(list_of(content["locks"], sizes.LOCKS_MAX)),
            devices=_live_at_most(sizes.DEVICES_MAX, map(read_device, list_of(content["devices"]))),
            histories=read_histories(content.get("histories", [])),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        raise NotAJournalFile("the first line") from None


def _locks(contents: Sequence[object]) -> list[Lock]:
    """Those of a kind that a file opens with: another version may know more."""
    return [read_lock(it) for it in contents if object_of(it).get("kind") in KINDS_OF_LOCKS]


def _live_at_most(most: int, devices: Iterable[Device]) -> list[Device]:
    found = list(devices)
    if sum(device.closing is None for device in found) > most:
        raise ValueError("too many devices")
    return found


def parse_line(line: bytes) -> Any:
    """The JSON of one line, unchecked. Raises ValueError, RecursionError."""
    return json.loads(line.decode(), parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
