"""A lock drops the keys in every tab, an open journal locks itself, no resting screen tells of an entry."""

import pytest
from playwright.sync_api import expect

from tests.app.flows import (
    CALM,
    arrive,
    choose,
    displayed,
    lock,
    open_journal,
    read_entry,
    write_note,
)
from tests.app.phones import Chromium, tap, wait_for, wait_until
from tests.app.said import say

NOTE = "Quiet heron weather."
BLANK_MS_MAX = 100
TIME_THE_BLANK = """() => addEventListener('click', () => {
  const from = performance.now()
  new MutationObserver((_, watch) => {
    if (document.querySelector('main') || !document.body.innerText.includes(given)) return
    window.blankMs = performance.now() - from
    watch.disconnect()
  }).observe(document.body, { childList: true, subtree: true })
}, { capture: true, once: true })"""
HIDE = """isHidden => {
  const value = isHidden ? 'hidden' : 'visible'
  Object.defineProperty(document, 'visibilityState', { value, configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}"""


# Where a locked phone can go, and the words there that wait for the disk, or for what is loaded late.
RESTING_SCREENS = {
    "/": ("today.locked", "lock-reminder.title"),
    "/journal": ("journal.locked.title",),
    "/unlock": ("unlock.phone-alone",),
    "/settings": ("locks.title", "sync.title", "nudges.title"),
    "/settings/locks": ("locks.open-title", "passkey.sub"),
    "/settings/leave": ("leave.export.title",),
}


def with_an_entry(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    tap(phone, say("today.daily"))
    wait_for(phone, say("check.one-hint"))
    tap(phone, say("check.all-at-once"))
    for link_id, code in CALM["daily"].items():
        choose(phone, link_id, code)
    write_note(phone, NOTE)
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))


@pytest.mark.promise(1)
def test_one_tap_locks_every_tab_at_once(phone: Chromium, origin: str) -> None:
    with_an_entry(phone, origin)
    other = Chromium(phone.page.context.new_page())
    other.open(origin + "/")
    for tab in (phone, other):
        open_journal(tab)
        read_entry(tab, say("journal.checklist.daily"))
        wait_for(tab, NOTE)
    phone.page.bring_to_front()
    phone.page.evaluate(TIME_THE_BLANK.replace("given", repr(say("cover.go-on"))))

    tap(phone, say("lock.now"))

    wait_until(phone, "return window.blankMs !== undefined", wanted="the blank sheet")
    assert phone.page.evaluate("window.blankMs") < BLANK_MS_MAX
    expect(other.page.get_by_text(NOTE)).to_have_count(0)
    expect(other.page.get_by_role("button", name=say("lock.now"), exact=True)).to_have_count(0)
    tap(phone, say("cover.go-on"))
    for tab in (phone, other):
        tap(tab, say("tabs.journal"))
        wait_for(tab, say("journal.locked.unlock"))


@pytest.mark.parametrize(("away", "is_hidden"), [("02:01", True), ("05:01", False)])
def test_a_journal_left_alone_locks_itself(phone: Chromium, origin: str, away: str, is_hidden: bool) -> None:
    with_an_entry(phone, origin)
    phone.page.clock.install()
    phone.page.reload()
    open_journal(phone)
    read_entry(phone, say("journal.checklist.daily"))
    locked = phone.page.get_by_role("button", name=say("journal.locked.unlock"))

    phone.page.evaluate(HIDE, is_hidden)
    phone.page.clock.run_for("01:50")
    expect(locked).to_have_count(0)
    phone.page.clock.fast_forward(away)
    phone.page.evaluate(HIDE, False)

    expect(locked).to_be_visible()
    expect(phone.page.get_by_text(NOTE)).to_have_count(0)


def test_resting_screens_show_nothing_of_an_entry(phone: Chromium, origin: str) -> None:
    with_an_entry(phone, origin)
    telling = [NOTE, *(displayed(*one) for one in CALM["daily"].items())]
    seen = {}

    for path, late in RESTING_SCREENS.items():
        phone.open(origin + path)
        phone.page.get_by_role("heading", level=1).wait_for()
        for word in late:
            wait_for(phone, say(word))
        seen[f"{path}, locked"] = all_of(phone)
    phone.open(origin + "/")
    open_journal(phone)
    seen["journal, open"] = all_of(phone)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.open"))
    seen["today, open"] = all_of(phone)
    lock(phone)
    wait_for(phone, say("today.locked"))
    seen["today, locked again"] = all_of(phone)

    assert [(name, word) for name, text in seen.items() for word in telling if says(text, word)] == []


def all_of(phone: Chromium) -> str:
    """All text of the page, seen or not, its title, its address and what it was called before."""
    return str(
        phone.script(
            "return [document.documentElement.textContent, document.title, location.href].join('\\n')"
        )
    )


def says(text: str, word: str) -> bool:
    """Whole: an answer may be a word as short as Yes."""
    return len(word) > 3 and word in text
