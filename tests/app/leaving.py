"""What a person does to lock a journal, to leave with it, and to come back: by the screens, in Chromium."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.app.flows import make_recovery_code, set_passphrase
from tests.app.phones import Chromium, tap, wait_for
from tests.app.places import ROOT
from tests.app.said import say


def to_settings(phone: Chromium, room: str) -> None:
    """One of the rooms behind Settings."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("settings.leave-sub"))
    tap(phone, room)


def lock_with(phone: Chromium, passphrase: str) -> str:
    """Sets a passphrase and makes a recovery code, which is given back as it stands on the paper."""
    set_passphrase(phone, passphrase)
    return make_recovery_code(phone)


def export_journal(phone: Chromium, folder: Path) -> Path:
    to_settings(phone, say("settings.leave"))
    with phone.page.expect_download() as downloading:
        tap(phone, say("leave.export.start"))
    path = folder / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path


def export_as(phone: Chromium, folder: Path, form: str, passphrase: str = "") -> Path:
    """A readable file, or the encrypted backup with its passphrase; of one that is open."""
    to_settings(phone, say("settings.leave"))
    phone.page.get_by_role("radio", name=say(f"leave.form.{form}")).check()
    if form == "age":
        phone.page.locator("#backup-passphrase").fill(passphrase)
    with phone.page.expect_download() as downloading:
        tap(phone, say("leave.export.start"))
    path = folder / downloading.value.suggested_filename
    downloading.value.save_as(path)
    return path


def choose_journal_file(phone: Chromium, path: Path, *, passphrase: str = "", code: str = "") -> None:
    """A file and what opens it; what comes of it then stands on the screen."""
    choose_file(phone, path)
    wait_for(phone, path.name)
    try_to_open(phone, passphrase=passphrase, code=code)


def choose_file(phone: Chromium, path: Path) -> None:
    """Any file; it is read at once if nothing has to open it."""
    to_settings(phone, say("settings.leave"))
    choose_file_here(phone, path)


def choose_file_here(phone: Chromium, path: Path) -> None:
    """The same where the screen of it stands already."""
    choose = phone.page.get_by_role("button", name=say("leave.open.choose"))
    with phone.page.expect_file_chooser() as choosing:
        choose.click()
    choosing.value.set_files(path)


def choose_backup(phone: Chromium, path: Path, passphrase: str) -> None:
    """An encrypted backup and its passphrase."""
    choose_file(phone, path)
    phone.page.locator("#backup-opens-with").fill(passphrase)
    tap(phone, say("leave.open.read"))


def try_to_open(phone: Chromium, *, passphrase: str = "", code: str = "") -> None:
    tap(phone, say("leave.open.recovery" if code else "leave.open.passphrase"))
    phone.page.locator("form textarea" if code else "form input[type=password]").fill(code or passphrase)
    tap(phone, say("leave.open.read"))


def add_what_is_missing(phone: Chromium) -> None:
    tap(phone, say("leave.preview.add"))
    wait_for(phone, say("leave.add.done"))


def in_python(path: Path, *, passphrase: str = "", code: str = "") -> "subprocess.CompletedProcess[str]":
    """`python -m sync open FILE --json`, the secret on its standard input."""
    option = "--recovery-code-stdin" if code else "--passphrase-stdin"
    return subprocess.run(
        [sys.executable, "-m", "sync", "open", str(path), "--json", option],
        input=code or passphrase, capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip


def entries_in(done: "subprocess.CompletedProcess[str]") -> list[tuple[str, dict[str, Any], str]]:
    """Checklist, answers and note of each entry, in the order of the journal."""
    content = json.loads(done.stdout)
    return [(entry["checklist"], entry["answers"], entry["note"]) for entry in content["entries"]]
