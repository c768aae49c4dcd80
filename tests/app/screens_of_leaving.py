"""The screens of taking a journal along, bringing it back, and letting it go: parts of the walk."""

import json
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.app.flows import go_back, type_into
from tests.app.leaving import choose_file, to_settings
from tests.app.looking_back import open_month
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.syncing import PASSPHRASE

Screens = Iterator[tuple[str, Page]]
MIXED = {
    "entry": {
        "good": {"checklist": "daily", "version": 1, "day": "2026-11-22", "answer.daily-steady": "steady"},
        "half": {"x": 1.5},
    },
    "purge": {"p": {"changes": []}},
}
BACKUP = b"age-encryption.org/v1\n-> scrypt y0LR9z9y8QtkxT6t4Uo/2A 18\nb\n--- c\n"


def rehearsing(phone: Chromium, file: Path) -> Screens:
    """From Take it with you, and back."""
    page = phone.page
    tap(phone, say("rehearse.title"))
    wait_for(phone, say("rehearse.code.title"))
    yield "settings, the way back", page
    with page.expect_file_chooser() as chooser:
        tap(phone, say("leave.open.choose"))
    chooser.value.set_files(file)
    page.locator("form input[type=password]").fill(PASSPHRASE)
    tap(phone, say("leave.open.read"))
    wait_for(phone, say("rehearse.file.opens", holds="\0").split("\0")[0])
    yield "settings, the way back, tried", page
    go_back(phone)


def readable_files(phone: Chromium, folder: Path) -> Screens:
    """From any room of an open journal to Take it with you: pages and files anyone can read, and a backup."""
    page = phone.page
    to_settings(phone, say("settings.leave"))
    tap(phone, say("leave.pages.row"))
    wait_for(phone, say("leave.pages.text"))
    yield "settings, leave, pages to print", page
    go_back(phone)
    page.get_by_role("radio", name=say("leave.form.csv")).check()
    tap(phone, say("leave.export.start"))
    wait_for(phone, say("leave.export.done-open"))
    yield "settings, leave, tables", page
    page.get_by_role("radio", name=say("leave.form.age")).check()
    type_into(phone, "#backup-passphrase", "short")
    wait_for(phone, say("passphrase.rating.short"))
    yield "settings, leave, a backup", page
    (folder / "backup.age").write_bytes(BACKUP)
    choose_file(phone, folder / "backup.age")
    page.locator("#backup-opens-with").wait_for()
    yield "settings, leave, a backup to open", page


def coming_back(phone: Chromium, folder: Path) -> Screens:
    """From any room of an open journal to Take it with you: a file of which not all can be taken."""
    file = folder / "mixed.json"
    file.write_text(json.dumps({"format": "plumbline-json", "version": 1, "objects": MIXED}))
    choose_file(phone, file)
    wait_for(phone, say("leave.preview.close"))
    yield "settings, leave, a file with what cannot be taken", phone.page
    tap(phone, say("leave.preview.close"))


def letting_go(phone: Chromium) -> Screens:
    """From any room of an open journal: how long details stay, and what would go."""
    page = phone.page
    to_settings(phone, say("retention.title"))
    wait_for(phone, say("retention.how-long"))
    yield "settings, how long details stay", page
    tap(phone, say("retention.months.other", count=6))
    wait_for(phone, say("retention.no-undo"))
    yield "settings, what goes", page


def gone(phone: Chromium) -> Screens:
    """After that, to the month of which only the counts are left."""
    page = phone.page
    tap(phone, say("retention.go"))
    wait_for(phone, say("retention.gone"))
    yield "settings, what has gone", page
    open_month(phone)
    tap(phone, say("month.year"))
    page.get_by_role("link", name="Feb").click()
    wait_for(phone, "only the counts")
    yield "month, only its counts", page


def erasing(phone: Chromium) -> Screens:
    """From any room, and the last of all: nothing is left of the journal."""
    page = phone.page
    to_settings(phone, say("erase.title"))
    wait_for(phone, say("erase.before"))
    yield "settings, erase everything", page
    tap(phone, say("erase.sure"))
    tap(phone, say("erase.go"))
    type_into(phone, "#passphrase", PASSPHRASE)
    yield "settings, erase, open once more", page
    tap(phone, say("unlock.open"))
    wait_for(phone, say("erase.done"))
    yield "erased", page
