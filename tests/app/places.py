"""The real server on a port of its own, which a test may stop and start again."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.app.phones import ask_until

ROOT = Path(__file__).parents[2]
BUILT_APP = ROOT / "pwa" / "dist"


class Place:
    """`flask db upgrade`, then gunicorn, as `make run` does it, with data of its own; its traffic is kept.

    migrated: an empty database that was upgraded before, to begin with a copy of it.
    """

    def __init__(self, folder: Path, built_app: Path = BUILT_APP, migrated: Path | None = None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.origin = f"http://localhost:{self.port}"
        self.log = folder / "server.log"
        database = folder / "plumbline.sqlite"
        self.database_url = f"sqlite:///{database}"
        self.environment = os.environ | {
            "DATABASE_URL": self.database_url,
            "SESSION_SECRET": secrets.token_hex(32),
            "PRODUCTION": "no",
            "PORT": str(self.port),
            "BUILT_APP": str(built_app),
        }
        if migrated:
            shutil.copy(migrated, database)
        else:
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "server", "db", "upgrade"],
                cwd=ROOT, env=self.environment, check=True, capture_output=True,
            )  # fmt: skip
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--no-control-socket", "--config=python:server.serving",
             f"--bind=127.0.0.1:{self.port}", "tests.recorded:app()"],
            cwd=ROOT, env=self.environment, stdout=self.log.open("ab"), stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        ask_until(self.is_answering, "the server did not start", lambda: self.log.read_text())

    def deploy(self, built_app: Path) -> None:
        """The same place with another release of the app, as after a deploy."""
        self.stop()
        self.environment["BUILT_APP"] = str(built_app)
        self.start()

    def stop(self) -> None:
        """As a dead server: nothing answers on its port, no worker process either."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            ask_until(lambda: not self.is_answering(), "the server did not die")

    def is_answering(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
