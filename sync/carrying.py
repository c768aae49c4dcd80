"""What leaves a phone in Python: the journal file of PROTOCOL 14, from its replica."""

from typing import IO

from sync.core import NotWhole
from sync.formats import write_journal_file
from sync.journal_header import FileHeader
from sync.replica import Replica
from sync.standing import Standing


def export(replica: Replica, file: IO[bytes]) -> int:
    """Write the file, sealed as everything is here: how many changes it holds. Needs no secret.

    Raises NotWhole while older changes are still to come: a file is of a whole journal (PROTOCOL 8).
    """
    if replica.standing.floor:
        raise NotWhole
    items = [row.item for row in replica.rows()]
    file.writelines(write_journal_file(_header(replica.standing, len(items)), items))
    return len(items)


def _header(standing: Standing, count: int) -> FileHeader:
    vault = standing.vault
    # The newest locks first: they open everything. The phone's own open what it had when they were set.
    locks = {lock.id: lock for lock in (*vault.locks, *standing.locks)}
    histories = {**standing.histories, **vault.histories}
    return FileHeader(standing.account, vault.epoch, count, list(locks.values()), vault.devices, histories)
