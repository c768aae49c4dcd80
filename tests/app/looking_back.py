"""What a person does in the room of months, and the made-up year on a phone of theirs, each in one call."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.months import month_of
from tests.app.flows import arrive
from tests.app.leaving import add_what_is_missing, choose_journal_file
from tests.app.phones import Chromium, tap, wait_for, wait_until
from tests.app.said import say
from tests.sync.a_year import YEAR
from tests.sync.cast import Journal

LAST_DAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
LAST_MONTH = "November 2026"
TABLES = """() => {
  const cells = (row) => [...row.children].map((cell) => cell.textContent.trim())
  const rows = (one) => [...one.querySelectorAll('tbody tr')].map(cells)
  const cards = [...document.querySelectorAll('main section')]
  return cards.map((one) => [one.querySelector('h2')?.textContent, rows(one)])
}"""


def year_file(folder: Path) -> tuple[Path, str]:
    """The made-up year as a journal file, each check written on its day; and the code that opens it."""
    alma = Journal()
    phone = alma.a_phone()
    objects = json.loads(YEAR.read_bytes())["objects"]
    written = [(kind, id, fields) for kind, by_id in objects.items() for id, fields in by_id.items()]
    for kind, id, fields in sorted(written, key=lambda one: _day(one[2])):
        at = datetime.fromisoformat(f"{_day(fields)}T20:00:00Z")
        op: Any = {"kind": kind, "id": id, "set": fields}
        phone.write(op, now_ms=int(at.timestamp() * 1000))
    code = alma.lock_with_recovery_code()
    (folder / "year.plumbline").write_bytes(alma.as_file())
    return folder / "year.plumbline", code


def with_the_year(phone: Chromium, origin: str, folder: Path) -> None:
    """The first visit on the year's last day, and the file added to what is here: nothing."""
    phone.page.clock.install(time=LAST_DAY)
    file, code = year_file(folder)
    arrive(phone, origin)
    choose_journal_file(phone, file, code=code)
    add_what_is_missing(phone)


def open_month(phone: Chromium) -> None:
    """From any room to Month, unlocked if it was not."""
    tap(phone, say("tabs.month"))
    unlock, calendar = say("journal.locked.unlock"), say("month.calendar")
    shows = "return given.some((text) => document.querySelector('main')?.innerText.includes(text))"
    wait_until(phone, shows, unlock, calendar, wanted="the month, or a way to open it")
    if phone.script(shows, unlock):
        tap(phone, unlock)
        tap(phone, say("unlock.open"))
    wait_for(phone, calendar)
    looked = "return !document.querySelector('main').innerText.includes(given[0])"
    wait_until(phone, looked, say("signal.reading"), wanted="what was noticed")


def open_part(phone: Chromium, part: str) -> None:
    """From Month to one of the screens behind it."""
    tap(phone, say(f"month.{part}"))
    wait_until(phone, f"return location.pathname === '/month/{part}'", wanted=part)


def rows_by_title(phone: Chromium) -> dict[str, list[list[str]]]:
    """The rows of the table in each card, by its title."""
    return {title: rows for title, rows in phone.page.evaluate(TABLES) if title}


def _day(fields: Any) -> str:
    """When it was written; what tells no day, before all others."""
    day = str(fields.get("day") or fields.get("date") or "2025-11-30")
    assert month_of(day) >= "2025-11"
    return day
