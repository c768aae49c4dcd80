"""All that servers under test hear and say on /api, kept in a folder and searched when the run ends.

A run looks for what only a phone may know (PROTOCOL 1): the canaries that tests write, ids of questions, kinds of
change; and for envelopes of another size than the seven (PROTOCOL 4). One trace fails the run.
"""

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import cbor2
import pytest
from sqlalchemy import MetaData, create_engine

from sync.sizes import ENVELOPE_SIZES
from tests.app.own import WORDS
from tests.app.said import CHECKLISTS
from tests.app.traces import forms_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "TESTS_TRAFFIC"
#: What a test writes into a journal so that it can be looked for everywhere else.
CANARY = "quincunxcanary"
KINDS = ("entry", "checklist", "setting", "device", "purge")
QUESTIONS = tuple(item["linkId"] for one in CHECKLISTS.values() for item in one["item"])
SECRETS = (CANARY, *WORDS, *QUESTIONS, *(f'"kind":"{kind}"' for kind in KINDS))
FORMS = tuple({form.encode("latin-1") for word in SECRETS for form in forms_of(word)})
PUSH = b"POST /api/changes "
BODY = b"\n\nrequest body:\n"
ANSWER = b"\n\nanswer:\n"


class Recorded:
    """The WSGI app inside, and a file in `folder` for each request to the API with its answer."""

    def __init__(self, app: "WSGIApplication", folder: Path) -> None:
        self.app = app
        self.folder = folder

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not str(environ.get("PATH_INFO", "")).startswith("/api"):
            return self.app(environ, start_response)
        return self.record(environ, start_response)

    def record(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        said = [request_line(environ), BODY]
        environ["wsgi.input"] = Heard(environ["wsgi.input"], said)
        answer: list[bytes] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            answer.append(f"{status}\n{headers}\n".encode())
            return start_response(status, headers, *rest)

        pieces = self.app(environ, start)
        try:
            for piece in pieces:
                answer.append(piece)
                yield piece
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
            (self.folder / uuid4().hex).write_bytes(b"".join([*said, ANSWER, *answer]))


class Heard:
    """A body while it is read; what was read is kept."""

    def __init__(self, body: Any, said: list[bytes]) -> None:
        self._body = body
        self._said = said

    def __getattr__(self, name: str) -> Any:
        read = getattr(self._body, name)
        if name not in ("read", "readline"):
            return read

        def kept(*size: int) -> bytes:
            piece: bytes = read(*size)
            self._said.append(piece)
            return piece

        return kept


def request_line(environ: "WSGIEnvironment") -> bytes:
    """Method, address and headers as text."""
    headers = {name: value for name, value in environ.items() if name.startswith(("HTTP_", "CONTENT_"))}
    path = f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"
    return f"{environ['REQUEST_METHOD']} {path} \n{headers}".replace("? ", " ").encode()


def recorded(app: Any) -> Any:
    """A Flask app whose traffic is kept, if this run keeps it."""
    if folder := os.environ.get(FOLDER):
        app.wsgi_app = Recorded(app.wsgi_app, Path(folder))
    return app


def app() -> Any:
    """What gunicorn serves in tests: `server.serving`, recorded."""
    from server import serving  # noqa: PLC0415 - it reads the environment of the server, not of the tests

    return recorded(serving.app())


def found_in(content: bytes) -> list[str]:
    """What stands in these bytes and may not."""
    return sorted(form.decode("latin-1") for form in FORMS if form in content)


def sizes_in(exchange: bytes) -> Counter[int]:
    """How many envelopes of each size the server took by this push; nothing for any other exchange."""
    request, _, answer = exchange.partition(ANSWER)
    if not request.startswith(PUSH) or not answer.startswith(b"200"):
        return Counter()
    return Counter(len(envelope) for envelope in cbor2.loads(request.split(BODY, 1)[1])["envelopes"])


def dump(database_url: str) -> bytes:
    """Every row of every table, as a backup would show it; SQLite's own files as well, free pages included."""
    engine = create_engine(database_url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [row for table in tables.sorted_tables for row in connection.execute(table.select())]
    engine.dispose()
    cells = [cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row]
    if not database_url.startswith("sqlite:///"):
        return b"\n".join(cells)
    path = Path(database_url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint")
    return b"\n".join([*cells, *(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))])


class Traffic:
    """Keeps the run's traffic from its start, and searches it at its end."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="traffic-"))
        os.environ[FOLDER] = str(self.folder)
        self.exchanges = 0
        self.sizes: Counter[int] = Counter()
        self.traces: list[str] = []

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        for path in self.folder.iterdir():
            exchange = path.read_bytes()
            self.exchanges += 1
            self.sizes += sizes_in(exchange)
            self.traces += [f"{line(exchange)}: {form}" for form in found_in(exchange)]
            path.unlink()
        self.folder.rmdir()
        if self.traces or self.sizes.keys() - set(ENVELOPE_SIZES):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("traffic of all servers: what only phones may know")
        sizes = ", ".join(f"{count} of {size}" for size, count in sorted(self.sizes.items())) or "none"
        terminalreporter.line(f"{self.exchanges} requests to the API searched; envelopes taken: {sizes}")
        for trace in self.traces:
            terminalreporter.line(f"found: {trace}")


def line(exchange: bytes) -> str:
    return exchange.split(b"\n", 1)[0].decode("latin-1")
