"""The way out as a person takes it: a file, a secret, a terminal, and nothing else of ours running."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sync.cast import Journal, a_daily_check, an_entry, flipped

pytestmark = pytest.mark.promise(7)
REPOSITORY = Path(__file__).parents[2]
PASSPHRASE = "garden lantern river seven"


def run(*arguments: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sync", *map(str, arguments)]
    return subprocess.run(command, input=typed, capture_output=True, text=True, cwd=REPOSITORY, check=False)


def almas_file(path: Path) -> tuple[Journal, str]:
    alma = Journal()
    phone = alma.a_phone()
    phone.write(a_daily_check("2026-11-22", daily_steady="wobbly", note="Ran over [bold]again[/bold]."))
    phone.write(a_daily_check("2026-11-23", daily_steady="steady"))
    return alma, alma.lock_with_recovery_code()


def saved(alma: Journal, folder: Path) -> Path:
    path = folder / "alma.plumbline"
    path.write_bytes(alma.as_file())
    return path


def test_a_journal_is_printed_by_day_in_words(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)

    done = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code + "\n")

    assert (done.returncode, done.stderr) == (0, "")
    days = [line for line in done.stdout.splitlines() if line.startswith("2026")]
    assert days == ["2026-11-22", "2026-11-23"]
    assert (
        "How steady did I feel going into my work today? A bit wobbly (daily-steady: wobbly)" in done.stdout
    )
    assert "Note: Ran over [bold]again[/bold]." in done.stdout
    assert "2 entries, 0 deleted." in done.stdout


def test_a_passphrase_opens_the_same_as_json(tmp_path: Path) -> None:
    alma, _ = almas_file(tmp_path)
    alma.lock_with_passphrase(PASSPHRASE)

    done = run("open", saved(alma, tmp_path), "--json", "--passphrase-stdin", typed=PASSPHRASE)

    content = json.loads(done.stdout)
    assert (done.returncode, content["account"]) == (0, alma.account.hex())
    assert [entry["answers"] for entry in content["entries"]] == [
        {"daily-steady": "wobbly"},
        {"daily-steady": "steady"},
    ]
    assert content["entries"][0]["note"] == "Ran over [bold]again[/bold]."


def test_an_own_checklist_shows_in_the_wording_of_its_version(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)
    phone = alma.phones[0]
    versions = {f"version.{number}": an_own_checklist(number) for number in (1, 2)}
    phone.write({"kind": "checklist", "id": "own-calm", "set": versions})
    fields = {"checklist": "own-calm", "version": 1, "day": "2026-11-23", "answer.calm": "yes"}
    phone.write(an_entry("019ab1c2-0000-7000-8000-00000000000a", **fields))
    phone.write({"kind": "checklist", "id": "own-calm", "delete": True})

    done = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code)

    assert "Was I calm, by version 1? Yes, quite (calm: yes)" in done.stdout


def test_an_own_version_of_the_daily_check_keeps_its_words(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)
    phone = alma.phones[0]
    number = 1_795_435_200_000
    own = an_own_checklist(number) | {"id": "daily"}
    own["item"].append({"linkId": "daily-steady", "text": "Steady?", "off": True, "answerOption": []})
    versions = {f"version.{number}": own, f"from.{number}": "2026-11-23"}
    phone.write({"kind": "checklist", "id": "daily", "set": versions})
    fields = {"checklist": "daily", "version": number, "day": "2026-11-23", "answer.calm": "yes"}
    phone.write(an_entry("019ab1c2-0000-7000-8000-00000000000a", **fields))

    done = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code)

    assert f"Was I calm, by version {number}? Yes, quite (calm: yes)" in done.stdout
    assert "How steady did I feel going into my work today?" in done.stdout


def test_no_checklist_of_the_journal_words_the_apps_own_anew(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)
    false = an_own_checklist(1) | {"id": "daily"}
    false["item"][0] |= {"linkId": "daily-steady", "text": "Something else?"}
    alma.phones[0].write({"kind": "checklist", "id": "own-calm", "set": {"version.1": false}})

    done = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code)

    assert "How steady did I feel going into my work today?" in done.stdout
    assert "Something else?" not in done.stdout


def an_own_checklist(version: int) -> dict[str, Any]:
    option = {"code": "yes", "display": "Yes, quite", "ordinal": None}
    item = {"linkId": "calm", "text": f"Was I calm, by version {version}?", "answerOption": [option]}
    return {"id": "own-calm", "version": version, "title": "Calm", "item": [item]}


def test_amended_and_deleted_entries_say_so(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)
    phone = alma.phones[0]
    first, second = "019ab1c2-0000-7000-8000-000020261122", "019ab1c2-0000-7000-8000-000020261123"
    phone.write(an_entry(first, note={"text": "Better now."}))
    phone.write({"kind": "entry", "id": second, "delete": True})

    shown = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code)
    for_programs = run("open", tmp_path / "alma.plumbline", "--json", "--recovery-code-stdin", typed=code)

    assert "Note: Better now." in shown.stdout
    assert "Changed 2026-11-23 12:00 UTC: note: Better now." in shown.stdout
    assert "1 entry, 1 deleted." in shown.stdout
    assert [entry["is_deleted"] for entry in json.loads(for_programs.stdout)["entries"]] == [False, True]


def test_a_damaged_line_is_told_and_the_rest_read(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)
    alma.envelopes[0] = flipped(alma.envelopes[0], 4000)

    done = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code)

    assert done.returncode == 1
    assert "2026-11-23" in done.stdout
    assert done.stderr == (
        "Line 2: this entry was altered or damaged after it was written (bad-signature).\n"
    )


@pytest.mark.parametrize(
    ("option", "typed", "said"),
    [
        ("--passphrase-stdin", "garden lantern river eight\n", "wrong-secret"),
        ("--passphrase-stdin", "\n", "passphrase-empty"),
        ("--passphrase-stdin", "g" * 1025, "passphrase-too-long"),
        ("--recovery-code-stdin", "0000-0000", "malformed-recovery-code"),
        ("--recovery-code-stdin", "0" * 36, "mistyped-recovery-code"),
    ],
)
def test_a_wrong_secret_opens_nothing(tmp_path: Path, option: str, typed: str, said: str) -> None:
    alma, _ = almas_file(tmp_path)
    alma.lock_with_passphrase(PASSPHRASE)

    done = run("open", saved(alma, tmp_path), option, typed=typed)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"({said}).\n")


def test_a_file_of_something_else_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "shopping.txt").write_text("Milk, bread.\n")

    for command in (["open", "--recovery-code-stdin"], ["verify"]):
        done = run(*command, tmp_path / "shopping.txt", typed="0" * 36)

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "This is not a Plumbline journal file (not-a-journal-file).\n"


def test_verifying_needs_no_secret(tmp_path: Path) -> None:
    alma, _ = almas_file(tmp_path)

    whole = run("verify", saved(alma, tmp_path))
    (tmp_path / "alma.plumbline").write_bytes(alma.as_file().rpartition(b'{"end"')[0])
    cut = run("verify", tmp_path / "alma.plumbline")

    assert (whole.returncode, whole.stdout) == (0, "Whole and unaltered: 2 changes of 1 phone.\n")
    assert (cut.returncode, cut.stdout) == (1, "")
    assert "(file-cut-short)" in cut.stderr


def test_a_note_cannot_steer_the_terminal(tmp_path: Path) -> None:
    alma, code = almas_file(tmp_path)
    alma.phones[0].write(a_daily_check("2026-11-24", note="\x1b]0;hello\x07 \u202e"))

    done = run("open", saved(alma, tmp_path), "--recovery-code-stdin", typed=code)

    assert "\x1b" not in done.stdout
    assert "Note: \ufffd]0;hello\ufffd \ufffd" in done.stdout


@pytest.mark.parametrize("kind", ["passphrase", "recovery"])
def test_the_terminal_asks_and_shows_nothing_typed(tmp_path: Path, kind: str) -> None:
    alma, code = almas_file(tmp_path)
    alma.lock_with_passphrase(PASSPHRASE)
    path, typed = saved(alma, tmp_path), PASSPHRASE if kind == "passphrase" else code.lower()

    shown = at_a_terminal("open", str(path), typed=typed)

    assert "Passphrase or recovery code:" in shown
    assert "2 entries, 0 deleted." in shown
    assert typed not in shown


def at_a_terminal(*arguments: str, typed: str) -> str:
    """All that stands on a terminal of its own after the secret was typed at the question."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(REPOSITORY)
        os.execv(sys.executable, [sys.executable, "-m", "sync", *arguments])
    shown = read_until(terminal, "code: ")
    os.write(terminal, typed.encode() + b"\n")
    shown += read_until(terminal, None)
    os.waitpid(process, 0)
    return shown


def read_until(terminal: int, text: str | None) -> str:
    shown = ""
    while text is None or text not in shown:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux ends a terminal whose program has gone with EIO
            break
        if not piece:
            break
        shown += piece.decode(errors="replace")
    return shown
