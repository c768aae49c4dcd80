"""The journal file: what leaves the phone, and how Python reads it back (PROTOCOL 14).

Lines, so that half a file is half a journal. One line that fails never hides the others: it is named, and
reading goes on. Only a first line that is no journal's, and a secret that opens no lock, stop it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from sync.chain import DeviceId, Item, Stub, Trusted, change_id
from sync.epochs import check_closing, open_history
from sync.journal_header import FileHeader, header_as_json, read_header
from sync.journal_reader import JournalReader, Reading, lines_of
from sync.keys import Root, check_certificate, vault_key
from sync.members import Device
from sync.problems import NotAJournalFile, Problem
from sync.unlocking import Secret, open_first
from sync.values import bytes_to_b64


def write_journal_file(header: FileHeader, items: Iterable[Item]) -> Iterator[bytes]:
    """The lines of a journal file, each with its end.

    items: each device's in order of its counter, `header.changes` of them; of purged changes their stubs.
    """
    yield _line(header_as_json(header))
    count, ids = 0, hashlib.sha256()
    for item in items:
        count += 1
        if isinstance(item, Stub):
            ids.update(item.id)
            yield _line({"stub": bytes_to_b64(item.header.pack() + item.id)})
        else:
            ids.update(change_id(item))
            yield _line({"change": bytes_to_b64(item)})
    yield _line({"end": {"changes": count, "sha256": ids.hexdigest()}})


def read_journal_file(file: IO[bytes], secret: Secret) -> Reading:
    """All that a file gives.

    Raises NotAJournalFile, NewerJournalFile, NoSuchLock and what opening a lock raises.
    """
    header = read_header(_first_line(file))
    root, lock = open_first(header.locks, secret, header.account)
    reading = Reading(header)
    roots = _roots(reading, root, lock.epoch)
    devices = dict(_certified(reading, roots, root))
    vaults = {epoch: vault_key(it) for epoch, it in roots.items()}
    known = Trusted(header.account, devices)
    JournalReader(known, reading, vaults, header.closings()).read(file)
    return reading


def verify_journal_file(file: IO[bytes]) -> Reading:
    """The same without any secret: sizes, signatures, chains and the last line; nothing is opened.

    Certificates need the root, so the devices are taken as the first line names them.
    """
    header = read_header(_first_line(file))
    reading = Reading(header)
    devices = {device.id: device.public_key for device in header.devices}
    JournalReader(Trusted(header.account, devices), reading, None, header.closings()).read(file)
    return reading


def _roots(reading: Reading, root: Root, epoch: int) -> dict[int, Root]:
    """By epoch, back from the one that a lock opened; what lies before one that is missing stays closed."""
    roots, histories = {epoch: root}, reading.header.histories
    while epoch in histories:
        try:
            roots[epoch - 1] = open_history(roots[epoch], histories[epoch], reading.header.account, epoch)
        except Problem as problem:
            reading.note(1, problem)
            break
        epoch -= 1
    return roots


def _certified(reading: Reading, roots: Mapping[int, Root], newest: Root) -> Iterator[tuple[DeviceId, bytes]]:
    for device in reading.header.devices:
        try:
            _check(device, roots, newest)
            yield device.id, device.public_key
        except Problem as problem:
            reading.note(1, problem)


def _check(device: Device, roots: Mapping[int, Root], newest: Root) -> None:
    closing = device.closing
    if closing is None:
        root = roots.get(device.epoch, newest)
        check_certificate(root, device.id, device.public_key, device.epoch, device.certificate)
    else:
        root = roots.get(closing.epoch, newest)
        check_closing(root, device.id, closing.head, closing.epoch, closing.certificate)


def _line(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def _first_line(file: IO[bytes]) -> bytes:
    line = next(lines_of(file), None)
    if line is None:
        raise NotAJournalFile("empty, or a first line that is too long")
    return line
