"""Python opens what the browser wrote, and the other way; damage is named, and the rest is read."""

import json
from pathlib import Path

import pytest

from sync.values import b64_to_bytes, bytes_to_b64
from tests.app.flows import (
    ALARMING,
    CALM,
    after_session_check,
    answer_all_at_once,
    arrive,
    choose,
    open_journal,
    save,
    write_note,
)
from tests.app.leaving import (
    add_what_is_missing,
    choose_file,
    choose_journal_file,
    entries_in,
    export_journal,
    in_python,
    lock_with,
    try_to_open,
)
from tests.app.own import WORDS, add_checklist_file, as_file, open_own_check, own_checklist
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.stored import rested, stored
from tests.sync.cast import Journal, a_daily_check, flipped

pytestmark = pytest.mark.promise(7)
PASSPHRASE = "seven herons over still water"
NOTE = "I was short today, “again”, and I know why.\nRest – then ask: naïve, 心, 🌧"
STRANGERS_CODE = Journal().lock_with_recovery_code()


def test_python_opens_what_the_browser_saved(phone: Chromium, origin: str, tmp_path: Path) -> None:
    arrive(phone, origin)
    after_session_check(phone, CALM["after-session"])
    daily_with_note(phone)
    open_journal(phone)
    own_check(phone, tmp_path)
    code = lock_with(phone, PASSPHRASE)

    path = export_journal(phone, tmp_path)
    by_passphrase, by_code = in_python(path, passphrase=PASSPHRASE), in_python(path, code=code)

    assert (by_passphrase.returncode, by_passphrase.stderr) == (0, "")
    assert (by_code.returncode, by_code.stdout) == (0, by_passphrase.stdout)
    assert entries_in(by_code) == [
        ("after-session", CALM["after-session"], ""),
        ("daily", ALARMING["daily"], NOTE),
        ("my-own-look", {WORDS[0]: WORDS[2], WORDS[3]: WORDS[4]}, ""),
    ]
    python_names_every_damage(path, code)


def python_names_every_damage(path: Path, code: str) -> None:
    whole = path.read_bytes()
    first, *_ = lines = whole.splitlines(keepends=True)
    wrong = in_python(path, code=STRANGERS_CODE)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert (
        wrong.stderr == "That does not open this journal: check for a slip, and try again (wrong-secret).\n"
    )
    mistyped = in_python(path, code=mistyped_as(code))
    assert (mistyped.returncode, mistyped.stdout) == (2, "")
    assert "(mistyped-recovery-code)" in mistyped.stderr

    path.write_bytes(b"".join(lines[:-2]) + lines[-2][:900])
    cut = in_python(path, code=code)
    assert cut.returncode == 1
    assert "(file-cut-short)" in cut.stderr
    assert [checklist for checklist, *_ in entries_in(cut)] == ["after-session", "daily"]

    path.write_bytes(whole.replace(lines[1], with_one_bit_flipped(lines[1])))
    altered = in_python(path, code=code)
    assert altered.returncode == 1
    assert altered.stderr.startswith("Line 2: this entry was altered or damaged after it was written")
    assert [checklist for checklist, *_ in entries_in(altered)] == ["daily", "my-own-look"]

    path.write_bytes(whole.replace(first, first.replace(b'"version":1', b'"version":2')))
    newer = in_python(path, code=code)
    assert (newer.returncode, newer.stdout) == (2, "")
    assert newer.stderr == "This file was written by a newer Plumbline: update first (newer-journal-file).\n"


def test_the_browser_opens_what_python_wrote(phone: Chromium, origin: str, tmp_path: Path) -> None:
    alma, code = almas_journal()
    path = saved(alma.as_file(), tmp_path)
    arrive(phone, origin)

    choose_journal_file(phone, path, passphrase=PASSPHRASE)
    previews(phone, "2 entries, from ", "22", "23")
    tap(phone, say("leave.preview.close"))
    choose_journal_file(phone, path, code=code)
    previews(phone, "2 entries, from ", "22", "23")
    add_what_is_missing(phone)
    open_journal(phone)
    phone.page.get_by_label(say("journal.search")).fill("naïve")
    wait_for(phone, say("journal.search.found.one", count=1))
    tap(phone, say("journal.checklist.daily"))
    wait_for(phone, NOTE.splitlines()[1])
    wait_for(phone, "A bit wobbly")

    choose_journal_file(phone, path, code=code)
    wait_for(phone, say("leave.preview.here.other", count=2))
    wait_for(phone, say("leave.preview.nothing"))
    assert not phone.page.get_by_role("button", name=say("leave.preview.add")).is_visible()
    lock_with(phone, PASSPHRASE)
    back = in_python(export_journal(phone, tmp_path), passphrase=PASSPHRASE)

    assert (back.returncode, back.stderr) == (0, "")
    assert entries_in(back) == entries_in(in_python(path, code=code))


