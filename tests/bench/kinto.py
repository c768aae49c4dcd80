"""Kinto: a store of JSON records, here on PostgreSQL, behind gunicorn as ours."""

import base64
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.bench import installed
from tests.bench.disk import postgres_bytes
from tests.bench.phones_at_once import Call
from tests.bench.processes import Served, free_port, serving
from tests.bench.wire import Wire, request
from tests.bench.writers import Writer

SETTINGS = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = {secret}
kinto.batch_max_requests = 100
kinto.bucket_create_principals = system.Authenticated
multiauth.policies = basicauth

[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""


class Kinto:
    """A running server."""

    def __init__(self, served: Served, database: str) -> None:
        self.served = served
        self.database = database

    def line(self, writer: Writer) -> "KintoLine":
        """With a user, a bucket and a collection of its own: what an account is to us."""
        name = f"journal-{uuid4().hex}"
        user = base64.b64encode(f"{name}:secret".encode()).decode()
        headers = {"Authorization": f"Basic {user}", "Content-Type": "application/json"}
        wire, bucket = Wire(self.served.port), f"/v1/buckets/{name}"
        wire.ask(request("PUT", bucket, headers, b"{}"))
        wire.ask(request("PUT", f"{bucket}/collections/changes", headers, b"{}"))
        return KintoLine(wire, f"{bucket}/collections/changes/records", headers)

    def worker_megabytes(self) -> float:
        return self.served.worker_megabytes()

    def bytes_on_disk(self) -> int:
        return postgres_bytes(self.database)


class KintoLine:
    """One phone of one collection."""

    def __init__(self, wire: Wire, records: str, headers: Mapping[str, str]) -> None:
        self.wire = wire
        self.records = records
        self.headers = headers
        self.newest = '"0"'

    def pushes(self, batches: Sequence[list[bytes]]) -> list[Call]:
        return [self.pushing(batch) for batch in batches]

    def pulls(self, changes: int) -> list[Call]:
        return [self.calling(request("GET", f"{self.records}?_sort=last_modified", self.headers))]

    def round(self, position: int, envelope: bytes) -> Call:
        content = json.dumps({"data": record(envelope)}).encode()
        push = self.calling(request("PUT", f"{self.records}/{uuid4()}", self.headers, content))

        def push_and_pull() -> bytes:
            since = self.newest
            return push() + self.calling(request("GET", f"{self.records}?_since={since}", self.headers))()

        return push_and_pull

    def held(self, answers: Sequence[bytes], writer: Writer) -> int:
        records = [one for answer in answers for one in json.loads(answer)["data"]]
        return sum(base64.b64decode(one["envelope"]).startswith(writer.beginning) for one in records)

    def pushing(self, batch: list[bytes]) -> Call:
        puts = [{"path": f"{self.records}/{uuid4()}", "body": {"data": record(one)}} for one in batch]
        content = json.dumps({"defaults": {"method": "PUT"}, "requests": puts}).encode()
        return self.calling(request("POST", "/v1/batch", self.headers, content))

    def calling(self, encoded: bytes) -> Call:
        def call() -> bytes:
            headers, body = self.wire.ask(encoded)
            self.newest = headers.get("etag", self.newest)
            return body

        return call


@contextmanager
def kinto(folder: Path, database: str) -> Iterator[Kinto]:
    """On an empty database of PostgreSQL. Raises NotInstalled."""
    programs, port = installed.kinto(), free_port()
    settings = folder / "kinto.ini"
    address = database.replace("+psycopg", "")
    settings.write_text(SETTINGS.format(database=address, secret=uuid4().hex))
    subprocess.run(
        [programs / "kinto", "migrate", "--ini", settings], cwd=folder, check=True, capture_output=True
    )
    command = [
        str(programs / "gunicorn"), "--no-control-socket", "--worker-class=gthread", "--workers=2",
        "--threads=8", f"--bind=127.0.0.1:{port}", "--log-level=warning", f"--paste={settings}",
    ]  # fmt: skip
    with serving(command, port, folder) as served:
        yield Kinto(served, database)


def record(envelope: bytes) -> dict[str, str]:
    return {"envelope": base64.b64encode(envelope).decode()}
