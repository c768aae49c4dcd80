"""Leaving by the command line and coming back: every file, into an empty and into a living journal."""

import json
import os
import tracemalloc
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from sync.age_file import open_backup
from sync.journal_json import objects_of, write_journal_json
from sync.phone import Phone
from sync.sizes import READABLE_BYTES_MAX
from tests.sync.cast import Journal, a_daily_check
from tests.sync.phones import PASSPHRASE, some_parts
from tests.sync.test_commands import Done, run

pytestmark = pytest.mark.promise(7)
STDIN = "--passphrase-stdin"
BACKUP = "moss orbit velvet cinder"


def a_phone(folder: Path, name: str = "phone") -> tuple[Phone, list[str]]:
    """A journal of its own that no server knows, and `--phone FILE`."""
    path = folder / f"{name}.sqlite"
    return Phone.begin(path, [PASSPHRASE], "", some_parts()), ["--phone", str(path)]


def almas(folder: Path) -> list[str]:
    """A journal with checks, a consultation, and something gone."""
    phone, at = a_phone(folder)
    phone.write_entry('</script> =HYPERLINK("x")', "2026-11-22", answers={"daily-steady": "wobbly"})
    gone = phone.write_entry("Gone.", "2026-11-23")
    phone.delete(gone)
    talk = {"date": "2026-11-24", "minutes": 50, "learned": {"text": "-1\n\u202e"}, "closes.a": False}
    phone.write({"kind": "consultation", "id": "talk", "set": talk})
    phone.write({"kind": "setting", "id": "nudges", "set": {"hour.1": "19:00"}})
    phone.close()
    return at


def said_by(at: list[str]) -> bytes:
    """The readable journal of a phone."""
    phone = Phone.at(Path(at[1]), some_parts())
    phone.unlock(PASSPHRASE)
    return write_journal_json(objects_of(phone.state()))


def secrets(*more: str) -> str:
    return "\n".join([PASSPHRASE.text, *more]) + "\n"


def restored(folder: Path, file: Path, *more: str, name: str = "new") -> tuple[Done, list[str]]:
    _, at = a_phone(folder, name)
    return run("restore", file, "--yes", *at, STDIN, typed=secrets(*more)), at


def test_a_journal_comes_back_from_json_the_same(tmp_path: Path) -> None:
    at = almas(tmp_path)

    done = run("export", tmp_path / "away.json", "--as", "json", *at, STDIN, typed=secrets())
    back, new = restored(tmp_path, tmp_path / "away.json")

    assert (done.returncode, back.returncode) == (0, 0)
    assert said_by(new) == said_by(at) == (tmp_path / "away.json").read_bytes()
    assert "The file holds 1 entry, from 2026-11-22 to 2026-11-22." in back.stdout
    assert "3 objects to add" in back.stdout


def test_a_journal_comes_back_from_its_backup_the_same(tmp_path: Path) -> None:
    at = almas(tmp_path)

    done = run("backup", tmp_path / "away.age", *at, STDIN, typed=secrets(BACKUP))
    back, new = restored(tmp_path, tmp_path / "away.age", BACKUP)

    assert (done.returncode, back.returncode) == (0, 0)
    assert open_backup((tmp_path / "away.age").read_bytes(), BACKUP) == said_by(at)
    assert said_by(new) == said_by(at)


def test_a_journal_comes_back_from_a_journal_file(tmp_path: Path) -> None:
    alma = Journal()
    alma.a_phone().write(a_daily_check("2026-11-22", note="Sealed."))
    code = alma.lock_with_recovery_code()
    (tmp_path / "away.plumbline").write_bytes(alma.as_file())

    back, new = restored(tmp_path, tmp_path / "away.plumbline", code)

    assert back.returncode == 0
    assert b"Sealed." in said_by(new)


