"""The decision worksheet: kept while it is written, finished, on paper."""

import pytest

from tests.app.consulting import at_consult, begin_worksheet, forms_rested, open_consult
from tests.app.flows import type_into
from tests.app.phones import Chromium, ask_until, tap, wait_for
from tests.app.profiles import Profile
from tests.app.said import say


@pytest.mark.promise(3)
def test_a_worksheet_goes_on_after_a_kill(profile: Profile, origin: str) -> None:
    phone = profile.start()
    at_consult(phone, origin)
    begin_worksheet(phone, "Whether to go on with this work.")
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
    at_consult(phone, origin)
    begin_worksheet(phone, "Whether to go on.")
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


@pytest.mark.promise(3)
def test_a_removed_worksheet_comes_back_later(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    begin_worksheet(phone, "Whether to go on.")
    tap(phone, say("worksheet.overview"))

    tap(phone, say("entry.remove"))
    wait_for(phone, say("worksheet.removed"))
    phone.page.reload()
    open_consult(phone)
    tap(phone, say("worksheet.title"))
    tap(phone, say("journal.removed.title"))
    tap(phone, say("journal.restore"))
    tap(phone, say("worksheet.untitled"))

    tap(phone, say("worksheet.overview"))
    wait_for(phone, "Whether to go on.")
