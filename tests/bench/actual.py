"""The Actual sync server: end-to-end encrypted too, its log one SQLite file for each account.

One request carries both ways: messages up, and all that is newer than `since` down. Its limit of 500 requests
a minute is by address, so each of ours says that it was forwarded for another one.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

from tests.bench import installed
from tests.bench.phones_at_once import Call
from tests.bench.processes import Served, free_port, serving
from tests.bench.wire import Wire, request
from tests.bench.writers import Writer

NODE = "0123456789ABCDEF"
BEGINNING = f"1970-01-01T00:00:00.000Z-0000-{NODE}"
_addresses = count()


class Actual:
    """A running server with its password set."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.served = served
        self.folder = folder
        self.token = self.bootstrapped()

    def bootstrapped(self) -> str:
        wire = Wire(self.served.port)
        said = json.dumps({"password": "five quiet herons"}).encode()
        as_json = {"Content-Type": "application/json"}
        wire.ask(request("POST", "/account/bootstrap", as_json, said))
        _, body = wire.ask(request("POST", "/account/login", as_json, said))
        return str(json.loads(body)["data"]["token"])

    def line(self, writer: Writer) -> "ActualLine":
        """With a budget file of its own: what an account is to us."""
        wire, file = Wire(self.served.port), str(uuid4())
        headers = {
            **self.headers("application/encrypted-file"),
            "X-Actual-File-Id": file,
            "X-Actual-Name": "journal",
            "X-Actual-Format": "2",
        }
        _, body = wire.ask(request("POST", "/sync/upload-user-file", headers, b"made"))
        return ActualLine(self, wire, file, str(json.loads(body)["groupId"]))

    def headers(self, media_type: str) -> dict[str, str]:
        number = next(_addresses)
        return {
            "Content-Type": media_type,
            "X-Actual-Token": self.token,
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }

    def worker_megabytes(self) -> float:
        return self.served.worker_megabytes()

    def bytes_on_disk(self) -> int:
        return sum(file.stat().st_size for file in (self.folder / "user-files").glob("group-*.sqlite"))


class ActualLine:
    """One phone of one file."""

    def __init__(self, actual: Actual, wire: Wire, file: str, group: str) -> None:
        self.actual = actual
        self.wire = wire
        self.file = file
        self.group = group

    def pushes(self, batches: Sequence[list[bytes]]) -> list[Call]:
        calls, position = [], 0
        for batch in batches:
            messages = [message(position + place, envelope) for place, envelope in enumerate(batch, 1)]
            position += len(batch)
            # `since` is the batch's last, so that nothing is sent back with a push.
            calls.append(self.syncing(messages, timestamp(position)))
        return calls

    def pulls(self, changes: int) -> list[Call]:
        return [self.syncing([], BEGINNING)]

    def round(self, position: int, envelope: bytes) -> Call:
        """Sent by one phone, asked for by another: two requests here as well."""
        push = self.syncing([message(position + 1, envelope)], timestamp(position + 1))
        pull = self.syncing([], timestamp(position))
        return lambda: push() + pull()

    def held(self, answers: Sequence[bytes], writer: Writer) -> int:
        return sum(answer.count(writer.beginning) for answer in answers)

    def syncing(self, messages: Sequence[bytes], since: str) -> Call:
        body = b"".join(field(1, one) for one in messages)
        body += field(2, self.file.encode()) + field(3, self.group.encode()) + field(6, since.encode())
        encoded = request("POST", "/sync/sync", self.actual.headers("application/actual-sync"), body)
        return lambda: self.wire.ask(encoded)[1]


@contextmanager
def actual(folder: Path) -> Iterator[Actual]:
    """Raises NotInstalled."""
    port = free_port()
    environment = {
        "NODE_ENV": "production",
        "ACTUAL_DATA_DIR": str(folder),
        "ACTUAL_HOSTNAME": "127.0.0.1",
        "ACTUAL_PORT": str(port),
        "ACTUAL_TRUSTED_PROXIES": "127.0.0.0/8",
    }
    node, program = installed.actual()
    with serving([str(node), str(program)], port, folder, environment) as served:
        yield Actual(served, folder)


def timestamp(position: int) -> str:
    """A later one for each change: a second apart, from 2026 on."""
    hours, seconds = divmod(position, 3600)
    days, hours = divmod(hours, 24)
    clock = f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}"
    return f"2026-01-{days + 1:02}T{clock}.000Z-0000-{NODE}"


def message(position: int, envelope: bytes) -> bytes:
    """A MessageEnvelope of protocol buffers: timestamp, isEncrypted, content."""
    return field(1, timestamp(position).encode()) + b"\x10\x01" + field(3, envelope)


def field(number: int, content: bytes) -> bytes:
    """A field of protocol buffers that has a length."""
    return bytes([number << 3 | 2]) + varint(len(content)) + content


def varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])