def test_tables_give_back_what_they_hold(tmp_path: Path) -> None:
    at = almas(tmp_path)

    done = run("export", tmp_path / "away.csv", "--as", "csv", *at, STDIN, typed=secrets())
    _, new = a_phone(tmp_path, "new")
    for name in ("away-entries.csv", "away-consultations.csv"):
        assert run("restore", tmp_path / name, "--yes", *new, STDIN, typed=secrets()).returncode == 0

    assert done.returncode == 0
    now, then = json.loads(said_by(new))["objects"], json.loads(said_by(at))["objects"]
    assert now == {kind: then[kind] for kind in ("entry", "consultation")}


def test_a_bundle_and_pages_are_for_others(tmp_path: Path) -> None:
    at = almas(tmp_path)

    for form, name in (("fhir", "away.json"), ("markdown", "away.md")):
        assert run("export", tmp_path / name, "--as", form, *at, STDIN, typed=secrets()).returncode == 0
    back, _ = restored(tmp_path, tmp_path / "away.json")

    bundle = Bundle.model_validate_json((tmp_path / "away.json").read_bytes())
    assert [it.resource.get_resource_type() for it in bundle.entry] == [
        "Questionnaire",
        "QuestionnaireResponse",
    ]
    assert (
        "- How steady did I feel going into my work today? **A bit wobbly**"
        in (tmp_path / "away.md").read_text()
    )
    assert "\\</script\\> =HYPERLINK" in (tmp_path / "away.md").read_text()
    assert (back.returncode, "not-for-restoring" in back.stderr) == (2, True)


def test_one_file_becomes_another_without_a_phone(tmp_path: Path) -> None:
    at = almas(tmp_path)
    run("backup", tmp_path / "away.age", *at, STDIN, typed=secrets(BACKUP))
    away = ["--from", tmp_path / "away.age"]

    read = run("export", tmp_path / "read.json", "--as", "json", *away, STDIN, typed=f"{BACKUP}\n")
    refused = run("export", tmp_path / "sealed.plumbline", *away, STDIN, typed=f"{BACKUP}\n")

    assert (read.returncode, refused.returncode) == (0, 2)
    assert (tmp_path / "read.json").read_bytes() == said_by(at)


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    at = almas(tmp_path)
    run("export", tmp_path / "away.json", "--as", "json", *at, STDIN, typed=secrets())

    again = run("restore", tmp_path / "away.json", *at, STDIN, typed=secrets())

    assert again.returncode == 0
    assert "1 of them is here already." in again.stdout
    assert "Nothing is missing here." in again.stdout


def test_what_was_removed_here_stays_removed(tmp_path: Path) -> None:
    at = almas(tmp_path)
    run("export", tmp_path / "away.json", "--as", "json", *at, STDIN, typed=secrets())
    phone = Phone.at(Path(at[1]), some_parts())
    phone.unlock(PASSPHRASE)
    phone.write({"kind": "consultation", "id": "talk", "delete": True})
    phone.close()

    run("restore", tmp_path / "away.json", "--yes", *at, STDIN, typed=secrets())

    assert b"talk" not in said_by(at)


def test_nothing_is_added_before_a_yes(tmp_path: Path) -> None:
    at = almas(tmp_path)
    run("export", tmp_path / "away.json", "--as", "json", *at, STDIN, typed=secrets())
    _, new = a_phone(tmp_path, "new")

    done = run("restore", tmp_path / "away.json", *new, STDIN, typed=secrets("n"))

    assert "3 objects to add" in done.stdout
    assert json.loads(said_by(new))["objects"] == {}


def test_an_object_that_is_wrong_is_named_and_others_added(tmp_path: Path) -> None:
    objects = {
        "entry": {"good": {"day": "2026-11-22"}, "bad": {"x": 1.5}},
        "purge": {"\x1b[2J": {"changes": []}},
    }
    file = {"format": "plumbline-json", "version": 1, "objects": objects}
    (tmp_path / "mixed.json").write_text(json.dumps(file))

    back, new = restored(tmp_path, tmp_path / "mixed.json")

    assert back.returncode == 1
    assert "entry bad: this cannot be what it says, so it was left out (malformed-row)." in back.stderr
    assert "(row-not-taken)" in back.stderr
    assert "\x1b" not in back.stderr
    assert json.loads(said_by(new))["objects"] == {"entry": {"good": {"day": "2026-11-22"}}}


