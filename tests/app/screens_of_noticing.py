"""The screens of what was noticed, in one walk: each level's panel, a hard day, the list, what can be set."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.app.flows import go_back, open_journal
from tests.app.noticing import (
    CONSULT,
    NOTE,
    SLIP,
    check_with,
    open_rule,
    raise_danger,
    title_of,
)
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

Screens = Iterator[tuple[str, Page]]
TELLING_REASON = "It was Anna Kowalski's mother, on 12/05/2026."


def what_was_noticed(phone: Chromium) -> Screens:
    """From Today with an open journal, and back to it with nothing that asks to be answered."""
    yield from the_panel(phone)
    yield from a_note(phone)
    yield from a_hard_day(phone)
    yield from the_list(phone)
    yield from the_rules(phone)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.open"))


def the_panel(phone: Chromium) -> Screens:
    page = phone.page
    check_with(phone, CONSULT | {"daily-interest": "yes"})
    wait_for(phone, say("signal.also"))
    tap(phone, say("signal.rests-on"))
    tap(phone, say("signal.more-ways"))
    yield "panel, worth talking over", page
    tap(phone, say("signal.later"))
    yield "panel, later", page
    tap(phone, say("signal.does-not-apply"))
    page.locator("#reason").fill(TELLING_REASON)
    wait_for(phone, say("note.findings"))
    yield "panel, does not apply", page
    tap(phone, say("signal.reason.say"))
    wait_for(phone, say("pause.title"))
    tap(phone, say("pause.leave-out"))
    page.get_by_role("heading", level=1, name=title_of("mixed-interests")).wait_for()
    yield "panel, the next one", page
    tap(phone, say("signal.later"))
    tap(phone, say("signal.later.days.other", count=7))
    wait_for(phone, say("signal.done"))
    yield "panel, all seen to", page
    tap(phone, say("signal.back"))


def a_note(phone: Chromium) -> Screens:
    check_with(phone, NOTE, "today.weekly")
    wait_for(phone, say("today.saved.sub"))
    check_with(phone, NOTE, "today.weekly")
    wait_for(phone, title_of("paperwork-behind"))
    yield "panel, a note", phone.page
    go_back(phone)


def a_hard_day(phone: Chromium) -> Screens:
    page = phone.page
    raise_danger(phone)
    yield "act now", page
    tap(phone, say("act-now.duty"))
    wait_for(phone, say("act-now.abuse-or-duty.text"))
    yield "act now, a duty", page
    go_back(phone)
    go_back(phone)
    wait_for(phone, say("today.saved.sub"))
    page.reload()
    open_journal(phone)
    wait_for(phone, say("act-now.asked"))
    yield "journal, asked whether someone was reached", page
    tap(phone, say("act-now.reached"))
    wait_for(phone, say("act-now.said.reached"))
    yield "journal, someone was reached", page


def the_list(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("tabs.consult"))
    wait_for(phone, title_of("mixed-interests"))
    tap(phone, say("signal.list.past"))
    yield "consult, what was noticed", page
    tap(phone, title_of("mixed-interests"))
    wait_for(phone, say("signal.history"))
    yield "a signal", page
    go_back(phone)
    tap(phone, say("signal.list.past"))
    tap(phone, title_of(SLIP))
    wait_for(phone, say("signal.history"))
    yield "a signal of the past", page


def the_rules(phone: Chromium) -> Screens:
    page = phone.page
    open_rule(phone, SLIP)
    yield "settings, one rule", page
    go_back(phone)
    wait_for(phone, say("rules.add"))
    yield "settings, what is noticed", page
    tap(phone, say("rules.add.make"))
    page.get_by_label(say("rules.make.item")).select_option("daily-steady")
    tap(phone, say("rules.make.save"))
    wait_for(phone, say("rules.make.no-answer"))
    yield "settings, a rule of ones own", page


def a_hard_day_locked(phone: Chromium) -> Screens:
    """A passphrase locks the journal: nobody can be named before unlocking."""
    tap(phone, say("tabs.today"))
    raise_danger(phone)
    yield "act now, locked", phone.page
    tap(phone, say("act-now.unlock"))
    phone.page.locator("#passphrase").wait_for()
    yield "act now, unlocking", phone.page
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.locked"))
