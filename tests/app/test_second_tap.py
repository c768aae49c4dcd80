"""A thumb that taps twice: one thing is done, and the next screen is left alone."""

import pytest
from playwright.sync_api import expect

from tests.app.consulting import at_consult
from tests.app.flows import arrive, daily_check, displayed, type_into
from tests.app.noticing import raise_danger, raise_slip, unlock_to_today
from tests.app.phones import PRESSABLE, Chromium, tap, wait_for, wait_until
from tests.app.said import say
from tests.app.stored import envelopes, stored


@pytest.mark.promise(2)
@pytest.mark.parametrize("is_open", [False, True], ids=["locked", "open"])
def test_an_answer_tapped_twice_is_written_once(phone: Chromium, origin: str, is_open: bool) -> None:
    arrive(phone, origin)
    daily_check(phone)
    if is_open:
        unlock_to_today(phone)
    raise_slip(phone)
    before = len(envelopes(stored(phone)))

    tap_twice(phone, say("signal.talked"))
    wait_for(phone, say("signal.said.settled"))

    assert len(envelopes(stored(phone))) == before + 1


def test_someone_reached_twice_is_written_once(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    raise_danger(phone)
    before = len(envelopes(stored(phone)))

    tap_twice(phone, say("act-now.reached"))
    wait_for(phone, say("act-now.said.reached"))

    assert len(envelopes(stored(phone))) == before + 1


def test_an_answer_is_undone_where_the_eye_is(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    raise_slip(phone)
    tap(phone, say("signal.more-ways"))
    phone.page.get_by_role("button", name=say("signal.talked")).scroll_into_view_if_needed()

    tap(phone, say("signal.talked"))
    wait_for(phone, say("signal.said.settled"))

    expect(phone.page.get_by_role("button", name=say("journal.undo"))).to_be_in_viewport()
    assert phone.script("return scrollY") == 0


def test_one_worksheet_is_begun_and_one_step_gone(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("worksheet.title"))

    tap_twice(phone, say("worksheet.begin"))
    type_into(phone, "#consult-step-name-it", "Whether to go on.")
    tap_twice(phone, say("worksheet.next"))
    wait_for(phone, say("consult.step.facts.title"))
    tap(phone, say("worksheet.overview"))
    wait_for(phone, "Whether to go on.")
    phone.page.go_back()

    wait_for(phone, say("worksheet.begin"))
    expect(phone.page.get_by_role("link", name=say("worksheet.untitled"))).to_have_count(1)


def test_one_rule_of_ones_own_is_made(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    tap(phone, say("tabs.settings"))
    tap(phone, say("rules.title"))
    tap(phone, say("rules.add.make"))
    phone.page.get_by_label(say("rules.make.item")).select_option("daily-steady")
    phone.page.get_by_label(displayed("daily-steady", "wobbly"), exact=True).check()
    phone.page.get_by_label(say("rules.make.name")).fill("Wobbly again")
    phone.page.get_by_label(say("rules.make.message")).fill("Ask for an hour.")

    tap_twice(phone, say("rules.make.save"))

    wait_for(phone, say("rules.add"))
    expect(phone.page.get_by_role("button", name="Wobbly again")).to_have_count(1)


def tap_twice(phone: Chromium, said: str) -> None:
    """Before the first tap has come to anything."""
    wait_until(phone, PRESSABLE + "return Boolean(pressable(given[0]))", said, wanted=said)
    phone.script(PRESSABLE + "const one = pressable(given[0]); one.click(); one.click()", said)
