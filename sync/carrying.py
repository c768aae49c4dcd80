"""What leaves a phone in Python: the journal file of PROTOCOL 14, from its replica."""

from typing import IO

from sync.formats import write_journal_file
from sync.journal_header import Device, FileHeader
from sync.replica import Replica
from sync.standing import Standing


def export(replica: Replica, file: IO[bytes]) -> int:
    """Write the file, sealed as everything is here: how many changes it holds. Needs no secret."""
    envelopes = [row.item for row in replica.rows() if isinstance(row.item, bytes)]
    file.writelines(write_journal_file(_header(replica.standing, len(envelopes)), envelopes))
    return len(envelopes)


def _header(standing: Standing, count: int) -> FileHeader:
    devices = [Device(it.id, it.epoch, it.public_key, it.certificate) for it in standing.vault.devices]
    locks = {lock.id: lock for lock in (*standing.vault.locks, *standing.locks)}
    return FileHeader(standing.account, standing.epoch, count, list(locks.values()), devices)
