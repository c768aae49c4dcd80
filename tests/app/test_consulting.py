"""From a signal to a consultation: planned, in the calendar, talked over, written down, on every phone."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.app.consulting import (
    ASKS,
    add_person,
    asks_to_talk,
    choose_in,
    log_talk,
    open_consult,
    open_people,
    save_strong_pull,
    talks_listed,
    unlock_here,
)
from tests.app.flows import arrive, daily_check, lock, type_into
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for
from tests.app.places import Place
from tests.app.profiles import Profile
from tests.app.said import say
from tests.app.stored import stored
from tests.app.syncing import PASSPHRASE, lock_journal, sign_in, sync_now, turn_sync_on
from tests.app.test_calendar import event_in
from tests.app.test_keyboard import TABS_MAX, Keyboard, at_home

QUESTION = "Whom did it serve that I stayed longer?"
NUMBER = "+49 30 123456"
FOCUSED = "return document.activeElement?.id"


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


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
    assert phone.page.locator("#consult-agenda-question").input_value() == QUESTION
    phone.open(origin + "/consult/plan")
    unlock_here(phone)
    wait_for(phone, say("consult.resumed"))

    assert QUESTION not in str(kept), "it lies there for all to read"
    assert phone.page.locator("#consult-agenda-question").input_value() == QUESTION


def test_a_log_says_at_the_field_what_it_needs(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_consult(phone)
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
    assert talks_listed(phone) == 1


def test_a_step_taken_asks_how_it_turned_out(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)
    log_talk(phone, action="Say it in supervision.")

    tap(phone, say("consult.tell-outcome"))
    type_into(phone, "#consult-outcome", "It was lighter than feared.")
    tap(phone, say("consult.log-it.save"))

    wait_for(phone, "It was lighter than feared.")
    open_consult(phone)
    assert say("consult.awaited") not in phone.page.locator("main").inner_text()


@pytest.mark.promise(3)
def test_a_log_closes_the_signal_on_another_phone(
    phone: Chromium, other: Chromium, sync_place: Place
) -> None:
    with_signal_on_both(phone, other, sync_place)
    open_consult(phone, PASSPHRASE)
    open_consult(other, PASSPHRASE)
    asked = asks_to_talk(other)

    log_talk(phone)
    sync_now(phone)
    sync_now(other)

    open_consult(other, PASSPHRASE)
    ask_until(lambda: talks_listed(other) == 1, "the log never came")
    assert (asked, asks_to_talk(other)) == (True, False)


@pytest.mark.promise(3)
def test_a_signal_closed_offline_on_both_keeps_both_logs(
    phone: Chromium, other: Chromium, sync_place: Place
) -> None:
    with_signal_on_both(phone, other, sync_place)
    for one, learned in ((phone, "As the first phone heard it."), (other, "As the second heard it.")):
        open_consult(one, PASSPHRASE)
        one.page.context.set_offline(True)
        log_talk(one, learned=learned)

    for one in (phone, other):
        one.page.context.set_offline(False)
        sync_now(one)
    sync_now(phone)

    for one in (phone, other):
        open_consult(one, PASSPHRASE)
        ask_until(lambda one=one: talks_listed(one) == 2, "both logs never stood there")
        assert not asks_to_talk(one)
        assert closed_signals(one) == 1


@pytest.mark.promise(3)
def test_a_worksheet_goes_on_after_a_kill(profile: Profile, origin: str) -> None:
    phone = profile.start()
    arrive(phone, origin)
    daily_check(phone)
    open_consult(phone)
    tap(phone, say("worksheet.title"))
    tap(phone, say("worksheet.begin"))
    type_into(phone, "#consult-step-name-it", "Whether to go on with this work.")
    tap(phone, say("worksheet.next"))
    wait_for(phone, say("consult.step.facts.title"))
    type_into(phone, "#consult-step-facts", "Half of it is guessed.")
    forms_rested(phone)

    profile.kill()
    phone = profile.start()
    phone.open(origin + "/consult")
    open_consult(phone)
    tap(phone, say("worksheet.title"))
    tap(phone, say("worksheet.untitled"))

    wait_for(phone, say("consult.step.facts.title"))
    ask_until(
        lambda: phone.page.locator("#consult-step-facts").input_value() == "Half of it is guessed.",
        "what was not saved yet is gone",
    )
    tap(phone, say("worksheet.overview"))
    wait_for(phone, "Whether to go on with this work.")
    wait_for(phone, "Half of it is guessed.")


def test_a_worksheet_is_finished_printed_and_written_on(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_consult(phone)
    tap(phone, say("worksheet.title"))
    tap(phone, say("worksheet.begin"))
    type_into(phone, "#consult-step-name-it", "Whether to go on.")
    tap(phone, say("worksheet.overview"))

    tap(phone, say("worksheet.finish"))
    wait_for(phone, say("worksheet.reopen"))
    phone.page.emulate_media(media="print")
    on_paper = phone.page.locator("body").inner_text()
    phone.page.emulate_media(media="screen")
    tap(phone, say("worksheet.reopen"))
    wait_for(phone, say("worksheet.finish"))

    assert "Whether to go on." in on_paper
    assert all(say(f"consult.step.{step}.title") in on_paper for step in ("name-it", "do-and-look-back"))
    assert say("tabs.today") not in on_paper


def test_a_locked_phone_shows_people_only_if_allowed(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add_person(phone, "supervisor", "Kim", NUMBER)

    lock(phone)
    open_people(phone)
    wait_for(phone, say("people.locked"))
    hidden = phone.page.locator("body").inner_text()
    unlock_here(phone)
    tap(phone, say("people.while-locked"))
    ask_until(lambda: phone.page.locator("#people-while-locked input:checked").count() == 1, "never allowed")
    phone.open(origin + "/settings/people")
    wait_for(phone, say("people.locked"))
    wait_for(phone, NUMBER)
    links = phone.page.locator("a[href='tel:+4930123456']").count()
    unlock_here(phone)
    wait_for(phone, say("people.none-shipped"))
    tap(phone, say("people.while-locked"))
    ask_until(lambda: phone.page.locator("#people-while-locked input:checked").count() == 0, "never taken back")
    lock(phone)
    open_people(phone)
    wait_for(phone, say("people.locked"))

    assert links == 1
    assert NUMBER not in hidden
    assert NUMBER not in phone.page.locator("body").inner_text()


def test_a_person_of_ones_own_is_reached_from_a_plan(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    add_person(phone, "supervisor", "Kim", NUMBER)
    wait_for(phone, say("people.untried"))
    tap(phone, say("people.mark"))
    ask_until(lambda: say("people.untried") not in phone.page.locator("main").inner_text(), "not marked")

    open_consult(phone)
    tap(phone, say("consult.plan"))
    wait_for(phone, say("consult.plan.contact"))
    contact = phone.page.locator("#consult-contact option").nth(1).get_attribute("value") or ""
    choose_in(phone, "#consult-contact", contact)
    tap(phone, say("consult.plan.save"))

    wait_for(phone, say("consult.calendar.put"))
    assert phone.page.locator("a[href='tel:+4930123456']").count() == 1


def test_a_number_nobody_can_call_is_told_at_once(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_people(phone)
    unlock_here(phone)
    tap(phone, say("people.add"))

    for wrong, told in (("", "consult.unfit.missing"), ("ring twice", "consult.unfit.not-possible")):
        type_into(phone, "#consult-phone", wrong)
        tap(phone, say("people.save"))
        wait_for(phone, say(told))
        ask_until(lambda: phone.script(FOCUSED) == "consult-phone", "the number never had the keyboard")

    assert phone.page.locator("a[href^='tel:']").count() == 0


def test_before_unlocking_consult_is_alike_everywhere(
    phone: Chromium, other: Chromium, origin: str
) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    arrive(other, origin)
    daily_check(other)

    shown = []
    for one in (phone, other):
        one.open(origin + "/consult")
        wait_for(one, say("consult.locked"))
        wait_for(one, say("state.saved"))
        shown.append(one.page.locator("body").inner_text())

    assert shown[0] == shown[1]


def test_a_talk_is_planned_and_logged_by_keyboard(phone: Chromium, origin: str) -> None:
    keyboard = at_home(phone, origin)
    save_strong_pull(phone)
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

    assert phone.script("return document.activeElement?.localName") == "h1"


def tab_to_box(keyboard: Keyboard, said: str) -> None:
    for _ in range(TABS_MAX):
        keyboard.tab()
        if keyboard.page.evaluate("document.activeElement?.closest('label')?.textContent.trim()") == said:
            return
    raise AssertionError(f"no Tab leads to the box {said!r}")


def with_signal_on_both(phone: Chromium, other: Chromium, place: Place) -> None:
    """One account, its one check worth talking over, read on both."""
    arrive(phone, place.origin)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    save_strong_pull(phone)
    sync_now(phone)
    arrive(other, place.origin)
    sign_in(other, handle)


def closed_signals(phone: Chromium) -> int:
    """On Consult: how many stand among those that are over."""
    tap(phone, say("signal.list.past"))
    return phone.page.locator("details", has_text=say("signal.list.past")).locator("li").count()


def forms_rested(phone: Chromium) -> None:
    """What was typed is on the disk: two looks, a while apart, see the same."""
    kept = """const database = await new Promise((give) => {
      const opening = indexedDB.open('plumbline'); opening.onsuccess = () => give(opening.result) })
    const asked = database.transaction('kept').objectStore('kept').get('consult-forms')
    const box = await new Promise((give) => { asked.onsuccess = () => give(asked.result) })
    database.close()
    return box ? [...box.sealed.slice(0, 12)].join() : null"""

    def looks_the_same() -> bool:
        before = phone.script(kept)
        phone.script("await new Promise((go) => setTimeout(go, 300))")
        return before is not None and bool(before == phone.script(kept))

    ask_until(looks_the_same, "the form never came to rest")
