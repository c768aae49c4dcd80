"""`make shots`: a picture of every screen, phone and desktop, light and dark, in shots/."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.app.changing import open_checklists
from tests.app.flows import (
    CALM,
    arrive,
    choose,
    daily_check,
    make_recovery_code,
    open_journal,
    read_entry,
    type_into,
    unlock_by_passphrase,
    write_note,
)
from tests.app.looking_back import with_the_year
from tests.app.nudging import a_zone_where_it_is_evening, check_of_yesterday
from tests.app.phones import PATIENCE_S, Chromium, chromium, tap, wait_for
from tests.app.places import ROOT, Place
from tests.app.said import say
from tests.app.screens_of_consult import consulting
from tests.app.screens_of_leaving import coming_back, erasing, gone, letting_go, readable_files
from tests.app.screens_of_month import looking_back
from tests.app.screens_of_noticing import what_was_noticed
from tests.app.screens_of_own import changing_checklists
from tests.app.screens_of_sync import signing_in, sync_on_the_way, sync_with_others
from tests.app.syncing import PASSPHRASE, lock_journal

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
SHOTS = ROOT / "shots"


def main() -> None:
    SHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        place = Place(Path(folder))
        try:
            for size, viewport in SIZES.items():
                for scheme in ("light", "dark"):
                    picture(browser, place.origin, viewport, f"{size}-{scheme}")
        finally:
            place.stop()


def picture(browser: Any, origin: str, viewport: dict[str, int], kind: str) -> None:
    """Every screen in one size and light; the kind ends in its colour scheme."""
    scheme = kind.rpartition("-")[2]
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    walk(Chromium(context.new_page()), origin, kind)
    context.close()
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    looking_back_on_a_year(Chromium(context.new_page()), origin, kind)
    context.close()
    evening = a_zone_where_it_is_evening(datetime.now(UTC))
    context = browser.new_context(viewport=viewport, color_scheme=scheme, timezone_id=evening)
    due(Chromium(context.new_page()), origin, kind)
    context.close()


def due(phone: Chromium, origin: str, kind: str) -> None:
    """An evening on which nothing was answered yet."""
    arrive(phone, origin)
    check_of_yesterday(phone)
    open_journal(phone)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("nudges.due"))
    phone.page.screenshot(path=SHOTS / f"16-today-due-{kind}.png", full_page=True)


def looking_back_on_a_year(phone: Chromium, origin: str, kind: str) -> None:
    """The made-up year, looked back on, taken along and let go."""
    with tempfile.TemporaryDirectory() as folder:
        with_the_year(phone, origin, Path(folder))
        for place, (name, page) in enumerate(of_a_year(phone, Path(folder)), start=80):
            page.wait_for_timeout(300)
            page.screenshot(path=SHOTS / f"{place}-{as_file_name(name)}-{kind}.png", full_page=True)


def of_a_year(phone: Chromium, folder: Path) -> Iterator[tuple[str, Page]]:
    """The room of months, checklists, copies, and what goes; then everything."""
    yield from looking_back(phone)
    open_checklists(phone)
    yield from changing_checklists(phone)
    yield from readable_files(phone, folder)
    yield from coming_back(phone, folder)
    yield from letting_go(phone)
    yield from gone(phone)
    lock_journal(phone)
    yield from erasing(phone)


def walk(phone: Chromium, origin: str, kind: str) -> None:
    """From the first visit through every screen, a picture at each."""

    def shot(name: str, *, whole: bool = False) -> None:
        phone.page.wait_for_timeout(300)
        phone.page.screenshot(path=SHOTS / f"{name}-{kind}.png", full_page=whole)

    phone.page.set_default_timeout(PATIENCE_S * 1000)
    arrive(phone, origin)
    shot("01-today-new")
    for name, _ in signing_in(phone):
        shot(f"01-{as_file_name(name)}", whole=True)
    checks(phone, shot)
    reading(phone, origin, shot)
    settings(phone, origin, shot)
    syncing(phone, origin, shot)


def checks(phone: Chromium, shot: Callable[..., None]) -> None:
    tap(phone, say("today.daily"))
    shot("02-check-one-by-one")
    tap(phone, say("check.all-at-once"))
    choose(phone, "daily-steady", "mostly")
    choose(phone, "daily-energy", "little")
    shot("03-check-all")
    shot("03-check-all-whole", whole=True)
    write_note(
        phone, "Tired after Anna Kowalski's hour; her mother rang on 12/05/2026. I was short with them."
    )
    wait_for(phone, say("note.findings"))
    shot("04-note", whole=True)
    tap(phone, say("check.save"))
    wait_for(phone, say("pause.title"))
    shot("05-pause")
    tap(phone, say("pause.leave-out"))
    wait_for(phone, say("today.saved.sub"))
    shot("06-saved")
    tap(phone, say("today.after-session"))
    shot("07-after-session")
    tap(phone, say("check.more"))
    shot("08-after-session-more", whole=True)
    phone.page.go_back()
    tap(phone, say("today.short"))
    shot("09-short-day")
    phone.page.go_back()
    daily_check(phone, CALM["daily"] | {"daily-steady": "wobbly", "daily-energy": "little"})


def reading(phone: Chromium, origin: str, shot: Callable[..., None]) -> None:
    tap(phone, say("tabs.journal"))
    shot("10-journal-closed")
    tap(phone, say("journal.locked.unlock"))
    shot("11-unlock")
    tap(phone, say("unlock.open"))
    wait_for(phone, say("journal.search"))
    shot("12-journal")
    read_entry(phone, say("journal.checklist.daily"))
    shot("13-entry")
    tap(phone, say("entry.amend"))
    shot("14-amending")
    tap(phone, say("entry.cancel"))
    tap(phone, say("tabs.today"))
    for place, (name, _) in enumerate(what_was_noticed(phone), start=40):
        shot(f"{place}-{as_file_name(name)}", whole=True)
    for place, (name, _) in enumerate(consulting(phone), start=60):
        shot(f"{place}-{as_file_name(name)}", whole=True)
    tap(phone, say("lock.now"))
    shot("15-blank")


def settings(phone: Chromium, origin: str, shot: Callable[..., None]) -> None:
    phone.open(origin + "/settings")
    shot("20-settings", whole=True)
    for part in ("locks", "passkey", "leave", "checklists", "about"):
        phone.open(f"{origin}/settings/{part}")
        shot(f"21-settings-{part}")
    phone.open(f"{origin}/settings/passphrase")
    type_into(phone, "#new-passphrase", PASSPHRASE)
    shot("22-passphrase", whole=True)
    tap(phone, say("passphrase.save"))
    wait_for(phone, say("recovery.written"))
    shot("23-recovery-code", whole=True)
    tap(phone, say("recovery.written"))
    shot("24-recovery-check")
    phone.open(f"{origin}/recover.html")
    shot("25-recover")
    phone.open(f"{origin}/api/docs")
    shot("26-api-docs")


def syncing(phone: Chromium, origin: str, shot: Callable[..., None]) -> None:
    phone.open(f"{origin}/settings/recovery-code")
    make_recovery_code(phone)
    unlock_by_passphrase(phone, PASSPHRASE)
    with tempfile.TemporaryDirectory() as folder:
        walks = (sync_on_the_way(phone), sync_with_others(phone, origin, Path(folder)))
        for place, (name, _) in enumerate((one for walk in walks for one in walk), start=30):
            shot(f"{place}-{as_file_name(name)}", whole=True)


def as_file_name(name: str) -> str:
    return name.replace(",", "").replace(" ", "-")


if __name__ == "__main__":
    main()
