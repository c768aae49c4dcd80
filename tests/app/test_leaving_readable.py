"""Out by JSON and by an encrypted backup, everything erased, and back in: the same journal, byte for byte."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyrage
import pytest
from playwright.sync_api import expect

from tests.app.flows import CALM, after_session_check, arrive, lock, open_journal
from tests.app.leaving import (
    add_what_is_missing,
    choose_backup,
    choose_file,
    choose_file_here,
    export_as,
    lock_with,
    to_settings,
)
from tests.app.phones import PIXEL, Chromium, tap, wait_for
from tests.app.places import ROOT
from tests.app.said import say
from tests.app.stored import envelopes, stored
from tests.app.syncing import save_check_with

pytestmark = pytest.mark.promise(7)
PASSPHRASE = "nine lanterns over dark water"
COUNT_WHAT_IS_READ = """window.readBytes = 0
for (const name of ['arrayBuffer', 'text', 'stream']) {
  const read = Blob.prototype[name]
  Blob.prototype[name] = function () {
    window.readBytes += this.size
    return read.call(this)
  }
}"""
NOTE = '</script> =HYPERLINK("x") – naïve, 心, 🌧'


def almas_checks(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_check_with(phone, NOTE)
    after_session_check(phone, CALM["after-session"])
    open_journal(phone)


def a_new_phone(browser: Any, origin: str) -> Chromium:
    """As after everything was erased: nothing is stored."""
    phone = Chromium(browser.new_context(**PIXEL).new_page())
    arrive(phone, origin)
    return phone


def test_a_journal_erased_comes_back_the_same(
    phone: Chromium, browser: Any, origin: str, tmp_path: Path
) -> None:
    almas_checks(phone, origin)
    json_file = export_as(phone, tmp_path, "json")
    backup = export_as(phone, tmp_path, "age", PASSPHRASE)

    by_json = a_new_phone(browser, origin)
    choose_file(by_json, json_file)
    wait_for(by_json, say("leave.preview.missing.other", count=2))
    add_what_is_missing(by_json)
    by_backup = a_new_phone(browser, origin)
    choose_backup(by_backup, backup, PASSPHRASE)
    add_what_is_missing(by_backup)

    (tmp_path / "again").mkdir()
    whole = json_file.read_bytes()
    assert NOTE in json.loads(whole)["objects"]["entry"].popitem()[1].get("note", {"text": NOTE})["text"]
    assert bytes(pyrage.passphrase.decrypt(backup.read_bytes(), PASSPHRASE)) == whole
    for again in (by_json, by_backup):
        tap(again, say("tabs.today"))
        open_journal(again)
        assert export_as(again, tmp_path / "again", "json").read_bytes() == whole
        again.close()


def test_python_reads_what_the_browser_backed_up(phone: Chromium, origin: str, tmp_path: Path) -> None:
    almas_checks(phone, origin)
    backup, json_file = export_as(phone, tmp_path, "age", PASSPHRASE), export_as(phone, tmp_path, "json")

    done = subprocess.run(
        [sys.executable, "-m", "sync", "export", str(tmp_path / "read.json"), "--as", "json",
         "--from", str(backup), "--passphrase-stdin"],
        input=PASSPHRASE, capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "read.json").read_bytes() == json_file.read_bytes()


def test_readable_files_say_that_they_are(phone: Chromium, origin: str, tmp_path: Path) -> None:
    almas_checks(phone, origin)
    to_settings(phone, say("settings.leave"))

    for form in ("json", "csv", "markdown", "fhir"):
        phone.page.get_by_role("radio", name=say(f"leave.form.{form}")).check()
        wait_for(phone, say("leave.form.warning"))
    phone.page.get_by_role("radio", name=say("leave.form.csv")).check()
    tap(phone, say("leave.export.start"))

    names = [f"plumbline-{what}-" for what in ("entries", "consultations")]
    for name in names:
        button = phone.page.get_by_role("button", name=name)
        with phone.page.expect_download() as coming:
            button.click()
        assert coming.value.suggested_filename.startswith(name)
    phone.page.get_by_role("radio", name=say("leave.form.sealed")).check()
    expect(phone.page.get_by_text(say("leave.form.warning"))).to_have_count(0)


def test_a_locked_journal_leaves_only_sealed(phone: Chromium, origin: str, tmp_path: Path) -> None:
    almas_checks(phone, origin)
    lock_with(phone, "seven herons over still water")
    lock(phone)
    to_settings(phone, say("settings.leave"))

    phone.page.get_by_role("radio", name=say("leave.form.json")).check()

    wait_for(phone, say("leave.form.unlock"))
    expect(phone.page.get_by_role("button", name=say("leave.export.start"))).to_have_count(0)


def test_what_cannot_be_taken_is_named_and_changes_nothing(
    phone: Chromium, origin: str, tmp_path: Path
) -> None:
    arrive(phone, origin)
    file = tmp_path / "any.name"

    for content, problem in (
        (b"Dear mother,", "not-a-journal-file"),
        (b"\x1f\x8b\x08\x00", "compressed-file"),
        (b'{"format":"plumbline-json","version":1,"obj', "malformed-file"),
        (b'{"format":"plumbline-json","version":2,"objects":{}}', "newer-journal-file"),
        (b'{"resourceType":"Bundle"}', "not-for-restoring"),
    ):
        file.write_bytes(content)
        choose_file(phone, file)
        wait_for(phone, say(f"problem.{problem}"))
    file.write_bytes(b"age-encryption.org/v1\n-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 63\nb\n--- c\n")
    choose_backup(phone, file, PASSPHRASE)
    wait_for(phone, say("leave.problem.unsafe-lock"))

    assert envelopes(stored(phone)) == []


def test_200_megabytes_are_refused_unread(phone: Chromium, origin: str, tmp_path: Path) -> None:
    almas_checks(phone, origin)
    before = envelopes(stored(phone))
    to_settings(phone, say("settings.leave"))
    phone.script(COUNT_WHAT_IS_READ)

    for beginning in ("{", "age-encryption.org/v1\n-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 17\n", "entry,day\n"):
        file = tmp_path / "huge"
        file.write_text(beginning)
        os.truncate(file, 200_000_000)  # the rest is a hole: zeros that take no room on the disk
        choose_file_here(phone, file)
        wait_for(phone, say("problem.file-too-large"))
        file.write_text("Dear mother,")
        choose_file_here(phone, file)
        wait_for(phone, say("problem.not-a-journal-file"))

    assert phone.script("return window.readBytes") < 4096
    assert envelopes(stored(phone)) == before


def test_a_hostile_file_is_refused_or_takes_no_effect(phone: Chromium, origin: str, tmp_path: Path) -> None:
    almas_checks(phone, origin)
    before = envelopes(stored(phone))
    whole = '{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":%s}}}}'
    backup = export_as(phone, tmp_path, "age", PASSPHRASE)
    file = tmp_path / "hostile"

    file.write_text(whole % ("[" + "[]," * 1_000_000 + "0]"))
    choose_file(phone, file)
    wait_for(phone, say("problem.file-too-large"))
    file.write_text(whole % ("[" * 100_000 + "]" * 100_000))
    choose_file(phone, file)
    wait_for(phone, say("leave.preview.refused", kind="entry", id="1", problem=say("problem.malformed-row")))
    for content, passphrase, problem in (
        (backup.read_bytes(), "another one", "leave.problem.wrong-secret"),
        (backup.read_bytes()[:-1], PASSPHRASE, "problem.malformed-file"),
        (backup.read_bytes()[:150], PASSPHRASE, "problem.malformed-file"),
    ):
        file.write_bytes(content)
        choose_backup(phone, file, passphrase)
        wait_for(phone, say(problem))

    assert envelopes(stored(phone)) == before


def test_an_object_that_is_wrong_is_named_before_adding(phone: Chromium, origin: str, tmp_path: Path) -> None:
    good = {"checklist": "daily", "version": 1, "day": "2026-11-22", "answer.daily-steady": "steady"}
    objects = {"entry": {"good": good, "<b>bad</b>": {"x": 1.5}}, "purge": {"p": {"changes": []}}}
    file = tmp_path / "mixed.json"
    file.write_text(json.dumps({"format": "plumbline-json", "version": 1, "objects": objects}))
    arrive(phone, origin)

    choose_file(phone, file)

    wait_for(phone, say("leave.preview.refused-count.other", count=2))
    wait_for(
        phone,
        say("leave.preview.refused", kind="entry", id="<b>bad</b>", problem=say("problem.malformed-row")),
    )
    wait_for(phone, say("leave.preview.refused", kind="purge", id="p", problem=say("problem.row-not-taken")))
    assert envelopes(stored(phone)) == []
    add_what_is_missing(phone)
    tap(phone, say("tabs.today"))
    open_journal(phone)
    tap(phone, say("journal.checklist.daily"))
    wait_for(phone, "Steady")
