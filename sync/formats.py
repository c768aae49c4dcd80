"""The journal file: what leaves the phone, and how Python reads it back (PROTOCOL 14).

Lines, so that half a file is half a journal. One line that fails never hides the others: it is named, and
reading goes on. Only a first line that is no journal's, and a secret that opens no lock, stop it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from sync.chain import DeviceId, Trusted, change_id
from sync.journal_header import FileHeader, header_as_json, read_header
from sync.journal_reader import JournalReader, Reading, lines_of
from sync.keys import Root, check_certificate, vault_key_pair
from sync.problems import NotAJournalFile, Problem
from sync.unlocking import Secret, open_first
from sync.values import bytes_to_b64


def write_journal_file(header: FileHeader, envelopes: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a journal file, each with its end.

    envelopes: each device's in order of its counter, `header.changes` of them.
    """
    yield _line(header_as_json(header))
    count, ids = 0, hashlib.sha256()
    for envelope in envelopes:
        count += 1
        ids.update(change_id(envelope))
        yield _line({"change": bytes_to_b64(envelope)})
    yield _line({"end": {"changes": count, "sha256": ids.hexdigest()}})


def read_journal_file(file: IO[bytes], secret: Secret) -> Reading:
    """All that a file gives.

    Raises NotAJournalFile, NewerJournalFile, NoSuchLock and what opening a lock raises.
    """
    header = read_header(_first_line(file))
    root, lock = open_first(header.locks, secret, header.account)
    reading = Reading(header)
    devices = dict(_certified(reading, root))
    vaults = {lock.epoch: vault_key_pair(root)}
    JournalReader(Trusted(header.account, devices), reading, vaults).read(file)
    return reading


def verify_journal_file(file: IO[bytes]) -> Reading:
    """The same without any secret: sizes, signatures, chains and the last line; nothing is opened.

    Certificates need the root, so the devices are taken as the first line names them.
    """
    header = read_header(_first_line(file))
    reading = Reading(header)
    devices = {device.id: device.public_key for device in header.devices}
    JournalReader(Trusted(header.account, devices), reading, None).read(file)
    return reading


def _certified(reading: Reading, root: Root) -> Iterator[tuple[DeviceId, bytes]]:
    for device in reading.header.devices:
        try:
            check_certificate(root, device.id, device.public_key, device.epoch, device.certificate)
            yield device.id, device.public_key
        except Problem as problem:
            reading.note(1, problem)


def _line(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def _first_line(file: IO[bytes]) -> bytes:
    line = next(lines_of(file), None)
    if line is None:
        raise NotAJournalFile("empty, or a first line that is too long")
    return line
