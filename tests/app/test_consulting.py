"""From a signal to a consultation: planned, in the calendar, talked over, written down, on every phone."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.consulting import (
    ASKS,
    at_consult,
    choose_in,
    forms_rested,
    log_talk,
    open_consult,
    save_strong_pull,
    talks_listed,
    unlock_here,
)
from tests.app.flows import arrive, lock, type_into
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for
from tests.app.said import say
from tests.app.stored import stored
from tests.app.test_calendar import event_in
from tests.app.test_keyboard import TABS_MAX, Keyboard, at_home

QUESTION = "Whom did it serve that I stayed longer?"
FOCUSED = "return document.activeElement?.id"


@pytest.fixture
def berlin(browser: Any) -> Iterator[Chromium]:
    with closing(Chromium(browser.new_context(**PIXEL, timezone_id="Europe/Berlin").new_page())) as one:
        yield one


def test_a_planned_talk_opens_in_a_calendar(berlin: Chromium, origin: str, tmp_path: Path) -> None:
    arrive(berlin, origin)
    save_strong_pull(berlin)
    open_consult(berlin)

    tap(berlin, say("consult.plan"))
    type_into(berlin, "#consult-when", "2027-03-29")
    type_into(berlin, "#consult-time", "09:30")
    choose_in(berlin, "#consult-length", "50")
    tap(berlin, say("consult.choice.role.supervisor"))
    tap(berlin, say("consult.plan.save"))
    with berlin.page.expect_download() as coming:
        tap(berlin, say("consult.calendar.put"))
    coming.value.save_as(tmp_path / "plan.ics")

    text = (tmp_path / "plan.ics").read_bytes().decode()
    event = event_in(text)
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 3, 29, 7, 30, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=50)
    assert event["SUMMARY"] == say("consult.calendar.appointment")
    assert ASKS not in text


def test_a_plan_bundles_what_asks_and_drafts_its_agenda(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)

    tap(phone, say("consult.plan"))
    wait_for(phone, ASKS)
    drafted = phone.page.locator("#consult-agenda-question").input_value()
    tap(phone, ASKS)
    without = phone.page.locator("#consult-agenda-question").input_value()
    tap(phone, ASKS)
    type_into(phone, "#consult-agenda-question", QUESTION)
    tap(phone, say("consult.plan.save"))

    wait_for(phone, say("consult.calendar.put"))  # the form has the other words too
    wait_for(phone, QUESTION)
    wait_for(phone, ASKS)
    assert (drafted, without) == (say("consult.about.boundaries"), "")


def test_what_could_name_a_client_is_pointed_out(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)
    tap(phone, say("consult.plan"))
    wait_for(phone, ASKS)

    type_into(phone, "#consult-agenda-question", "What do I owe Anna Kowalski?")

    wait_for(phone, say("note.findings"))


@pytest.mark.promise(3)
def test_a_half_written_plan_outlives_lock_and_restart(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)
    tap(phone, say("consult.plan"))
    wait_for(phone, ASKS)
    type_into(phone, "#consult-agenda-question", QUESTION)
    forms_rested(phone)
    kept = stored(phone)

    lock(phone)
    open_consult(phone)
    tap(phone, say("consult.plan"))
    wait_for(phone, say("consult.resumed"))
    expect(phone.page.locator("#consult-agenda-question")).to_have_value(QUESTION)
    phone.open(origin + "/consult/plan")
    unlock_here(phone)
    wait_for(phone, say("consult.resumed"))

    assert QUESTION not in str(kept), "it lies there for all to read"
    expect(phone.page.locator("#consult-agenda-question")).to_have_value(QUESTION)


def test_a_log_says_at_the_field_what_it_needs(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.already"))
    wait_for(phone, say("consult.log-it.save"))

    found = []
    for field, mend in (
        ("consult-kind", lambda: choose_in(phone, "#consult-kind", "peer")),
        ("consult-domains", lambda: tap(phone, say("domain.boundaries.title"))),
        ("consult-de-identified", lambda: tap(phone, say("consult.log.de-identified"))),
    ):
        tap(phone, say("consult.log-it.save"))
        wait_for(phone, say("consult.unfit.missing"))
        ask_until(lambda field=field: phone.script(FOCUSED) == field, f"{field} never had the keyboard")
        found.append(field)
        mend()
    tap(phone, say("consult.log-it.save"))

    wait_for(phone, say("entry.amend"))
    assert len(found) == 3


def test_a_log_begun_before_all_is_noticed_has_its_themes(phone: Chromium, origin: str) -> None:
    phone.page.add_init_script("window.requestIdleCallback = (act) => setTimeout(act, 1500)")
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)

    tap(phone, say("consult.already"))

    expect(phone.page.get_by_label(say("domain.boundaries.title"))).to_be_checked()


@pytest.mark.promise(3)
def test_a_removed_log_comes_back_by_undo(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)
    log_talk(phone, learned="To say it sooner.")

    tap(phone, say("entry.remove"))
    wait_for(phone, say("consult.removed"))
    tap(phone, say("journal.undo"))

    wait_for(phone, "To say it sooner.")
    open_consult(phone)
    ask_until(lambda: talks_listed(phone) == 1, "the log never came back")


def test_a_step_taken_asks_how_it_turned_out(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)
    log_talk(phone, action="Say it in supervision.")

    tap(phone, say("consult.tell-outcome"))
    type_into(phone, "#consult-outcome", "It was lighter than feared.")
    tap(phone, say("consult.log-it.save"))

    # The form has these words too, in its title and in what is written there.
    expect(phone.page.get_by_role("button", name=say("entry.amend"), exact=True)).to_be_visible()
    wait_for(phone, "It was lighter than feared.")
    open_consult(phone)
    expect(phone.page.locator("main")).not_to_contain_text(say("consult.awaited"))


def test_a_talk_is_planned_and_logged_by_keyboard(phone: Chromium, origin: str) -> None:
    keyboard = at_home(phone, origin)
    save_strong_pull(phone)
    keyboard.must_stand_at(say("rule.strong-pull.title"))
    keyboard.go(say("tabs.consult"))
    wait_for(phone, say("consult.locked"))
    keyboard.go(say("journal.locked.unlock"))
    wait_for(phone, say("unlock.phone-alone"))
    keyboard.go(say("unlock.open"))
    wait_for(phone, say("worksheet.title"))

    keyboard.go(say("consult.plan"))
    wait_for(phone, ASKS)
    keyboard.go(say("consult.plan.save"))
    wait_for(phone, say("consult.calendar.put"))
    keyboard.go(say("consult.already"))
    wait_for(phone, say("consult.log-it.save"))
    keyboard.go(say("consult.log-it.save"))
    ask_until(lambda: phone.script(FOCUSED) == "consult-kind", "the keyboard never came to the fault")
    keyboard.press("ArrowDown")
    tab_to_box(keyboard, say("consult.log.de-identified"))
    keyboard.press("Space")
    keyboard.go(say("consult.log-it.save"))
    wait_for(phone, say("entry.amend"))

    ask_until(lambda: phone.script("return document.activeElement?.localName") == "h1", "no focus at the top")


def tab_to_box(keyboard: Keyboard, said: str) -> None:
    for _ in range(TABS_MAX):
        keyboard.tab()
        if keyboard.page.evaluate("document.activeElement?.closest('label')?.textContent.trim()") == said:
            return
    raise AssertionError(f"no Tab leads to the box {said!r}")
