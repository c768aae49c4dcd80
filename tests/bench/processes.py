"""A server as a process of its own: started, asked for its memory, stopped with all its children."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from tests.app.phones import ask_until


class Served:
    """A running server. Its port answers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def is_answering(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def worker_megabytes(self) -> float:
        """Resident memory of a worker: the mean of the children, or of the one process that has none."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,pgid=,rss="], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        sizes = {
            int(pid): int(rss) * 1024 / 1e6
            for pid, group, rss in map(str.split, listed)
            if int(group) == self.process.pid
        }
        first = sizes.pop(self.process.pid)
        return mean(sizes.values()) if sizes else first


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """The command's server while it is needed. Its words go into a log that is shown if it does not start."""
    log = folder / "log"
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | (environment or {}), stdout=log.open("ab"),
        stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    served = Served(process, port)
    try:
        ask_until(served.is_answering, f"{command[0]} did not start", log.read_text)
        yield served
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
