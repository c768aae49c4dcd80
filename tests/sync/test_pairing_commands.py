"""Two command lines pair: the digits on both, a yes on both, and a server that may be away for a while."""

import subprocess
import sys

import pytest

from sync import account_commands
from sync.client import Unreachable
from sync.phone import Phone
from tests.sync.phones import Cast
from tests.sync.test_commands import CODE, run, signed_in
from tests.sync.test_main import REPOSITORY


def test_two_command_lines_pair(alma: Cast) -> None:
    alma.first().sync()
    at = signed_in(alma)
    new = ["--phone", str(alma.folder / "new.sqlite")]
    command = [sys.executable, "-u", "-m", "sync", "pair", alma.origin, "--name", "New", *new]

    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as guest:
        assert guest.stdin is not None
        assert guest.stdout is not None
        link = guest.stdout.readline().strip()
        with subprocess.Popen(
            [sys.executable, "-u", "-m", "sync", "let-in", link, *at, CODE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
        ) as host:  # fmt: skip
            assert host.stdin is not None
            assert host.stdout is not None
            host.stdin.write(f"{alma.code.text}\n")
            host.stdin.flush()
            digits = host.stdout.readline()
            assert guest.stdout.readline() == digits
            host.stdin.write("y\n")
            host.stdin.flush()
            assert host.wait(30) == 0
        assert guest.poll() is None
        guest.stdin.write("y\n")
        guest.stdin.flush()
        assert guest.wait(30) == 0

    pulled = run("pull", *new, CODE, typed=alma.code.text)
    assert pulled.returncode == 0
    assert Phone.at(alma.folder / "new.sqlite").standing.seq == 1


def test_a_server_that_is_away_ends_no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_commands, "SECONDS_BETWEEN_LOOKS", 0.0)
    answers = iter([Unreachable(), None, Unreachable(), "123456"])

    def look() -> str | None:
        answer = next(answers)
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    assert account_commands.soon(look) == "123456"


def test_a_no_on_the_new_phone_joins_nothing(alma: Cast) -> None:
    first, path = alma.first(), alma.folder / "new.sqlite"
    command = [sys.executable, "-u", "-m", "sync", "pair", alma.origin, "--phone", str(path)]

    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as guest:
        assert guest.stdout is not None
        host = first.let_in(guest.stdout.readline().strip())
        shown = guest.stdout.readline().strip()
        assert shown == host.digits()
        host.confirm()
        _, told = guest.communicate("n\n", timeout=30)

    assert guest.returncode == 2
    assert "This phone has joined nothing." in told
    assert not path.exists()
