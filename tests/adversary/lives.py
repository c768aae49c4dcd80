"""A server that is born again quickly, to be killed often.

As a program: everything is imported once, then each line that comes in starts one life: gunicorn as the
Procfile calls it, forked into a process group of its own. It reads the settings, makes the app and forks its
workers anew. What it says first is its process id.
"""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from gunicorn.app import wsgiapp
from gunicorn.workers import gthread

from server import serving
from server.config import Settings
from tests.builders import VAPID_KEYS

ROOT = Path(__file__).parents[2]
IMPORTED_ONCE = (wsgiapp, gthread)


class Lives:
    """The server of these settings, one life after the other, on a port of its own."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.adversary.lives", str(self.port)],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {
                "DATABASE_URL": settings.database_url,
                "SESSION_SECRET": settings.session_secret.hex(),
                "PRODUCTION": "no",
                **VAPID_KEYS,
                "BUILT_APP": str(settings.built_app),
            },
        )  # fmt: skip
        self.group = 0

    def start(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.group = int(self.says())
        assert "ready" in self.says()

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def kill(self) -> None:
        """SIGKILL to gunicorn and all its workers; returns once nothing listens any more."""
        os.killpg(self.group, signal.SIGKILL)
        self.group = 0
        while self.is_listening():
            pass

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self) -> None:
        if self.group:
            self.kill()
        self.process.kill()
        self.process.communicate()


def live(port: str) -> None:
    """One life, in the process that was forked for it."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    print(os.getpid(), flush=True)
    config = "--config=python:server.serving"
    sys.argv = ["gunicorn", "--no-control-socket", config, f"--bind=127.0.0.1:{port}"]
    wsgiapp.run()


def lives_on(port: str) -> None:
    """One life for each line; when whoever writes them is gone, the last life ends as well."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who was killed leaves nothing behind
    serving.app()  # it is not used: what is imported late is imported by now
    latest = 0
    for _ in sys.stdin:
        latest = os.fork()
        if latest == 0:
            live(port)
    if latest:
        with suppress(ProcessLookupError):
            os.killpg(latest, signal.SIGKILL)


if __name__ == "__main__":
    lives_on(sys.argv[1])
