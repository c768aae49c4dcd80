"""Commands as they are called: secrets that only their owner reads, and a server that says where it is."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import make_url

from server.cli import must_be_free
from server.config import Settings
from server.vapid import read_pair
from tests.app.phones import ask_until
from tests.builders import SECRET, VAPID, VAPID_KEYS, an_environment, as_environment

HOUSE = Path(__file__).parent.parent.parent


def flask(app: str, *arguments: str, cwd: Path = HOUSE, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", app, *arguments]
    here = {**bare(), "PYTHONPATH": str(HOUSE), **env}
    return subprocess.run(command, cwd=cwd, env=here, capture_output=True, text=True, check=False)


def bare() -> dict[str, str]:
    """The environment of the tests without any setting of ours."""
    ours = ("DATABASE_URL", "SESSION_SECRET", "PRODUCTION", "PROXIES", "PORT", "DATA_MOUNT", "PUSH_SERVICES")
    return {name: value for name, value in os.environ.items() if name not in ours and "VAPID" not in name}


@contextmanager
def serving(settings: Settings, port: int) -> Iterator[subprocess.Popen[str]]:
    """The server, whose standard output is ours to read; it is stopped at the end."""
    env = {
        **bare(),
        "DATABASE_URL": settings.database_url,
        "SESSION_SECRET": SECRET.hex(),
        "PRODUCTION": "no",
        "PORT": str(port),
        **VAPID_KEYS,
    }
    command = [sys.executable, "-m", "flask", "--app", "server", "serve"]
    with subprocess.Popen(
        command, cwd=HOUSE, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
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
    settings = Settings.from_environment(an_environment(**env))
    assert len(settings.session_secret) == 32
    assert settings.vapid.pairs != VAPID.pairs


def test_old_secrets_are_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("SESSION_SECRET=kept\n")

    done = flask("server.cli", "secrets", "new", "--into", str(file))

    assert done.returncode == 1
    assert "move it away first" in done.stderr
    assert file.read_text() == "SESSION_SECRET=kept\n"


def test_only_what_is_missing_is_added_to_old_secrets(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("SESSION_SECRET=kept")
    file.chmod(0o600)

    added = [flask("server.cli", "secrets", "new", "--missing", "--into", str(file)) for _ in range(2)]

    assert [done.returncode for done in added] == [0, 0]
    kept, *pair = file.read_text().splitlines()
    assert kept == "SESSION_SECRET=kept"
    assert [line.split("=")[0] for line in pair] == ["VAPID_PRIVATE_KEY", "VAPID_PUBLIC_KEY"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_missing_altogether_is_made(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "secrets.env"

    flask("server.cli", "secrets", "new", "--missing", "--into", str(file))

    assert len(file.read_text().splitlines()) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_pair_of_keys_is_printed_and_never_written() -> None:
    env = as_environment(flask("server.cli", "vapid", "new").stdout)

    pair = read_pair(env["VAPID_PRIVATE_KEY"], env["VAPID_PUBLIC_KEY"])

    assert pair not in VAPID.pairs
    assert set(env) == {"VAPID_PRIVATE_KEY", "VAPID_PUBLIC_KEY"}


def test_a_worker_without_keys_does_not_start(settings: Settings, tmp_path: Path) -> None:
    env = an_environment(DATABASE_URL=settings.database_url, VAPID_PRIVATE_KEY="")
    folder = tmp_path / "empty"
    folder.mkdir()

    done = flask("server", "nudges", "run", cwd=folder, **env)

    assert done.returncode == 1
    assert list(folder.iterdir()) == [], "a key that is missing is not made"
    assert done.stderr == (
        "Error: VAPID_PRIVATE_KEY is missing: make a pair with `flask --app server.cli vapid new`\n"
    )


def test_two_secrets_are_never_the_same() -> None:
    first, second = (flask("server.cli", "secrets", "new").stdout for _ in range(2))

    secret, private, public = first.splitlines()
    assert re.fullmatch(r"SESSION_SECRET=[0-9a-f]{64}", secret)
    assert re.fullmatch(r"VAPID_PRIVATE_KEY=[A-Za-z0-9_-]{43}", private)
    assert re.fullmatch(r"VAPID_PUBLIC_KEY=[A-Za-z0-9_-]{87}", public)
    assert not set(first.splitlines()) & set(second.splitlines())


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


def health_of_worker(port: int) -> bool:
    with suppress(URLError), urlopen(f"http://127.0.0.1:{port}/api/health/worker") as answer:
        return bool(answer.status == 200)
    return False


def stopped(process: subprocess.Popen[str]) -> None:
    process.terminate()


def interrupted(process: subprocess.Popen[str]) -> None:
    """As Ctrl-C does: all that run in the foreground are told."""
    os.killpg(process.pid, signal.SIGINT)


# On each database one of the two ways in which it is told to end.
ENDS = {"sqlite": interrupted, "postgresql": stopped}


def test_serving_says_where_it_answers_and_ends_whole(settings: Settings) -> None:
    port, database = a_free_port(), make_url(settings.database_url)

    with serving(settings, port) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"Plumbline is ready: http://localhost:{port}\n"
        with urlopen(f"http://127.0.0.1:{port}/api/health/ready") as answer:
            assert answer.status == 200
        ask_until(lambda: health_of_worker(port), "no worker is alive")
        ENDS[database.get_backend_name()](process)
        code = process.wait(25)

    assert code == 0
    must_be_free(port)
    if database.get_backend_name() == "sqlite":
        with Path(f"{database.database}-worker").open("ab") as turn:
            flock(turn, LOCK_EX | LOCK_NB)  # raises while a worker lives


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
