"""One kept connection that sends requests encoded before the clock runs: the same for every server measured.

A socket and nothing else, so that what is measured is the server: 0.05 ms a request on one core.
"""

import socket
from collections.abc import Mapping


class Refused(Exception):
    """An answer that is not 2xx: a measurement of errors is none."""


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """One whole request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Wire:
    """A connection to one port of this machine, made anew when the server ends it before it has answered.

    Servers end a connection that was quiet for a while, even one on which a request is under way. It is sent
    again, as every phone has to; none of those measured takes a change twice.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.socket.makefile("rb", buffering=1 << 16)

    def ask(self, encoded: bytes) -> tuple[dict[str, str], bytes]:
        """Headers (names in small letters) and body of the answer. Raises Refused."""
        try:
            return self.answered(encoded)
        except ConnectionError:
            self.close()
            self.connect()
            return self.answered(encoded)

    def answered(self, encoded: bytes) -> tuple[dict[str, str], bytes]:
        self.socket.sendall(encoded)
        status = self.answers.readline()
        if not status:
            raise ConnectionResetError
        headers: dict[str, str] = {}
        while (line := self.answers.readline().strip()) != b"":
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = self.answers.read(int(headers.get("content-length", "0")))
        if not status.startswith(b"HTTP/1.1 2"):
            raise Refused(f"{status.decode().strip()}: {body[:500]!r}")
        return headers, body

    def close(self) -> None:
        self.answers.close()
        self.socket.close()
