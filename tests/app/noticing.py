"""What a person does with what was noticed: raise it, answer it, look it up, change when it speaks."""

from collections.abc import Mapping
from datetime import UTC, datetime

from playwright.sync_api import Page

from tests.app.flows import answer_all_at_once, arrive, choose, lock, open_journal, see_panel
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

CONSULT = {"daily-privacy": "yes"}
ACT_NOW = {"daily-safety": "now"}
NOTE = {"review-up-to-date": "behind"}
SLIP = "privacy-slip"
A_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def title_of(rule: str) -> str:
    return say(f"rule.{rule}.title")


def standing_still(phone: Chromium, origin: str) -> Page:
    """The first visit, on a clock that the test moves."""
    phone.page.clock.install(time=A_MORNING)
    arrive(phone, origin)
    return phone.page


def check_with(phone: Chromium, answers: Mapping[str, str], way: str = "today.daily") -> None:
    """From Today: a check with these answers, saved; what comes of it then stands on the screen."""
    tap(phone, say(way))
    answer_all_at_once(phone)
    for link_id, code in answers.items():
        turn_to(phone, link_id)
        choose(phone, link_id, code)
    last_page(phone)
    tap(phone, say("check.save"))


def turn_to(phone: Chromium, link_id: str) -> None:
    """A longer look has pages: on to the one with this question."""
    for _ in range(6):
        if phone.script("return Boolean(document.querySelector(given[0]))", f'input[name="{link_id}"]'):
            return
        tap(phone, say("check.next-page"))


def last_page(phone: Chromium) -> None:
    for _ in range(6):
        if not phone.page.get_by_role("button", name=say("check.next-page")).is_visible():
            return
        tap(phone, say("check.next-page"))


def raise_slip(phone: Chromium) -> None:
    """A consult signal, its panel on the screen."""
    check_with(phone, CONSULT)
    see_panel(phone)
    wait_for(phone, title_of(SLIP))
    wait_for(phone, say(f"rule.{SLIP}.message"))  # Today says what waits for a talk, by level and title alone


def raise_danger(phone: Chromium) -> None:
    """An act-now, its screen shown."""
    check_with(phone, ACT_NOW)
    see_panel(phone)
    wait_for(phone, say("act-now.danger-to-someone.title"))


def unlock_to_today(phone: Chromium) -> None:
    open_journal(phone)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.open"))


def open_rule(phone: Chromium, rule: str) -> None:
    """From any room, the journal open: what can be set of a rule."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("rules.title"))
    tap(phone, title_of(rule))
    wait_for(phone, say("rules.when"))


def say_does_not_apply(phone: Chromium, reason: str = "") -> None:
    tap(phone, say("signal.does-not-apply"))
    if reason:
        phone.page.locator("#reason").fill(reason)
    tap(phone, say("signal.reason.say"))


def lock_and_stay(phone: Chromium) -> None:
    """One tap, and the resting Today behind the sheet."""
    lock(phone)
    wait_for(phone, say("today.locked"))
