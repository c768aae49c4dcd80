"""The command line as one more phone: signs in, verifies its server, and says so in plain words."""

import json
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from sync.__main__ import sync
from sync.phone import Phone
from tests.sync.phones import PASSPHRASE, Cast, notes
from tests.sync.test_main import REPOSITORY

CODE = "--recovery-code-stdin"


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, typed: str = "") -> Done:
    """The command in this process: starting another for each would take most of the time."""
    result = CliRunner().invoke(sync, [str(argument) for argument in arguments], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def signed_in(alma: Cast) -> list[str]:
    """`--phone FILE` of a phone that the command line signed in."""
    at = ["--phone", str(alma.folder / "cli.sqlite")]
    done = run("sign-in", alma.origin, alma.handle, "--name", "Laptop", *at, CODE, typed=alma.code.text)
    assert done.returncode == 0, done.stderr
    return at


def with_an_entry(alma: Cast, note: str) -> tuple[Phone, list[str]]:
    """Her first phone, which wrote this, and `--phone FILE` of the command line, which has pulled it."""
    phone = alma.first()
    phone.write_entry(note)
    phone.sync()
    at = signed_in(alma)
    assert run("pull", *at).returncode == 0
    return phone, at


def test_a_signed_in_command_line_pulls_and_shows(alma: Cast) -> None:
    phone = alma.first("Phone")
    phone.write_entry("Ran over again.", "2026-11-22", answers={"daily-steady": "wobbly"})
    phone.sync()
    at = signed_in(alma)

    pulled = run("pull", *at, CODE, typed=alma.code.text)
    shown = run("show", *at, CODE, typed=alma.code.text)

    assert (pulled.returncode, pulled.stdout) == (0, "3 changes came; this phone is at 3 of 3.\n")
    assert "A bit wobbly (daily-steady: wobbly)" in shown.stdout
    assert "Note: Ran over again." in shown.stdout
    assert stat.S_IMODE(Path(at[1]).stat().st_mode) == 0o600


@pytest.mark.promise(4)
def test_a_check_says_what_it_verified(alma: Cast) -> None:
    _, at = with_an_entry(alma, "One.")

    locked = run("check", *at)
    unlocked = run("check", *at, CODE, typed=alma.code.text)

    assert locked.returncode == unlocked.returncode == 0
    assert "- 2 changes, numbered from 1 without a gap." in locked.stdout
    assert "Not verified without your secret" in locked.stdout
    assert "Not verified" not in unlocked.stdout
    assert "- Nothing is missing that any of the phones had read." in unlocked.stdout


@pytest.mark.promise(4)
def test_a_lie_has_an_exit_code_of_its_own(alma: Cast) -> None:
    phone, at = with_an_entry(alma, "Taken by the server.")
    alma.place.forget_last_change(phone.standing.account)

    for command in ("check", "pull", "pull"):
        done = run(command, *at)

        assert done.returncode == 4
        assert "The server shows fewer entries than it had before (log-shortened)." in done.stderr
        assert "All that this phone has is kept" in done.stderr


def test_an_entry_is_written_without_a_secret(alma: Cast) -> None:
    phone = alma.first()
    at = signed_in(alma)

    done = run("write", "Typed at a desk.", "--day", "2026-11-21", "--answer", "daily-steady=steady", *at)

    assert (done.returncode, done.stdout) == (0, "Kept, and sent.\n")
    phone.sync()
    (entry,) = phone.entries()
    assert (entry.note, entry.day, entry.answers) == (
        "Typed at a desk.", "2026-11-21", {"daily-steady": "steady"},
    )  # fmt: skip


def test_an_unreachable_server_loses_nothing(alma: Cast) -> None:
    alma.first()
    at = signed_in(alma)
    Phone.at(Path(at[1])).move_to("http://127.0.0.1:9")

    written = run("write", "Kept for later.", *at)
    pulled = run("pull", *at)

    assert (written.returncode, pulled.returncode) == (0, 3)
    assert "Kept here; it is sent as soon as the server answers." in written.stderr
    assert "nothing is lost, try again later" in pulled.stderr


@pytest.mark.promise(7)
def test_what_is_exported_opens_as_a_file(alma: Cast) -> None:
    _, at = with_an_entry(alma, "Carried away.")
    file = alma.folder / "alma.plumbline"

    sealed = run("export", file, *at)
    verified = run("verify", file)
    read = run("open", file, "--json", CODE, typed=alma.code.text)
    open_json = run("export", alma.folder / "alma.json", "--as", "json", *at, CODE, typed=alma.code.text)

    assert (sealed.returncode, verified.returncode, open_json.returncode) == (0, 0, 0)
    assert [entry["note"] for entry in json.loads(read.stdout)["entries"]] == ["Carried away."]
    written = json.loads((alma.folder / "alma.json").read_text())
    assert [fields["note"]["text"] for fields in written["objects"]["entry"].values()] == ["Carried away."]


def test_a_device_is_listed_by_name_and_removed(alma: Cast) -> None:
    phone = alma.first("Phone")
    thief = alma.another("Stolen")
    thief.sync()
    at = signed_in(alma)

    listed = run("devices", *at, CODE, typed=alma.code.text)
    run("pull", *at)
    listed = run("devices", *at, CODE, typed=alma.code.text)
    id = thief.standing.device.hex()
    removed = run("remove-device", id[:12], *at, "--passphrase-stdin", typed=PASSPHRASE.text)

    assert "Stolen" in listed.stdout
    assert "this phone" in listed.stdout
    assert removed.returncode == 0, removed.stderr
    new_code = removed.stdout.splitlines()[0]
    assert len(new_code.replace("-", "")) == 36
    refused = run(
        "sign-in", alma.origin, alma.handle, "--phone", alma.folder / "x", CODE, typed=alma.code.text
    )
    assert (refused.returncode, "(sign-in-failed)" in refused.stderr) == (3, True)
    phone.sync()
    assert not phone.is_open


def test_new_secrets_take_the_place_of_the_old(alma: Cast) -> None:
    alma.first()
    at = signed_in(alma)

    both = f"{alma.code.text}\nfound again, and longer\n"
    passphrase = run("new-passphrase", *at, CODE, typed=both)
    code = run("new-recovery-code", *at, "--passphrase-stdin", typed="found again, and longer\n")

    assert (passphrase.returncode, code.returncode) == (0, 0), passphrase.stderr + code.stderr
    shown = run("show", *at, CODE, typed=code.stdout)
    stale = run("show", *at, CODE, typed=alma.code.text)
    assert (shown.returncode, stale.returncode) == (0, 2)
    assert "(wrong-secret)" in stale.stderr


def test_a_file_that_is_no_phone_is_said_to_be_none(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("To a friend.")

    done = run("devices", "--phone", letter)

    assert (done.returncode, done.stderr) == (2, "This file is no phone: name another one with --phone.\n")
    assert letter.read_text() == "To a friend."


def test_watching_prints_what_comes_until_ended(alma: Cast) -> None:
    phone = alma.first()
    at = signed_in(alma)
    command = [sys.executable, "-u", "-m", "sync", "watch", "--seconds", "0.05", *at, CODE]

    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    ) as watching:
        assert watching.stdin is not None
        assert watching.stdout is not None
        watching.stdin.write(f"{alma.code.text}\n")
        watching.stdin.flush()
        phone.write_entry("Seen at once.")
        phone.sync()
        lines = [watching.stdout.readline() for _ in range(2)]
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 0

    assert "Note: Seen at once." in lines[1]


def test_signing_out_and_deleting_leave_the_file(alma: Cast) -> None:
    phone, at = with_an_entry(alma, "Stays in the file.")

    deleted = run("delete-account", "--yes", *at, CODE, typed=alma.code.text)
    again = run("pull", *at)
    shown = run("show", *at, CODE, typed=alma.code.text)

    assert (deleted.returncode, again.returncode) == (0, 2)
    assert "sign in first" in again.stderr
    assert "Note: Stays in the file." in shown.stdout
    assert notes(phone) == ["Stays in the file."]


def test_without_a_phone_each_command_says_so(tmp_path: Path) -> None:
    for command in ("pull", "check", "show", "devices", "sign-out"):
        done = run(command, "--phone", tmp_path / "none.sqlite")

        assert (done.returncode, done.stdout) == (2, "")
        assert "sign in first" in done.stderr
