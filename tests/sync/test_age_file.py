"""The age backup opens here, by pyrage and by the age tool, and nothing that would hang is tried."""

import os
import pty
import subprocess
from pathlib import Path

import pyrage
import pytest

from sync import age_file
from sync.age_file import open_backup, seal_backup, work_factor_of
from sync.problems import MalformedFile, Problem, SealedToAKey, UnsafeLock, WrongSecret
from sync.sizes import AGE_HEADER_BYTES_MAX, WORK_FACTOR, WORK_FACTOR_MAX

pytestmark = pytest.mark.promise(7)
PASSPHRASE = "garden lantern river seven"


def sealed(content: bytes) -> bytes:
    return seal_backup(content, PASSPHRASE, os.urandom)


SMALL = sealed(b"One.")


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072])
def test_what_is_sealed_opens_with_its_passphrase(size: int) -> None:
    content = os.urandom(size)

    file = sealed(content)

    assert open_backup(file, f" {PASSPHRASE}\n") == content
    assert bytes(pyrage.passphrase.decrypt(file, PASSPHRASE)) == content
    assert work_factor_of(file) == WORK_FACTOR


def test_the_age_tool_opens_it_at_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "backup.age").write_bytes(sealed(b'{"format":"plumbline-json"}'))

    told = at_a_terminal(tmp_path, "--decrypt", "--output", "backup.json", "backup.age")

    assert "passphrase" in told
    assert (tmp_path / "backup.json").read_bytes() == b'{"format":"plumbline-json"}'


def test_what_the_age_tool_wrote_is_opened(tmp_path: Path) -> None:
    (tmp_path / "backup.json").write_bytes(b"By hand.")

    at_a_terminal(tmp_path, "--passphrase", "--output", "backup.age", "backup.json")

    file = (tmp_path / "backup.age").read_bytes()
    assert work_factor_of(file) == WORK_FACTOR_MAX
    assert open_backup(file, PASSPHRASE) == b"By hand."


def at_a_terminal(folder: Path, *arguments: str) -> str:
    """What age says to a person who types the passphrase whenever it is asked for."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["age", *arguments], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),
    ) as age:  # fmt: skip
        os.close(theirs)
        told = b""
        try:
            while piece := os.read(ours, 1024):
                told += piece
                if piece.rstrip().endswith(b":"):
                    os.write(ours, f"{PASSPHRASE}\n".encode())
        except OSError:
            pass  # the other end of a terminal that has closed
        assert age.wait(60) == 0, told
    os.close(ours)
    return told.decode()


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(WrongSecret):
        open_backup(SMALL, "garden lantern river eight")


@pytest.mark.parametrize("size", range(0, len(SMALL), 7))
def test_a_file_cut_anywhere_gives_nothing(size: int) -> None:
    with pytest.raises(MalformedFile):
        open_backup(SMALL[:size], PASSPHRASE)


def test_a_file_altered_in_its_text_gives_nothing() -> None:
    altered = bytearray(SMALL)
    altered[-1] ^= 1

    with pytest.raises(MalformedFile):
        open_backup(bytes(altered), PASSPHRASE)


def test_a_file_for_a_key_is_told_apart() -> None:
    key = pyrage.x25519.Identity.generate().to_public()

    with pytest.raises(SealedToAKey):
        open_backup(pyrage.encrypt(b"One.", [key]), PASSPHRASE)


def test_absurd_work_is_refused_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []
    monkeypatch.setattr(age_file.pyrage.passphrase, "decrypt", lambda file, _: opened.append(file))

    for factor in (WORK_FACTOR_MAX + 1, 30, 63, 9999):
        with pytest.raises(UnsafeLock):
            open_backup(SMALL.replace(b" 17\n", b" %d\n" % factor), PASSPHRASE)

    assert opened == []


def test_an_age_header_has_4096_bytes_at_most() -> None:
    stanza = b"-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 17\n"
    start = age_file.VERSION + b"\n" + stanza

    at = start + b"x" * (AGE_HEADER_BYTES_MAX - len(start) - 4) + b"\n---"
    assert work_factor_of(at) == 17

    with pytest.raises(MalformedFile):
        work_factor_of(at.replace(b"\n---", b"x\n---"))


def test_a_problem_says_nothing_that_was_read() -> None:
    with pytest.raises(Problem) as raised:
        open_backup(SMALL, "another")

    assert "another" not in str(raised.value)
    assert raised.value.__cause__ is None
