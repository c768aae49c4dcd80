"""Whatever goes wrong at the command line is said in plain words, and is a lie only when the server lied."""

import sqlite3
from pathlib import Path

import pytest
from werkzeug.wrappers import Response

from sync.phone import Phone
from tests.sync.phones import PASSPHRASE, Cast, a_code, some_parts
from tests.sync.test_client import a_server_that_answers
from tests.sync.test_commands import CODE, run, signed_in, with_an_entry

# A phone that has just signed in has its own name to send.
ITS_NAME = 1


def waiting(at: list[str]) -> int:
    """How many changes of this phone the server has not taken."""
    return Phone.at(Path(at[1])).unsent


def test_a_note_that_is_too_long_is_not_kept(alma: Cast) -> None:
    alma.first()
    at = signed_in(alma)

    done = run("write", "x" * 65_535, *at)

    assert (done.returncode, done.stdout) == (2, "")
    assert "(change-too-large)" in done.stderr
    assert waiting(at) == ITS_NAME


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        (["--day", "yesterday"], "%Y-%m-%d"),
        (["--answer", "daily-steady"], "ID=CODE"),
        (["--answer", "=calm"], "ID=CODE"),
    ],
)
def test_what_is_mistyped_is_not_kept(alma: Cast, wrong: list[str], remedy: str) -> None:
    alma.first()
    at = signed_in(alma)

    done = run("write", "A note.", *wrong, *at)

    assert done.returncode == 2
    assert remedy in done.stderr
    assert waiting(at) == ITS_NAME


def test_an_entry_is_kept_while_signed_out(alma: Cast) -> None:
    alma.first()
    at = signed_in(alma)
    run("sign-out", *at)

    done = run("write", "Kept for later.", *at)

    assert (done.returncode, done.stdout) == (0, "")
    assert "Kept here" in done.stderr
    assert waiting(at) == ITS_NAME + 1


def test_what_is_not_taken_is_kept_and_told(alma: Cast) -> None:
    phone, at = with_an_entry(alma, "Taken by the server.")
    alma.place.forget_last_change(phone.standing.account)
    run("pull", *at)

    done = run("write", "Kept all the same.", *at)

    assert done.returncode == 4
    assert "Kept here, and not sent:" in done.stderr


@pytest.mark.parametrize(
    "typed", ["your.server", "ftp://your.server", "https://your.server/settings", "https://"]
)
def test_an_address_is_asked_for_as_it_is_needed(tmp_path: Path, typed: str) -> None:
    done = run("sign-in", typed, "mara-4821", "--phone", tmp_path / "new.sqlite", CODE, typed="")

    assert done.returncode == 2
    assert "https://your.server" in done.stderr


def test_a_file_of_another_journal_is_no_lie(alma: Cast) -> None:
    alma.first()
    path = alma.folder / "other.sqlite"
    Phone.begin(path, [a_code()], parts=some_parts()).close()
    before = path.read_bytes()

    done = run("sign-in", alma.origin, alma.handle, "--phone", path, CODE, typed=alma.code.text)

    assert done.returncode == 2
    assert "This file holds another journal" in done.stderr
    assert path.read_bytes() == before


def test_a_damaged_snapshot_is_told_and_passed_over(alma: Cast) -> None:
    phone = alma.first()
    phone.write_entry("One.")
    phone.sync()
    phone.make_snapshot()
    with sqlite3.connect(alma.place.database, timeout=10) as database:
        database.execute(
            "UPDATE snapshot SET content = zeroblob(length(content)) WHERE account = ?",
            (phone.standing.account,),
        )
    at = signed_in(alma)

    pulled = run("pull", "--snapshot", *at, CODE, typed=alma.code.text)

    assert pulled.returncode == 0, pulled.stderr
    assert "(bad-snapshot)" in pulled.stderr
    assert Phone.at(Path(at[1])).standing.seq == 2


def test_what_newer_keys_hide_is_told(alma: Cast) -> None:
    phone, tablet = alma.first(), alma.another()
    at = signed_in(alma)
    run("pull", *at)
    phone.sync()
    phone.remove_device(tablet.standing.device.hex(), PASSPHRASE, PASSPHRASE, a_code())
    phone.write_entry("With newer keys.")
    phone.sync()
    run("pull", *at)

    shown = run("show", *at, CODE, typed=alma.code.text)

    assert shown.returncode == 1
    assert "come again with the newest secret" in shown.stderr
    assert "(unknown-epoch)" in shown.stderr


def test_a_removed_phone_is_not_removed_again(alma: Cast) -> None:
    phone, tablet = alma.first(), alma.another()
    phone.sync()
    phone.remove_device(tablet.standing.device.hex(), PASSPHRASE, PASSPHRASE, a_code())
    path = alma.folder / "0.sqlite"

    done = run(
        "remove-device",
        tablet.standing.device.hex(),
        "--phone",
        path,
        "--passphrase-stdin",
        typed=PASSPHRASE.text,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "No phone in use" in done.stderr


@pytest.mark.promise(4)
def test_no_word_of_a_server_steers_the_terminal(tmp_path: Path) -> None:
    body = '{"type": "\\u001b[31mred", "title": "\\u001b[2J\\u202egone"}'
    answer = Response(body, 403, content_type="application/problem+json")

    with a_server_that_answers(lambda _: answer) as server:
        done = run(
            "sign-in", server.origin, "mara-4821", "--phone", tmp_path / "x", CODE, typed=a_code().text
        )

    assert done.returncode == 3
    assert "gone" in done.stderr
    assert not {"\x1b", "\u202e"} & set(done.stderr)
