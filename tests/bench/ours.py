"""Our server as it is run in production: two workers behind one proxy, on SQLite or PostgreSQL."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import cbor2

from sync.values import bytes_to_b64 as b64
from tests.app.places import ROOT
from tests.bench.disk import postgres_bytes, sqlite_bytes
from tests.bench.phones_at_once import Call
from tests.bench.processes import Served, free_port, serving
from tests.bench.wire import Wire, request
from tests.bench.writers import Writer
from tests.builders import VAPID_KEYS

PAGE = 1_000
_addresses = count()


class Ours:
    """A running server, which keeps limits by address: each phone comes from one of its own."""

    def __init__(self, served: Served, size: Callable[[], int]) -> None:
        self.served = served
        self.size = size

    def worker_megabytes(self) -> float:
        return self.served.worker_megabytes()

    def bytes_on_disk(self) -> int:
        return self.size()

    def line(self, writer: Writer) -> "OurLine":
        """For an account that is registered from now on."""
        number = next(_addresses)
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        wire = Wire(self.served.port)
        asked = json.dumps(registration(writer)).encode()
        as_json = headers | {"Content-Type": "application/json"}
        answered, _ = wire.ask(request("POST", "/api/accounts", as_json, asked))
        return OurLine(wire, headers | {"Cookie": answered["set-cookie"].partition(";")[0]})


class OurLine:
    """One phone, signed in."""

    def __init__(self, wire: Wire, headers: dict[str, str]) -> None:
        self.wire = wire
        self.headers = headers

    def pushes(self, batches: Sequence[list[bytes]]) -> list[Call]:
        return [self.pushing(batch) for batch in batches]

    def pulls(self, changes: int) -> list[Call]:
        return [self.asking(f"/api/changes?after={after}") for after in range(0, changes, PAGE)]

    def round(self, position: int, envelope: bytes) -> Call:
        push, pull = self.pushing([envelope]), self.asking(f"/api/changes?after={position}")
        return lambda: push() + pull()

    def held(self, answers: Sequence[bytes], writer: Writer) -> int:
        return sum(answer.count(writer.beginning) for answer in answers)

    def pushing(self, batch: list[bytes]) -> Call:
        return self.sending("POST", "/api/changes", cbor2.dumps({"envelopes": batch}), "application/cbor")

    def sending(self, method: str, path: str, body: bytes, media_type: str) -> Call:
        encoded = request(method, path, self.headers | {"Content-Type": media_type}, body)
        return lambda: self.wire.ask(encoded)[1]

    def asking(self, path: str) -> Call:
        encoded = request("GET", path, self.headers)
        return lambda: self.wire.ask(encoded)[1]


@contextmanager
def on_sqlite(folder: Path) -> Iterator[Ours]:
    file = folder / "plumbline.sqlite"
    with running(folder, f"sqlite:///{file}") as served:
        yield Ours(served, lambda: sqlite_bytes(file))


@contextmanager
def on_postgres(folder: Path, database: str) -> Iterator[Ours]:
    """On an empty database."""
    with running(folder, database) as served:
        yield Ours(served, lambda: postgres_bytes(database))


@contextmanager
def running(folder: Path, database: str) -> Iterator[Served]:
    """`flask db upgrade`, then gunicorn, as the Procfile has it."""
    port = free_port()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PRODUCTION": "yes",
        "DATABASE_URL": database,
        "DATA_MOUNT": str(folder),
        "SESSION_SECRET": secrets.token_hex(32),
        "PROXIES": "1",
        "VAPID_SUBJECT": "https://plumbline.app",
        **VAPID_KEYS,
    }
    upgrade = [sys.executable, "-m", "flask", "--app", "server", "db", "upgrade"]
    subprocess.run(upgrade, cwd=folder, env=environment, check=True, capture_output=True)
    command = [
        sys.executable, "-m", "gunicorn", "--no-control-socket", "--config=python:server.serving",
        f"--bind=127.0.0.1:{port}",
    ]  # fmt: skip
    with serving(command, port, folder, environment) as served:
        yield served


def registration(writer: Writer) -> dict[str, Any]:
    """A new account with its one phone (PROTOCOL 9.3). What its locks hold looks like chance, and here is."""
    phone = writer.phone
    device = phone.as_device()
    costs = {"salt": b64(os.urandom(16)), "memory_kib": 65_536, "passes": 3, "lanes": 1}
    return {
        "account": phone.journal.account.hex(),
        "epoch": 1,
        "name": "mara",
        "locks": [{"kind": "passphrase", **costs, **a_lock()}, {"kind": "recovery", **a_lock()}],
        "devices": [
            {
                "id": device.id.hex(),
                "epoch": device.epoch,
                "public_key": b64(device.public_key),
                "certificate": b64(device.certificate),
            }
        ],
        "device": device.id.hex(),
        "histories": [],
    }


def a_lock() -> dict[str, Any]:
    return {
        "id": os.urandom(16).hex(),
        "epoch": 1,
        "wrapped": b64(os.urandom(60)),
        "auth": b64(os.urandom(32)),
    }
