"""The screens of taking a journal along, bringing it back, and letting it go: parts of the walk through all."""

import json
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from sync.spreadsheets import ENTRY_COLUMNS
from tests.app.flows import go_back, type_into
from tests.app.leaving import choose_file, export_as, to_settings
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
ROWS = (
    ("1", "2026-11-22", "", "", "daily", "1", "daily-steady", "", "steady", "", "A good hour."),
    ("2", "22 November", "", "", "daily", "1", "daily-steady", "", "steady", "", ""),
)
TABLE = "".join(",".join(row) + "\r\n" for row in (ENTRY_COLUMNS, *ROWS))


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
    """From any room of an open journal to Take it with you: files anyone can read, and a backup."""
    page = phone.page
    to_settings(phone, say("settings.leave"))
    page.get_by_role("radio", name=say("leave.form.csv")).check()
    tap(phone, say("leave.export.start"))
    wait_for(phone, say("leave.export.done-open"))
    yield "settings, leave, tables", page
    page.get_by_role("radio", name=say("leave.form.age")).check()
    type_into(phone, "#backup-passphrase", "short")
    wait_for(phone, say("passphrase.rating.short"))
    yield "settings, leave, a backup", page
    choose_file(phone, export_as(phone, folder, "age", PASSPHRASE))
    page.locator("#backup-opens-with").wait_for()
    yield "settings, leave, a backup to open", page


def coming_back(phone: Chromium, folder: Path) -> Screens:
    """From any room of an open journal to Take it with you: files of which not all can be taken."""
    page = phone.page
    for name, text in (("JSON", as_json(MIXED)), ("a table", TABLE)):
        file = folder / "mixed"
        file.write_text(text)
        choose_file(phone, file)
        wait_for(phone, say("leave.preview.close"))
        yield f"settings, leave, {name} with what cannot be taken", page
        tap(phone, say("leave.preview.close"))


def as_json(objects: object) -> str:
    return json.dumps({"format": "plumbline-json", "version": 1, "objects": objects})


def letting_go(phone: Chromium) -> Screens:
    """From any room of an open journal: how long details stay. In one of a year, half of it goes."""
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
    tap(phone, say("erase.go"))
    type_into(phone, "#passphrase", PASSPHRASE)
    yield "settings, erase, open once more", page
    tap(phone, say("unlock.open"))
    wait_for(phone, say("erase.done"))
    yield "erased", page
