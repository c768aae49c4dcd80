"""A push service that takes all it is sent and keeps nothing, in a process of its own: the floor."""

import asyncio
import multiprocessing
import os
import re
from types import TracebackType
from typing import Any, Self

from tests.server.push_service import Browser

TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
PROCESSES = multiprocessing.get_context("fork")


class Taking(asyncio.Protocol):
    """One connection: answers each request as soon as its body is whole."""

    def connection_made(self, transport: Any) -> None:
        self.transport, self.held = transport, b""

    def data_received(self, content: bytes) -> None:
        self.held += content
        while b"\r\n\r\n" in self.held:
            head, rest = self.held.split(b"\r\n\r\n", 1)
            length = LENGTH.search(head)
            size_bytes = int(length[1]) if length else 0
            if len(rest) < size_bytes:
                return
            self.held = rest[size_bytes:]
            self.transport.write(TAKEN)


class Sink:
    """Runs while it is entered."""

    def __enter__(self) -> Self:
        told: Any = PROCESSES.SimpleQueue()
        self._process = PROCESSES.Process(target=lambda: asyncio.run(take(told)), daemon=True)
        self._process.start()
        self.origin = f"http://127.0.0.1:{told.get()}"
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join()

    def browser(self) -> Browser:
        return Browser(f"{self.origin}/push/{os.urandom(12).hex()}")


async def take(told: Any) -> None:
    server = await asyncio.get_running_loop().create_server(Taking, "127.0.0.1", 0)
    told.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()
