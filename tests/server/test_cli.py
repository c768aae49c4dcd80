"""Commands as they are called: secrets that only their owner reads, and a server that says where it is."""

import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from server.config import Settings
from tests.builders import SECRET, an_environment

HOUSE = Path(__file__).parent.parent.parent


def flask(app: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", app, *arguments]
    return subprocess.run(
        command, cwd=HOUSE, env={**bare(), **env}, capture_output=True, text=True, check=False
    )


def bare() -> dict[str, str]:
    """The environment of the tests without any setting of ours."""
    ours = ("DATABASE_URL", "SESSION_SECRET", "PRODUCTION", "PROXIES", "PORT", "DATA_MOUNT")
    return {name: value for name, value in os.environ.items() if name not in ours}


@contextmanager
def serving(settings: Settings, port: int) -> Iterator[str]:
    """What the server says when it is ready; it is stopped at the end."""
    env = {
        **bare(),
        "DATABASE_URL": settings.database_url,
        "SESSION_SECRET": SECRET.hex(),
        "PRODUCTION": "no",
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "flask", "--app", "server", "serve"]
    with subprocess.Popen(command, cwd=HOUSE, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline()
        finally:
            process.terminate()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_new_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "secrets.env"

    done = flask("server.cli", "secrets", "new", "--into", str(file))

    assert (done.returncode, done.stdout) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    env = dict(line.split("=") for line in file.read_text().splitlines())
    assert len(Settings.from_environment(an_environment(**env)).session_secret) == 32


def test_old_secrets_are_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("SESSION_SECRET=kept\n")

    done = flask("server.cli", "secrets", "new", "--into", str(file))

    assert done.returncode == 1
    assert "move it away first" in done.stderr
    assert file.read_text() == "SESSION_SECRET=kept\n"


def test_two_secrets_are_never_the_same() -> None:
    first, second = (flask("server.cli", "secrets", "new").stdout for _ in range(2))

    assert re.fullmatch(r"SESSION_SECRET=[0-9a-f]{64}\n", first)
    assert first != second


def test_an_unsafe_setting_stops_the_start_in_one_line() -> None:
    done = flask("server", "serve", **an_environment(SESSION_SECRET="dev"))

    assert done.returncode == 1
    assert done.stderr == (
        "Error: SESSION_SECRET is not hexadecimal: make one with `flask --app server.cli secrets new`\n"
    )


def test_gunicorn_alone_refuses_in_one_line_too() -> None:
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--config=python:server.serving"]

    done = subprocess.run(command, cwd=HOUSE, env=bare(), capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "Plumbline does not start: DATABASE_URL is missing" in done.stderr


def test_serving_says_where_to_go_and_answers_there(settings: Settings) -> None:
    port = a_free_port()

    with serving(settings, port) as said, urlopen(f"http://127.0.0.1:{port}/api/health/ready") as answer:
        assert said == f"Plumbline is ready: http://localhost:{port}\n"
        assert answer.status == 200


def test_a_taken_port_is_said_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = flask("server", "serve", **an_environment(PORT=str(port)))

    assert done.returncode == 1
    assert done.stderr == (
        f"Error: port {port} is taken: stop what uses it, or take another with `make run PORT={port + 1}`\n"
    )


@pytest.mark.parametrize("arguments", [("routes",), ("db", "current")])
def test_other_commands_start_from_the_settings(arguments: tuple[str, ...], settings: Settings) -> None:
    env = an_environment(DATABASE_URL=settings.database_url)

    assert flask("server", *arguments, **env).returncode == 0
