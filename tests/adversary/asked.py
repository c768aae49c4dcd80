"""One request and one answer between a phone and the server, as values that a liar can rewrite."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Self
from urllib.parse import parse_qs

import cbor2

CBOR = "application/cbor"
JSON = "application/json"


class HungUp(Exception):
    """The connection ends here, without an answer."""


class Silent(Exception):
    """The connection stays open, and nothing ever comes."""


@dataclass(frozen=True)
class Asked:
    """A request, its body read whole."""

    method: str
    path: str
    query: str
    body: bytes
    environ: dict[str, Any] = field(repr=False)

    @classmethod
    def of(cls, environ: dict[str, Any]) -> Self:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        query = environ.get("QUERY_STRING", "")
        return cls(environ["REQUEST_METHOD"], environ["PATH_INFO"], query, body, environ)

    def for_the_server(self) -> dict[str, Any]:
        """As the real server is to see it."""
        return {
            **self.environ,
            "REQUEST_METHOD": self.method,
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.input": BytesIO(self.body),
        }

    def is_a(self, method: str, path: str) -> bool:
        return self.method == method and self.path == path

    @property
    def after(self) -> int:
        """Of a pull: the place it goes on from."""
        return int(parse_qs(self.query)["after"][0])

    @property
    def cookie(self) -> str:
        return str(self.environ.get("HTTP_COOKIE", ""))

    def to(self, path: str, query: str = "") -> Self:
        """The same person asking to read something else."""
        return replace(self, method="GET", path=path, query=query, body=b"")

    def by(self, cookie: str) -> Self:
        """The same, with another one's cookie."""
        return replace(self, environ={**self.environ, "HTTP_COOKIE": cookie})


@dataclass(frozen=True)
class Answer:
    """What goes out. `endless` takes the place of the body when there is one."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    endless: Iterable[bytes] | None = None

    @property
    def is_good(self) -> bool:
        return self.status.startswith("2")

    @property
    def says(self) -> Any:
        """What the body means."""
        return cbor2.loads(self.body) if self.media_type == CBOR else json.loads(self.body)

    @property
    def media_type(self) -> str:
        return {name.lower(): value for name, value in self.headers}.get("content-type", "").split(";")[0]

    def saying(self, content: Any) -> Self:
        """The same answer with another content in the same form."""
        is_cbor = self.media_type == CBOR
        return self.with_body(
            cbor2.dumps(content, canonical=True) if is_cbor else json.dumps(content).encode()
        )

    def with_body(self, body: bytes) -> Self:
        return replace(
            self, headers=[*self._headers_without_length(), ("Content-Length", str(len(body)))], body=body
        )

    def without_end(self, pieces: Iterator[bytes]) -> Self:
        return replace(self, headers=self._headers_without_length(), endless=pieces)

    def _headers_without_length(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.headers if name.lower() != "content-length"]


def a_problem(status: str, type: str, **members: object) -> Answer:
    """RFC 9457, as the real server says it."""
    code, _, title = status.partition(" ")
    body = json.dumps({"type": type, "title": title, "status": int(code), **members}).encode()
    return Answer(
        status, [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))], body
    )