def test_an_object_larger_than_a_change_is_restored(tmp_path: Path) -> None:
    large = {f"step.{number}": {"text": "x" * 40_000} for number in range(3)}
    file = write_journal_json({"worksheet": {"w": large}})
    (tmp_path / "large.json").write_bytes(file)

    _, new = restored(tmp_path, tmp_path / "large.json")

    assert said_by(new) == file


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (b"Dear mother,", "not-a-journal-file"),
        (b"", "not-a-journal-file"),
        (b"\x1f\x8b\x08\x00", "compressed-file"),
        (b'{"format":"plumbline-json","version":1,"obj', "malformed-file"),
        (b'{"format":"plumbline-json","version":2,"objects":{}}', "newer-journal-file"),
        (b'{"format":"plumbline-journal","version":2}\n', "newer-journal-file"),
        (b"entry,what\r\n1,2\r\n", "malformed-file"),
        (b"age-encryption.org/v1\n-> X25519 a\nb\n--- c\n", "sealed-to-a-key"),
        (b"age-encryption.org/v1\n-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 63\nb\n--- c\n", "unsafe-lock"),
        (b"{" + b" " * READABLE_BYTES_MAX, "file-too-large"),
    ],
    ids=["letter", "empty", "gzip", "cut", "newer", "newer-sealed", "table", "key", "absurd", "huge"],
)
def test_a_file_that_cannot_be_taken_is_named(tmp_path: Path, content: bytes, type: str) -> None:
    (tmp_path / "any.name").write_bytes(content)

    back, new = restored(tmp_path, tmp_path / "any.name", BACKUP)

    assert back.returncode == 2
    assert f"({type})" in back.stderr
    assert json.loads(said_by(new))["objects"] == {}


@pytest.mark.parametrize(
    ("beginning", "type"),
    [
        (b'{"format":"plumbline-json","version":1', "file-too-large"),
        (b"age-encryption.org/v1\n-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 17\n", "file-too-large"),
        (b"entry,day\r\n", "file-too-large"),
        (b'{"format":"plumbline-journal","version":1', "not-a-journal-file"),
    ],
    ids=["json", "age", "table", "sealed"],
)
def test_200_megabytes_are_refused_without_being_held(tmp_path: Path, beginning: bytes, type: str) -> None:
    file = tmp_path / "huge"
    file.write_bytes(beginning)
    os.truncate(file, 200_000_000)  # the rest is a hole: zeros that take no room on the disk
    _, new = a_phone(tmp_path, "new")

    tracemalloc.start()
    back = run("restore", file, "--yes", *new, STDIN, typed=secrets(BACKUP))
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (back.returncode, f"({type})" in back.stderr) == (2, True), back.stderr
    assert held < 20_000_000
    assert json.loads(said_by(new))["objects"] == {}


@pytest.mark.parametrize(
    ("inside", "type"),
    [("[" * 100_000 + "]" * 100_000, "malformed-file"), ("[" + "[]," * 1_000_000 + "0]", "file-too-large")],
    ids=["deep", "of many"],
)
def test_what_would_grow_when_parsed_is_refused(tmp_path: Path, inside: str, type: str) -> None:
    whole = '{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":%s}}}}'
    (tmp_path / "bomb.json").write_text(whole % inside)

    back, new = restored(tmp_path, tmp_path / "bomb.json")

    assert (back.returncode, f"({type})" in back.stderr) == (2, True), back.stderr
    assert json.loads(said_by(new))["objects"] == {}


def test_a_wrong_passphrase_for_the_backup_changes_nothing(tmp_path: Path) -> None:
    run("backup", tmp_path / "away.age", *almas(tmp_path), STDIN, typed=secrets(BACKUP))

    back, new = restored(tmp_path, tmp_path / "away.age", "another one")

    assert (back.returncode, "(wrong-secret)" in back.stderr) == (2, True)
    assert json.loads(said_by(new))["objects"] == {}