@pytest.mark.parametrize("damage", ["cut", "altered"])
def test_a_damaged_file_gives_all_it_can(phone: Chromium, origin: str, tmp_path: Path, damage: str) -> None:
    alma, code = almas_journal()
    if damage == "altered":
        alma.envelopes[0] = flipped(alma.envelopes[0], 8 * 700)
    lines = alma.as_file().splitlines(keepends=True)
    content = b"".join(lines[:2]) + lines[2][:500] if damage == "cut" else b"".join(lines)
    arrive(phone, origin)

    choose_journal_file(phone, saved(content, tmp_path), code=code)

    previews(phone, "1 entry, on ", "22" if damage == "cut" else "23")
    if damage == "altered":
        wait_for(phone, say("leave.preview.problem", line=2, problem=say("problem.bad-signature")))
    else:
        wait_for(phone, say("leave.preview.problem", line=3, problem=say("problem.file-cut-short")))
    add_what_is_missing(phone)
    open_journal(phone)
    tap(phone, say("journal.checklist.daily"))
    wait_for(phone, NOTE.splitlines()[1] if damage == "cut" else "Steady")


def test_what_cannot_be_opened_changes_nothing(phone: Chromium, origin: str, tmp_path: Path) -> None:
    alma, code = almas_journal()
    whole = alma.as_file()
    first = whole.splitlines(keepends=True)[0]
    newer = whole.replace(first, first.replace(b'"version":1', b'"version":2'))
    arrive(phone, origin)
    after_session_check(phone, CALM["after-session"])
    open_journal(phone)
    rested(phone)  # what a locked phone may know is copied once the journal is open
    before = stored(phone)["databases"]

    choose_journal_file(phone, saved(whole, tmp_path), code=STRANGERS_CODE)
    wait_for(phone, say("leave.problem.wrong-secret"))
    try_to_open(phone, code=mistyped_as(code))
    wait_for(phone, say("problem.mistyped-recovery-code"))
    try_to_open(phone, code="ABCD")
    wait_for(phone, say("problem.malformed-recovery-code"))
    try_to_open(phone, passphrase="another one altogether")
    wait_for(phone, say("leave.problem.wrong-secret"))
    tap(phone, say("leave.preview.close"))
    choose_journal_file(phone, saved(newer, tmp_path), code=code)
    wait_for(phone, say("problem.newer-journal-file"))
    tap(phone, say("leave.preview.close"))
    choose_file(phone, saved(b"Milk, bread.\n", tmp_path))
    wait_for(phone, say("problem.not-a-journal-file"))

    assert stored(phone)["databases"] == before
    tap(phone, say("tabs.journal"))
    wait_for(phone, say("today.after-session"))


def almas_journal() -> tuple[Journal, str]:
    alma = Journal()
    written = alma.a_phone()
    written.write(a_daily_check("2026-11-22", note=NOTE, daily_steady="wobbly"))
    written.write(a_daily_check("2026-11-23", daily_steady="steady"))
    alma.lock_with_passphrase(PASSPHRASE)
    return alma, alma.lock_with_recovery_code()


def saved(content: bytes, folder: Path) -> Path:
    path = folder / f"alma-{len(content)}.plumbline"
    path.write_bytes(content)
    return path


def daily_with_note(phone: Chromium) -> None:
    tap(phone, say("today.daily"))
    answer_all_at_once(phone)
    for link_id, code in ALARMING["daily"].items():
        choose(phone, link_id, code)
    write_note(phone, NOTE)
    save(phone, ALARMING["daily"])


def own_check(phone: Chromium, folder: Path) -> None:
    add_checklist_file(phone, as_file(folder, own_checklist()))
    open_own_check(phone)
    choose(phone, WORDS[0], WORDS[2])
    choose(phone, WORDS[3], WORDS[4])
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))


def previews(phone: Chromium, text: str, *days: str) -> None:
    wait_for(phone, text)
    for day in days:
        wait_for(phone, f"{day} November 2026")


def mistyped_as(code: str) -> str:
    """One symbol for another, as a hand slips."""
    return ("1" if code[0] == "0" else "0") + code[1:]


def with_one_bit_flipped(line: bytes) -> bytes:
    sealed = b64_to_bytes(json.loads(line)["change"])
    return b'{"change":"%s"}\n' % bytes_to_b64(flipped(sealed, 8 * 700)).encode()
