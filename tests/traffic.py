"""The API traffic of a whole run is searched when it ends, and a database whenever a test asks.

Looked for is what only a phone may know (PROTOCOL 1): the words that tests plant, ids of questions, kinds of
change; and envelopes of another size than the seven (PROTOCOL 4). One trace fails the run. What is searched
is kept by tests/recorded.py, in each server that runs by `gunicorn … tests.recorded:app()`.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import cbor2
import psycopg
import pytest
from sqlalchemy import Connection, MetaData, create_engine, make_url

from sync.sizes import ENVELOPE_SIZES
from tests.app.own import WORDS
from tests.app.said import CHECKLISTS
from tests.app.traces import forms_of
from tests.promises import is_whole
from tests.recorded import ANSWER, BODY, FOLDER

CANARY = "quincunxcanary"
QUESTIONS = [item["linkId"] for one in CHECKLISTS.values() for item in one["item"]]
# `device` is no such word: a session may be of that kind.
KINDS = [f'"kind":"{kind}"' for kind in ("entry", "checklist", "setting", "purge", "nudge")]
SECRETS = [CANARY, *WORDS, *QUESTIONS, *KINDS, '"ops":[']
FORMS = {form.encode("latin-1"): word for word in SECRETS for form in forms_of(word)}
PUSH = b"POST /api/changes "


def found_in(content: bytes) -> list[str]:
    """The secrets that stand in these bytes, in whatever form."""
    return sorted({word for form, word in FORMS.items() if form in content})


def sizes_in(exchange: bytes) -> Counter[int]:
    """How many envelopes of each size the server took by this push; nothing for any other exchange."""
    request, _, answer = exchange.partition(ANSWER)
    if not request.startswith(PUSH) or not answer.startswith(b"200"):
        return Counter()
    return Counter(len(envelope) for envelope in cbor2.loads(request.split(BODY, 1)[1])["envelopes"])


def dump(database_url: str) -> bytes:
    """Every cell of every table, and SQLite's own files as they lie on the disk."""
    engine = create_engine(database_url)
    tables = MetaData()
    with engine.connect() as connection:
        answer_in_text(connection)
        tables.reflect(connection)
        rows = [row for table in tables.sorted_tables for row in connection.execute(table.select())]
    engine.dispose()
    return b"\n".join([*cells(rows), *files_of(database_url)])


def answer_in_text(connection: Connection) -> None:
    """Where the server's own module is loaded, PostgreSQL answers in binary, which reflection cannot read."""
    if isinstance(driver := connection.connection.driver_connection, psycopg.Connection):
        driver.cursor_factory = psycopg.Cursor


def cells(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    for row in rows:
        yield from (
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row
        )


def files_of(database_url: str) -> Iterator[bytes]:
    """The database's file, its write-ahead log and its index; none where a server keeps them."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        path = Path(url.database)
        yield from (one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


class Traffic:
    """Has the run's traffic kept from its start, and searches it at its end."""

    def __init__(self) -> None:
        self.exchanges = 0
        self.sizes: Counter[int] = Counter()
        self.traces: list[str] = []

    def pytest_sessionstart(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="traffic-"))
        os.environ[FOLDER] = str(self.folder)  # workers and servers are told by it

    def search(self, exchange: bytes) -> None:
        address = exchange.split(b"\n", 1)[0].decode("latin-1")
        self.exchanges += 1
        self.sizes += sizes_in(exchange)
        self.traces += [f"{word} in {address}" for word in found_in(exchange)]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        del os.environ[FOLDER]
        self.end(session)

    def end(self, session: pytest.Session) -> None:
        """Search all that was kept; what must not be there fails the run."""
        for path in self.folder.iterdir():
            self.search(path.read_bytes())
        shutil.rmtree(self.folder)
        # A whole run in which nothing was kept has searched nothing.
        is_blind = is_whole(session) and not self.sizes
        if is_blind or self.traces or self.sizes.keys() - set(ENVELOPE_SIZES):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("what the servers heard and said")
        sizes = ", ".join(f"{count} of {size} bytes" for size, count in sorted(self.sizes.items()))
        terminalreporter.line(f"{self.exchanges} requests to the API searched; envelopes: {sizes or 'none'}")
        for trace in self.traces or ["no canary, no question, no kind of change"]:
            terminalreporter.line(trace)
