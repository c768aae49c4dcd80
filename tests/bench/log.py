"""The log beside others that do the same work, and beside the floor: all in one run on this machine.

Each is started anew, three times, in turn, warmed up, and its best figure is told: what other work on this
machine takes away is nobody's. The generator and the bytes are the same for all.
"""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from tests.bench import actual, floor, installed, kinto, ours
from tests.bench.disk import created
from tests.bench.logs import Log, Speeds, Work, speeds
from tests.bench.new_phone import Arrival, arrival
from tests.bench.writers import Writer, a_writer
from tests.postgres import NO_NETWORK, running_postgres

RUNS = 3
CHANGES, PHONES, ENTRIES, ROUNDS = 10_000, 50, 15_000, 200
WARMING = 20  # by each of 16 phones: what a server does only once, it does for them
SQLITE, POSTGRES, ACTUAL, KINTO = "ours, SQLite", "ours, PostgreSQL", "Actual", "Kinto"
ECHO, BARE = "bare Flask echo", "bare sqlite3"

Row: TypeAlias = tuple[float | None, ...]
BETTER = (max, max, max, max, min, max, max)
Start: TypeAlias = Callable[[Path, str], AbstractContextManager[Log]]
# Folder and address of an empty database in, a running log out.
STARTS: dict[str, Start] = {
    SQLITE: lambda folder, _: ours.on_sqlite(folder),
    POSTGRES: ours.on_postgres,
    ACTUAL: lambda folder, _: actual.actual(folder),
    KINTO: kinto.kinto,
    ECHO: lambda folder, _: floor.echo(folder),
    BARE: lambda folder, _: floor.bare(folder),
}


@dataclass(frozen=True)
class Figures:
    """What one log was measured to do, to hold in memory (MB a worker) and on disk (bytes a change)."""

    speeds: Speeds
    worker_megabytes: float | None
    bytes_a_change: float | None

    def row(self) -> Row:
        return (*astuple(self.speeds), self.worker_megabytes, self.bytes_a_change)


@dataclass(frozen=True)
class Report:
    """Figures by log in the order of the rows, what could not be had here and why, a new phone's arrival."""

    rows: dict[str, Row]
    missing: dict[str, str]
    arrival: Arrival


def report() -> Report:
    long = a_writer(ENTRIES)
    many = [a_writer(CHANGES // PHONES) for _ in range(PHONES)]
    warming = [a_writer(WARMING) for _ in range(16)]
    work = Work(warming, long.first(CHANGES), many, a_writer(ROUNDS))
    found: dict[str, list[Figures]] = {}
    missing: dict[str, str] = {}
    with running_postgres([NO_NETWORK]) as postgres:
        for run in range(RUNS):
            for name, start in STARTS.items():
                # Kinto takes a minute where the others take seconds.
                if name in missing or (name == KINTO and run > 0):
                    continue
                try:
                    figures = one_run(start, postgres, work.twentieth() if name == KINTO else work)
                    found.setdefault(name, []).append(figures)
                except installed.NotInstalled as reason:
                    missing[name] = str(reason)
    rows = {name: best([one.row() for one in figures]) for name, figures in found.items()}
    return Report(rows, missing, arrival_of(long))


def one_run(start: Start, postgres: str, work: Work) -> Figures:
    with (
        tempfile.TemporaryDirectory() as folder,
        start(Path(folder), created(postgres, f"log_{uuid4().hex}")) as log,
    ):
        done = speeds(log, work)
        size = log.bytes_on_disk()
        return Figures(done, log.worker_megabytes(), size and size / work.changes)


def best(rows: list[Row]) -> Row:
    """The most changes a second, the least milliseconds; of memory and disk the most."""
    columns = zip(BETTER, zip(*rows, strict=True), strict=True)
    return tuple(None if None in values else better(filter(None, values)) for better, values in columns)


def arrival_of(writer: Writer) -> Arrival:
    with tempfile.TemporaryDirectory() as folder, ours.on_sqlite(Path(folder)) as running:
        return arrival(running, writer)
