"""What a server hears and says on /api, each request with its answer a file; tests/traffic.py searches them.

Loaded by the server under test, so it loads nothing that only tests need.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask

from server import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "TESTS_TRAFFIC"
BODY = b"\n\nits body:\n"
ANSWER = b"\n\nthe answer:\n"


class Recorded:
    """The WSGI app inside, and a file in `folder` for each request to the API with its answer."""

    def __init__(self, app: "WSGIApplication", folder: Path) -> None:
        self.app = app
        self.folder = folder

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not str(environ["PATH_INFO"]).startswith("/api"):
            return self.app(environ, start_response)
        return self.record(environ, start_response)

    def record(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterator[bytes]:
        said = [asked(environ), BODY]
        answered: list[bytes] = [ANSWER]
        environ["wsgi.input"] = Heard(environ["wsgi.input"], said)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Callable[[bytes], object]:
            answered.append(f"{status}\n{headers}\n".encode())
            return start_response(status, headers, *rest)

        pieces = self.app(environ, start)
        try:
            for piece in pieces:
                answered.append(piece)
                yield piece
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
            (self.folder / uuid4().hex).write_bytes(b"".join([*said, *answered]))


class Heard:
    """A body while it is read: what was read is kept."""

    def __init__(self, body: Any, said: list[bytes]) -> None:
        self._body = body
        self._said = said

    def read(self, *size: int) -> bytes:
        return self._kept(self._body.read(*size))

    def readline(self, *size: int) -> bytes:
        return self._kept(self._body.readline(*size))

    def __iter__(self) -> Iterator[bytes]:
        return (self._kept(line) for line in self._body)

    def _kept(self, piece: bytes) -> bytes:
        self._said.append(piece)
        return piece


def asked(environ: "WSGIEnvironment") -> bytes:
    """Method and address, then the headers."""
    headers = {name: value for name, value in environ.items() if name.startswith(("HTTP_", "CONTENT_"))}
    address = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ.get('QUERY_STRING', '')}"
    return f"{address}\n{headers}".encode()


def recorded(app: Flask) -> Flask:
    """The app, its traffic kept where this run keeps it."""
    if folder := os.environ.get(FOLDER):
        app.wsgi_app = Recorded(app.wsgi_app, Path(folder))  # type: ignore[method-assign]
    return app


def app() -> Flask:
    """For gunicorn, in the place of `server.serving:app`."""
    return recorded(serving.app())
