"""Every screen of the app in one walk: who looks at them all takes each name with its page as it is shown.

The walk is a person's: nothing is set up behind the app's back, but for a phone that cannot keep anything.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.app.flows import (
    arrive,
    choose,
    daily_check,
    go_back,
    make_recovery_code,
    open_journal,
    open_locks,
    read_entry,
    see_question,
    set_passphrase,
    type_into,
    write_note,
)
from tests.app.phones import PATIENCE_S, Chromium, tap, wait_for
from tests.app.said import CHECKLISTS, say
from tests.app.screens_of_consult import consult_locked, consulting
from tests.app.screens_of_leaving import coming_back, erasing, letting_go, readable_files, rehearsing
from tests.app.screens_of_month import looking_back, month_locked
from tests.app.screens_of_noticing import a_hard_day_locked, what_was_noticed
from tests.app.screens_of_own import changing_checklists
from tests.app.screens_of_sync import signing_in, sync_on_the_way, sync_with_others
from tests.app.syncing import PASSPHRASE

TELLING_NOTE = "Tired after Anna Kowalski's hour; her mother rang on 12/05/2026. I was short with them."
NO_STORAGE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
FULL_STORAGE = """() => {
  for (const write of ['put', 'add']) IDBObjectStore.prototype[write] = () => {
    throw new DOMException('no room left', 'QuotaExceededError')
  }
  ServiceWorker.prototype.postMessage = () => undefined
}"""

Screens = Iterator[tuple[str, Page]]


def every_screen(phone: Chromium, origin: str, folder: Path) -> Screens:
    """The name of each screen while it is shown. `folder` takes the exported file."""
    phone.page.set_default_timeout(PATIENCE_S * 1000)
    yield from without_storage(phone, origin)
    arrive(phone, origin)
    wait_for(phone, say("today.new"))
    yield "today, new", phone.page
    yield from signing_in(phone)
    yield from the_checks(phone)
    yield from that_cannot_be_saved(phone, origin)
    yield from the_journal(phone)
    yield from what_was_noticed(phone)
    yield from consulting(phone)
    yield from looking_back(phone)
    yield from an_unlocked_settings(phone, origin)
    yield from the_locks(phone)
    yield from sync_on_the_way(phone)
    yield from sync_with_others(phone, origin, folder)
    yield from leaving(phone, folder)
    yield from the_locked_journal(phone)
    yield from a_hard_day_locked(phone)
    yield from consult_locked(phone)
    yield from month_locked(phone)
    yield from beside_the_app(phone, origin)
    phone.open(origin + "/")
    yield from erasing(phone)


def without_storage(phone: Chromium, origin: str) -> Screens:
    page = phone.page.context.new_page()
    page.add_init_script(NO_STORAGE)
    page.goto(origin + "/")
    page.get_by_text(say("boot.title")).wait_for()
    yield "today, no storage", page
    page.close()


def the_checks(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("today.daily"))
    wait_for(phone, say("check.one-hint"))
    yield "check, one by one", page
    page.locator("summary").first.click()
    yield "check, why", page
    tap(phone, say("check.all-at-once"))
    choose(phone, "daily-steady", "mostly")
    choose(phone, "daily-energy", "little")
    yield "check, all at once", page
    write_note(phone, TELLING_NOTE)
    wait_for(phone, say("note.findings"))
    yield "check, note that points to a client", page
    tap(phone, say("check.save"))
    wait_for(phone, say("pause.title"))
    yield "check, pause before saving", page
    tap(phone, say("pause.leave-out"))
    wait_for(phone, say("today.saved.sub"))
    yield "today, just saved", page
    tap(phone, say("today.after-session"))
    tap(phone, say("check.more"))
    wait_for(phone, say("check.more.title"))
    yield "check, after a session with more", page
    go_back(phone)
    tap(phone, say("today.short"))
    see_question(phone)
    yield "check, short day", page
    tap(phone, say("check.save"))
    wait_for(phone, say("check.nothing"))
    yield "check, nothing answered", page
    go_back(phone)
    tap(phone, say("today.weekly"))
    wait_for(phone, say("check.title.weekly"))
    see_question(phone)
    yield "check, longer look", page
    go_back(phone)


def that_cannot_be_saved(phone: Chromium, origin: str) -> Screens:
    page = phone.page
    tap(phone, say("today.daily"))
    see_question(phone)
    page.evaluate(FULL_STORAGE)
    choose(phone, "daily-steady", "mostly")
    wait_for(phone, say("not-keeping.title"))
    yield "check, not kept", page
    tap(phone, say("check.save"))
    wait_for(phone, say("not-saved.title"))
    yield "check, not saved", page
    page.goto(origin + "/check/no-such-check")
    wait_for(phone, say("check.missing"))
    yield "check, missing", page
    go_back(phone)
    wait_for(phone, say("today.locked"))
    yield "today, locked", page


def the_journal(phone: Chromium) -> Screens:
    page = phone.page
    daily_check(phone)
    tap(phone, say("tabs.journal"))
    wait_for(phone, say("journal.locked.unlock"))
    yield "journal, closed", page
    tap(phone, say("journal.locked.unlock"))
    wait_for(phone, say("unlock.phone-alone"))
    yield "unlock, by the phone alone", page
    tap(phone, say("tabs.today"))
    open_journal(phone)
    yield "journal, list", page
    search = page.get_by_role("searchbox")
    search.fill("steady")
    page.get_by_text(re.compile("entries found|entry found")).wait_for()
    yield "journal, found", page
    search.fill("xylophone")
    page.get_by_text(say("journal.search.none", text="xylophone")).wait_for()
    yield "journal, nothing found", page
    search.fill("")
    read_entry(phone, say("journal.checklist.daily"))
    yield "entry", page
    tap(phone, say("entry.amend"))
    wait_for(phone, say("entry.save"))
    yield "entry, amending", page
    other = CHECKLISTS["daily"]["item"][0]["answerOption"][1]
    page.locator(f'.items input[value="{other["code"]}"]').first.evaluate("radio => radio.click()")
    tap(phone, say("entry.save"))
    page.locator("details summary", has_text=re.compile("earlier version")).click()
    yield "entry, amended, with its versions", page
    tap(phone, say("entry.remove"))
    wait_for(phone, say("entry.removed.title"))
    yield "entry, removed", page
    go_back(phone)
    page.get_by_text(say("journal.removed.title")).click()
    yield "journal, recently removed", page
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.open"))
    yield "today, open", page


def an_unlocked_settings(phone: Chromium, origin: str) -> Screens:
    page = phone.page
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    yield "settings", page
    tap(phone, say("settings.checklists"))
    wait_for(phone, say("own.add"))
    yield "settings, checklists", page
    yield from changing_checklists(phone)
    go_back(phone)
    tap(phone, say("codes.title"))
    wait_for(phone, say("codes.all"))
    yield "settings, codes of ethics", page
    go_back(phone)
    tap(phone, say("about.title"))
    wait_for(phone, say("about.who"))
    yield "settings, about", page
    go_back(phone)
    tap(phone, say("settings.leave"))
    tap(phone, say("leave.export.start"))
    wait_for(phone, say("leave.export.locks"))
    yield "settings, leave, with nothing that would open it", page
    go_back(phone)
    tap(phone, say("locks.title"))
    tap(phone, say("passkey.set"))
    wait_for(phone, say("passkey.title"))
    yield "settings, passkey", page


def the_locks(phone: Chromium) -> Screens:
    page = phone.page
    open_locks(phone)
    yield "settings, locks, none set", page
    tap(phone, say("passphrase.set"))
    type_into(phone, "#new-passphrase", "short")
    wait_for(phone, say("passphrase.rating.short"))
    yield "settings, passphrase", page
    set_passphrase(phone, PASSPHRASE)
    wait_for(phone, say("recovery.written"))
    yield "settings, recovery code", page
    tap(phone, say("recovery.written"))
    page.locator("#group-one").wait_for()
    yield "settings, recovery code asked", page
    go_back(phone)
    make_recovery_code(phone)
    yield "settings, locks, all set", page
    tap(phone, say("passphrase.change"))
    type_into(phone, "#new-passphrase", PASSPHRASE)
    tap(phone, say("passphrase.save"))
    wait_for(phone, say("once-more.title"))
    yield "settings, open once more", page


def leaving(phone: Chromium, folder: Path) -> Screens:
    page = phone.page
    tap(phone, say("tabs.settings"))
    tap(phone, say("settings.leave"))
    with page.expect_download() as coming:
        tap(phone, say("leave.export.start"))
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    wait_for(phone, say("leave.export.done"))
    yield "settings, leave, exported", page
    with page.expect_file_chooser() as chooser:
        tap(phone, say("leave.open.choose"))
    chooser.value.set_files(file)
    wait_for(phone, say("leave.open.with"))
    yield "settings, leave, a file to open", page
    page.locator("form input[type=password]").fill(PASSPHRASE)
    tap(phone, say("leave.open.read"))
    wait_for(phone, say("leave.preview.nothing"))
    yield "settings, leave, what is in the file", page
    yield from rehearsing(phone, file)
    yield from readable_files(phone, folder)
    yield from coming_back(phone, folder)
    yield from letting_go(phone)


def the_locked_journal(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("lock.now"))
    page.get_by_role("button", name=say("cover.go-on")).wait_for()
    yield "blank sheet", page
    tap(phone, say("cover.go-on"))
    tap(phone, say("tabs.journal"))
    tap(phone, say("journal.locked.unlock"))
    type_into(phone, "#passphrase", "another one altogether")
    page.locator("button[type=submit]:enabled").wait_for()
    yield "unlock, by passphrase", page
    tap(phone, say("unlock.open"))
    wait_for(phone, say("unlock.wrong-passphrase"))
    yield "unlock, wrong passphrase", page
    tap(phone, say("unlock.use-recovery"))
    page.locator("#code").fill("ABCD")
    page.get_by_role("button", name=say("unlock.open"), exact=True).click()
    wait_for(phone, say("problem.malformed-recovery-code"))
    yield "unlock, by recovery code", page


def beside_the_app(phone: Chromium, origin: str) -> Screens:
    page = phone.page
    page.goto(origin + "/recover.html")
    page.get_by_text(re.compile("sealed changes? (is|are) stored")).wait_for()
    yield "recover.html", page
    page.goto(origin + "/api/docs")
    page.get_by_role("heading").first.wait_for()
    yield "API docs", page
