"""The main job: open, answer, save, offline and locked; later unlock and read."""

import pytest

from tests.app.flows import CALM, arrive, choose, daily_check, open_journal, read_entry, see_question
from tests.app.phones import Chromium, tap, wait_for
from tests.app.places import Place
from tests.app.said import CHECKLISTS, say
from tests.app.stored import envelopes, stored

COUNT_TAPS = (
    "window.taps = 0; addEventListener('click', (event) => { if (event.isTrusted) window.taps += 1 }, true)"
)


def test_a_calm_daily_check_takes_items_and_two_taps(phone: Chromium, origin: str) -> None:
    phone.page.add_init_script(COUNT_TAPS)
    phone.open(origin + "/")

    phone.page.get_by_text(say("today.daily"), exact=True).tap()
    for item in CHECKLISTS["daily"]["item"]:
        phone.page.locator(f'input[name="{item["linkId"]}"]').first.tap()
    phone.page.get_by_role("button", name=say("check.save")).tap()
    wait_for(phone, say("today.saved.sub"))

    # A radio that is tapped through its label is one tap of the finger and two clicks of the page.
    assert phone.script("return document.querySelectorAll('input:not([type=radio])').length") == 0
    assert len(envelopes(stored(phone))) == 1


@pytest.mark.promise(1)
def test_a_check_is_saved_with_the_server_dead_and_without_unlocking(phone: Chromium, place: Place) -> None:
    arrive(phone, place.origin)
    daily_check(phone)
    place.stop()
    phone.page.context.set_offline(True)

    phone.page.reload()
    wait_for(phone, say("today.locked"))
    daily_check(phone)
    wait_for(phone, say("today.locked"))

    assert len(envelopes(stored(phone))) == 2


def test_a_short_day_takes_three_taps(phone: Chromium, origin: str) -> None:
    phone.open(origin + "/")

    tap(phone, say("today.short"))
    see_question(phone)
    asked = phone.script(
        """const radios = document.querySelectorAll('fieldset:not(:has([name=when])) input[type=radio]')
        return [...new Set([...radios].map((one) => one.name))]"""
    )
    for link_id in asked:
        choose(phone, link_id, CALM["daily"][link_id])
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))

    assert len(asked) + 1 == 3


@pytest.mark.promise(1)
def test_what_was_saved_locked_is_read_after_unlocking(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone, CALM["daily"] | {"daily-energy": "little"})

    open_journal(phone)
    read_entry(phone, say("journal.checklist.daily"))

    wait_for(phone, displayed("daily-energy", "little"))
    wait_for(phone, displayed("daily-steady", "steady"))


def displayed(link_id: str, code: str) -> str:
    items = {item["linkId"]: item for one in CHECKLISTS.values() for item in one["item"]}
    return str(next(one["display"] for one in items[link_id]["answerOption"] if one["code"] == code))
