"""What is printed: all that was written, dark on white in either light, and nothing that was noticed."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.consulting import at_consult, choose_in, log_talk, open_consult, save_strong_pull
from tests.app.flows import arrive, type_into
from tests.app.leaving import to_settings
from tests.app.looking_back import open_month, open_part, with_the_year
from tests.app.noticing import title_of
from tests.app.phones import PIXEL, Chromium, tap, wait_for, wait_until
from tests.app.reflecting import open_record, open_reflection, write_to
from tests.app.said import say
from tests.sync.a_year import YEAR

LEARNED = "To say it sooner, and to whom."
# All that is seen of a colour: how bright it is, 0 to 255.
DARKEST = """const seen = [...document.querySelectorAll('#app *')].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
return seen.map((one) => Math.max(...getComputedStyle(one).color.match(/\\d+/g).slice(0, 3).map(Number)))"""

BREAKS = """const rows = [...document.querySelectorAll('tbody tr')]
return [...new Set(rows.map((row) => getComputedStyle(row).breakInside))]"""
# How bright the line of the first chart is, 0 to 255: the strongest of its pixels that is not grey.
BRIGHTEST = """(() => {
  const canvas = document.querySelector('canvas')
  if (!canvas) return 0
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  let brightest = 0
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, alpha] = data.slice(at, at + 4)
    if (alpha === 255 && green - red > 40) brightest = Math.max(brightest, green)
  }
  return brightest
})()"""


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


def test_a_journal_prints_as_pages_of_its_months(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)
    open_reflection(phone)
    write_to(phone, LEARNED)
    to_settings(phone, say("settings.leave"))
    tap(phone, say("leave.pages.row"))
    choose_in(phone, "#pages-first", "2026-10")

    wait_for(phone, "October 2026 to November 2026")
    on_paper = printed(phone)

    objects = json.loads(YEAR.read_bytes())["objects"]
    here = [one for one in objects["entry"].values() if one["day"] >= "2026-10-01"]
    assert phone.page.locator("article h4").count() == len(here) > 100
    notes = [one["note"]["text"] for one in here if "note" in one]
    assert all(on_paper.count(note) >= notes.count(note) for note in notes)
    talks = [one for one in objects["consultation"].values() if one.get("date", "") >= "2026-10-01"]
    assert phone.page.locator("section.talk").count() == len(talks) > 0
    assert LEARNED in on_paper
    assert left_over(on_paper) == []


def test_a_record_prints_as_an_uncut_table(at_night: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(at_night, origin, tmp_path)
    open_record(at_night)

    pages = re.findall(rb"/Type\s*/Page\b", at_night.page.pdf(format="A4"))
    on_paper = printed(at_night)

    objects = json.loads(YEAR.read_bytes())["objects"]
    days = [one["date"] for one in objects["consultation"].values() if "2026" in one.get("date", "")]
    assert [day for day in days if day not in on_paper] == []
    assert len(pages) >= 2
    assert at_night.script(BREAKS) == ["avoid"]
    assert left_over(on_paper) == []
    assert max(at_night.script(DARKEST)) < 110


def test_a_chart_is_drawn_for_paper_and_back(at_night: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(at_night, origin, tmp_path)
    open_month(at_night)
    open_part(at_night, "trends")
    wait_until(at_night, f"return ({BRIGHTEST}) > 100", wanted="a line that is seen at night")

    on_paper = at_night.script(
        f"""dispatchEvent(new Event('beforeprint'))
        await 0
        return {BRIGHTEST}"""
    )
    at_night.script("dispatchEvent(new Event('afterprint'))")

    assert on_paper < 110, "a line that paper would not show"
    wait_until(at_night, f"return ({BRIGHTEST}) > 100", wanted="a line that is seen at night")


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
