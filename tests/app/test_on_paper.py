"""What is printed: all that was written, dark on white in either light, and nothing that was noticed."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.consulting import at_consult, choose_in, log_talk, open_consult, save_strong_pull
from tests.app.flows import arrive, type_into
from tests.app.noticing import title_of
from tests.app.phones import PIXEL, Chromium, tap, wait_for
from tests.app.said import say

LEARNED = "To say it sooner, and to whom."
# All that is seen of a colour: how bright it is, 0 to 255.
DARKEST = """const seen = [...document.querySelectorAll('#app *')].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
return seen.map((one) => Math.max(...getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).map(Number)))"""


@pytest.fixture
def at_night(browser: Any) -> Iterator[Chromium]:
    """A phone in dark colours, which paper must not take on."""
    with closing(Chromium(browser.new_context(**PIXEL, color_scheme="dark").new_page())) as one:
        yield one


def test_a_worksheet_prints_dark_on_white(at_night: Chromium, origin: str) -> None:
    with_a_worksheet(at_night, origin, "Whether to go on.")

    on_paper = printed(at_night)

    assert "Whether to go on." in on_paper
    assert say("consult.step.do-and-look-back.title") in on_paper
    assert left_over(on_paper) == []
    assert max(at_night.script(DARKEST)) < 100, "a text that paper would not show"
    assert at_night.script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_long_worksheet_goes_on_over_pages(phone: Chromium, origin: str) -> None:
    with_a_worksheet(phone, origin, "A long thought, written out. " * 130)

    pages = re.findall(rb"/Type\s*/Page\b", phone.page.pdf(format="A4"))

    assert len(pages) >= 2
    phone.page.emulate_media(media="print")
    assert phone.script("return document.documentElement.scrollWidth <= innerWidth"), "lines are cut"


def test_a_log_prints_as_a_record(at_night: Chromium, origin: str) -> None:
    arrive(at_night, origin)
    save_strong_pull(at_night)
    open_consult(at_night)
    log_talk(at_night, learned=LEARNED, action="Say it in supervision.")

    button = at_night.page.get_by_role("button", name=say("recovery.print"))
    expect(button).to_be_visible()
    on_paper = printed(at_night)

    for part in (say("consult.choice.kind.peer"), "30 minutes", say("consult.log.learned"), LEARNED):
        assert part in on_paper
    assert on_paper.count("Say it in supervision.") == 1
    assert title_of("strong-pull") not in on_paper, "what was noticed goes along"
    assert left_over(on_paper) == []
    assert max(at_night.script(DARKEST)) < 100


def test_an_agenda_prints_without_what_was_noticed(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.plan"))
    choose_in(phone, "#consult-length", "30")
    type_into(phone, "#consult-agenda-question", "Whom does it serve?")
    tap(phone, say("consult.plan.save"))
    wait_for(phone, say("consult.calendar.put"))

    on_paper = printed(phone)

    assert "Whom does it serve?" in on_paper
    assert say("consult.calendar.text") not in on_paper
    assert left_over(on_paper) == []


def with_a_worksheet(phone: Chromium, origin: str, text: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("worksheet.title"))
    tap(phone, say("worksheet.begin"))
    type_into(phone, "#consult-step-name-it", text)
    tap(phone, say("worksheet.overview"))
    wait_for(phone, say("worksheet.finish"))


def printed(phone: Chromium) -> str:
    phone.page.emulate_media(media="print")
    return phone.page.locator("body").inner_text()


def left_over(on_paper: str) -> list[str]:
    """What belongs to a screen and not on paper."""
    ids = ("tabs.today", "app.back", "lock.now", "entry.remove", "recovery.print", "worksheet.write-on")
    lines = on_paper.splitlines()
    return [say(id) for id in ids if say(id) in lines]
