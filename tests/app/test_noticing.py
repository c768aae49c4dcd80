"""After saving: nothing to see, or a calm panel; locked and open, offline, answered, undone, looked up."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.flows import CALM, arrive, daily_check, displayed, go_back, see_panel
from tests.app.noticing import (
    ACT_NOW,
    CONSULT,
    NOTE,
    SLIP,
    check_with,
    lock_and_stay,
    raise_slip,
    say_does_not_apply,
    standing_still,
    title_of,
    unlock_to_today,
)
from tests.app.phones import PIXEL, Chromium, tap, wait_for
from tests.app.said import say
from tests.app.stored import envelopes, stored
from tests.app.test_keyboard import Keyboard

ENVELOPE_BYTES = 1213
EIGHT_DAYS_MS = 8 * 86_400_000
# Where a locked phone can go, and the words there that wait for the disk.
LOCKED_SCREENS = {
    "/": ("state.saved", "today.locked", "lock-reminder.title"),
    "/consult": ("state.saved", "consult.locked"),
    "/journal": ("state.saved", "journal.locked.title"),
    "/settings/rules": ("rules.locked",),
}


@pytest.mark.parametrize("is_open", [False, True], ids=["locked", "open"])
def test_a_calm_check_shows_nothing_but_saved(phone: Chromium, origin: str, is_open: bool) -> None:
    arrive(phone, origin)
    daily_check(phone)
    if is_open:
        unlock_to_today(phone)

    daily_check(phone)

    for level in ("note", "consult", "act-now"):
        expect(phone.page.get_by_text(say(f"signal.level.{level}"))).to_have_count(0)


@pytest.mark.promise(1)
@pytest.mark.parametrize("is_open", [False, True], ids=["locked", "open"])
def test_a_panel_says_what_was_noticed_offline(phone: Chromium, origin: str, is_open: bool) -> None:
    arrive(phone, origin)
    daily_check(phone)
    phone.page.context.set_offline(True)
    phone.page.reload()
    if is_open:
        unlock_to_today(phone)

    raise_slip(phone)

    for words in (
        "signal.level.consult",
        f"rule.{SLIP}.message",
        f"rule.{SLIP}.why",
        "action.plan-consultation",
    ):
        wait_for(phone, say(words))
    wait_for(phone, say("signal.noted", days="today"))
    tap(phone, say("signal.rests-on"))
    wait_for(phone, displayed("daily-privacy", "yes"))
    go_back(phone)
    wait_for(phone, say("today.saved.sub"))


def test_a_note_is_shown_after_a_longer_look(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    check_with(phone, NOTE, "today.weekly")
    wait_for(phone, say("today.saved.sub"))

    check_with(phone, NOTE, "today.weekly")

    wait_for(phone, title_of("paperwork-behind"))
    wait_for(phone, say("signal.level.note"))


def test_several_signals_come_as_one_panel(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)

    check_with(phone, CONSULT | ACT_NOW | {"daily-interest": "yes"})
    wait_for(phone, say("act-now.danger-to-someone.title"))
    tap(phone, say("act-now.reached"))
    wait_for(phone, title_of(SLIP))
    wait_for(phone, say("signal.also"))
    tap(phone, title_of("mixed-interests"))
    wait_for(phone, say("rule.mixed-interests.message"))
    tap(phone, say("signal.talked"))
    wait_for(phone, say("rule.privacy-slip.message"))
    tap(phone, say("signal.talked"))
    wait_for(phone, say("signal.done"))
    tap(phone, say("signal.back"))

    wait_for(phone, say("today.saved.sub"))
    tap(phone, say("tabs.consult"))
    wait_for(phone, say("signal.none"))


@pytest.mark.promise(2)
@pytest.mark.parametrize("is_open", [False, True], ids=["locked", "open"])
def test_raising_writes_nothing_and_each_answer_one(phone: Chromium, origin: str, is_open: bool) -> None:
    arrive(phone, origin)
    daily_check(phone)
    if is_open:
        unlock_to_today(phone)

    raise_slip(phone)
    assert len(envelopes(stored(phone))) == 2
    tap(phone, say("signal.talked"))
    wait_for(phone, say("signal.said.settled"))
    assert len(envelopes(stored(phone))) == 3
    tap(phone, say("journal.undo"))
    wait_for(phone, say(f"rule.{SLIP}.message"))

    sizes = [len(envelope) for envelope in envelopes(stored(phone))]
    assert sizes == [ENVELOPE_BYTES] * 4


def test_a_panel_is_answered_by_keyboard(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    keyboard = Keyboard(phone)
    raise_slip(phone)
    keyboard.must_stand_at(title_of(SLIP))
    expect(phone.page.get_by_role("status").first).to_contain_text(say("signal.spoken"))

    keyboard.go(say("signal.later"))
    keyboard.go(say("signal.later.days.other", count=3))
    wait_for(phone, say("signal.said.later.other", count=3))
    keyboard.go(say("journal.undo"))
    wait_for(phone, say(f"rule.{SLIP}.message"))
    keyboard.go(say("signal.does-not-apply"))
    wait_for(phone, say("signal.reason"))
    phone.page.keyboard.type("It was my own name.")
    keyboard.go(say("signal.reason.say"))
    wait_for(phone, say("signal.said.does-not-apply"))
    keyboard.go(say("signal.back"))

    wait_for(phone, say("today.saved.sub"))


def test_put_aside_it_comes_back_on_its_day(phone: Chromium, origin: str) -> None:
    page = standing_still(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    raise_slip(phone)

    tap(phone, say("signal.later"))
    tap(phone, say("signal.later.days.one"))
    wait_for(phone, say("signal.said.later.one"))
    tap(phone, say("tabs.consult"))
    wait_for(phone, say("signal.state.snoozed", day="Tuesday"))
    page.clock.fast_forward("24:00:00")
    page.reload()
    unlock_to_today(phone)
    tap(phone, say("tabs.consult"))

    wait_for(phone, say("signal.state.open", day="yesterday"))
    tap(phone, title_of(SLIP))
    wait_for(phone, say("signal.answer.snoozed", day="yesterday", until="Tuesday").removesuffix("."))
    tap(phone, say("signal.open-entry"))
    wait_for(phone, say("entry.amend"))


def test_what_never_applies_is_asked_about_and_stays_quiet(phone: Chromium, origin: str) -> None:
    page = standing_still(phone, origin)
    daily_check(phone)

    for _ in range(3):
        unlock_to_today(phone)
        raise_slip(phone)
        say_does_not_apply(phone)
        wait_for(phone, say("signal.said.does-not-apply"))
        page.clock.fast_forward(EIGHT_DAYS_MS)
        page.reload()
    unlock_to_today(phone)
    tap(phone, say("tabs.consult"))
    tap(phone, say("signal.switch-off.off"))
    wait_for(phone, say("signal.switched-off"))
    tap(phone, say("tabs.today"))

    check_with(phone, CONSULT)
    wait_for(phone, say("today.saved.sub"))
    lock_and_stay(phone)
    check_with(phone, CONSULT)
    wait_for(phone, say("today.saved.sub"))


@pytest.mark.promise(1)
def test_a_locked_phone_looks_alike_whatever_was_noticed(browser: Any, origin: str) -> None:
    calm, alarmed = (Chromium(browser.new_context(**PIXEL).new_page()) for _ in range(2))
    seen: dict[Chromium, list[str]] = {}

    for phone, answers in ((calm, CALM["daily"]), (alarmed, CONSULT | ACT_NOW)):
        # By one clock: a morning may end, or a day, between the two.
        standing_still(phone, origin)
        check_with(phone, answers)
        if phone is alarmed:
            see_panel(phone)
        else:
            wait_for(phone, say("today.saved.sub"))
        seen[phone] = [resting(phone, origin + path, late) for path, late in LOCKED_SCREENS.items()]

    assert seen[calm] == seen[alarmed]
    calm.close()
    alarmed.close()


def test_a_panel_goes_with_the_lock(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    raise_slip(phone)

    lock_and_stay(phone)

    wait_for(phone, say("today.locked"))
    expect(phone.page.get_by_text(title_of(SLIP))).to_have_count(0)
    phone.page.go_back()
    expect(phone.page.get_by_text(title_of(SLIP))).to_have_count(0)


def resting(phone: Chromium, address: str, late: tuple[str, ...]) -> str:
    """What a screen says when nothing more comes; clocks here are run by hand, but disks take their time."""
    phone.open(address)
    phone.page.get_by_role("heading", level=1).wait_for()
    phone.page.clock.run_for(10_000)
    for key in late:
        phone.page.get_by_text(say(key), exact=True).wait_for()
    phone.page.clock.run_for(10_000)
    return phone.page.locator("body").inner_text()
