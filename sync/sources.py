"""Any file that holds a journal, read as what it is: a journal file, JSON, an age backup, a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sync.age_file import open_backup
from sync.file_kinds import BEGINNING_BYTES, kind_of
from sync.formats import read_journal_file
from sync.journal_json import Objects, Read, Refused, must_be_of_size, objects_of, read_journal_json
from sync.merge import State, fold
from sync.problems import NotForRestoring
from sync.restoring import Row, rows_in, rows_of
from sync.spreadsheets import read_spreadsheet
from sync.unlocking import Secret


@dataclass(frozen=True)
class Source:
    """What a file gave: its objects, the same as rows to be written, and what of it could not be taken."""

    objects: Objects
    rows: Sequence[Row]
    refused: Sequence[Refused]


def read_source(path: Path, ask: Callable[[str], Secret]) -> Source:
    """All that a file gives.

    ask: for the secret that opens it, with a question; asked only if there is something to open. Raises what
    reading each kind raises, and what opening it does.
    """
    with path.open("rb") as file:
        kind = kind_of(file.read(BEGINNING_BYTES))
        file.seek(0)
        if kind == "journal":
            reading = read_journal_file(file, ask("Its passphrase or recovery code"))
            state = fold(State(), reading.changes)
            refused = [Refused("", "", found.type, found.line) for found in reading.problems]
            return Source(objects_of(state), rows_in(state), refused)
        must_be_of_size(path.stat().st_size)
        content = file.read()
    if kind == "table":
        return _of(read_spreadsheet(content))
    return _of(read_journal_json(_opened(content, ask) if kind == "age" else content))


def _opened(file: bytes, ask: Callable[[str], Secret]) -> bytes:
    secret = ask("Its passphrase")
    content = open_backup(file, secret.text)
    if kind_of(content[:BEGINNING_BYTES]) != "json":
        raise NotForRestoring("an age file of something else")
    return content


def _of(read: Read) -> Source:
    return Source(read.objects, rows_of(read.objects), read.refused)
