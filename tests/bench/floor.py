"""The floor: the same bytes through SQLite alone, and through Flask alone."""

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.app.places import ROOT
from tests.bench.disk import sqlite_bytes
from tests.bench.phones_at_once import Call
from tests.bench.processes import Served, free_port, serving
from tests.bench.wire import Wire, request
from tests.bench.writers import Writer

PAGE = 1_000
# As the server has it: what was acknowledged survives a power cut.
HABITS = ("PRAGMA journal_mode = WAL", "PRAGMA busy_timeout = 30000", "PRAGMA synchronous = FULL")
TABLE = "CREATE TABLE changes (account BLOB, seq INTEGER, envelope BLOB, PRIMARY KEY (account, seq))"


class BareSqlite:
    """One table in one file, in this process: no HTTP, no checks."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "bare.sqlite"
        connected(self.file).execute(TABLE)

    def line(self, writer: Writer) -> "SqliteLine":
        return SqliteLine(self.file, writer)

    def worker_megabytes(self) -> None:
        return None

    def bytes_on_disk(self) -> int:
        return sqlite_bytes(self.file)


class SqliteLine:
    """A connection of one phone's own."""

    def __init__(self, file: Path, writer: Writer) -> None:
        self.account = writer.phone.journal.account
        self.connection = connected(file)

    def pushes(self, batches: Sequence[list[bytes]]) -> list[Call]:
        calls, seq = [], 0
        for batch in batches:
            calls.append(self.pushing(seq, batch))
            seq += len(batch)
        return calls

    def pulls(self, changes: int) -> list[Call]:
        return [self.pulling(after) for after in range(0, changes, PAGE)]

    def round(self, position: int, envelope: bytes) -> Call:
        push, pull = self.pushing(position, [envelope]), self.pulling(position)
        return lambda: push() + pull()

    def held(self, answers: Sequence[bytes], writer: Writer) -> int:
        return sum(answer.count(writer.beginning) for answer in answers)

    def pushing(self, seq: int, batch: list[bytes]) -> Call:
        rows = [(self.account, seq + place, envelope) for place, envelope in enumerate(batch, 1)]

        def push() -> bytes:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.executemany("INSERT INTO changes VALUES (?, ?, ?)", rows)
            self.connection.execute("COMMIT")
            return b""

        return push

    def pulling(self, after: int) -> Call:
        query = "SELECT envelope FROM changes WHERE account = ? AND seq > ? ORDER BY seq LIMIT ?"
        return lambda: b"".join(row[0] for row in self.connection.execute(query, (self.account, after, PAGE)))


def connected(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    for habit in HABITS:
        connection.execute(habit)
    return connection


class Echo:
    """tests.bench.echo behind gunicorn, with as many workers and threads as ours."""

    def __init__(self, served: Served) -> None:
        self.served = served

    def line(self, writer: Writer) -> "EchoLine":
        return EchoLine(Wire(self.served.port), writer)

    def worker_megabytes(self) -> float:
        return self.served.worker_megabytes()

    def bytes_on_disk(self) -> None:
        return None


class EchoLine:
    """What is pushed comes back at once; a pull is given as many bytes as a page has."""

    def __init__(self, wire: Wire, writer: Writer) -> None:
        self.wire = wire
        self.size = len(writer.envelopes[0])

    def pushes(self, batches: Sequence[list[bytes]]) -> list[Call]:
        return [self.calling(request("POST", "/", {}, b"".join(batch))) for batch in batches]

    def pulls(self, changes: int) -> list[Call]:
        pages = [min(PAGE, changes - after) for after in range(0, changes, PAGE)]
        return [self.calling(request("GET", f"/{page * self.size}", {})) for page in pages]

    def round(self, position: int, envelope: bytes) -> Call:
        push = self.calling(request("POST", "/", {}, envelope))
        pull = self.calling(request("GET", f"/{self.size}", {}))
        return lambda: push() + pull()

    def held(self, answers: Sequence[bytes], writer: Writer) -> int:
        return sum(map(len, answers)) // self.size

    def calling(self, encoded: bytes) -> Call:
        return lambda: self.wire.ask(encoded)[1]


@contextmanager
def bare(folder: Path) -> Iterator[BareSqlite]:
    yield BareSqlite(folder)


@contextmanager
def echo(folder: Path) -> Iterator[Echo]:
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--no-control-socket", "--worker-class=gthread", "--workers=2",
        "--threads=8", f"--pythonpath={ROOT}", f"--bind=127.0.0.1:{port}", "--log-level=warning",
        "tests.bench.echo:app",
    ]  # fmt: skip
    with serving(command, port, folder) as served:
        yield Echo(served)
