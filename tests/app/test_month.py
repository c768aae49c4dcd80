"""The month, from unlocking to its numbers: those that Python finds, in words, tables and one picture."""

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from sync.trends import ANSWERS_MIN
from tests.app.consulting import at_consult, choose_in
from tests.app.flows import arrive, daily_check, go_back, lock, type_into
from tests.app.looking_back import LAST_MONTH, open_month, open_part, rows_by_title, with_the_year
from tests.app.phones import PIXEL, Chromium, tap, wait_for, wait_until
from tests.app.said import say
from tests.app.screens_of_leaving import gone, letting_go
from tests.app.test_axe import seen_in_every_look
from tests.app.test_keyboard import Keyboard
from tests.sync.a_year import NUMBERS

MONTHS = json.loads(NUMBERS.read_bytes())["months"]
JULY, NOVEMBER = MONTHS[7], MONTHS[-1]
HAS_LOADED_UPLOT = """const loaded = performance.getEntriesByType('resource')
return loaded.some(({ name }) => /uPlot/.test(name))"""
PARTS = ("trends", "compare", "quarter", "year")


def title_of(domain: str) -> str:
    return say("month.own") if domain == "own" else say(f"domain.{domain}.title")


def cells_of(month: Any, domain: str) -> list[str]:
    """A row of a trend's table, its month left out."""
    if month["checks"] == 0:
        return [say("month.table.gap"), "", ""]
    found = month["domains"].get(domain, {"tally": [0, 0, 0, 0], "of-100": None})
    tally, share = found["tally"], found["of-100"]
    if share is None:
        return [str(sum(tally)), say("month.too-few"), ""]
    return [str(sum(tally)), str(tally[2] + tally[3]), str(share)]


def hard_of(month: Any, domain: str) -> str:
    """What the year's picture says aloud."""
    if month["checks"] == 0:
        return say("month.year.gap")
    answers, hard, share = cells_of(month, domain)
    return hard if not share else say("month.hard", hard=hard, answers=answers)


def test_the_months_numbers_are_those_of_python(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)

    open_month(phone)
    wait_for(phone, LAST_MONTH)
    shown = phone.page.locator("main").inner_text()
    checks = say("month.checks.other", count=NOVEMBER["checks"])
    days = phone.page.locator("td.checked").count()
    care = rows_by_title(phone)[say("month.care")]
    open_part(phone, "trends")
    wait_for(phone, say("domain.boundaries.title"))
    trends = rows_by_title(phone)
    go_back(phone)
    open_part(phone, "year")
    wait_for(phone, say("month.year.title", year=2026))
    picture = phone.page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map((row) =>"
        " [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim()))"
    )

    assert say("month.checks", checks=checks, days=say("month.days.other", count=days)) in shown
    assert days == len(NOVEMBER["days"])
    assert [row[1] for row in care] == [str(month["sessions"]) for month in MONTHS[-3:]]
    minutes = say("consult.minutes.other", count=NOVEMBER["talks"]["minutes"])
    talks = say("month.talks.count.other", count=NOVEMBER["talks"]["count"])
    assert say("month.talks.sum", talks=talks, minutes=minutes) in shown
    counted = NOVEMBER["supervision"]["BACP"]["counted"] * 10 // 60 / 10
    assert say("month.hours", body="BACP", counted=counted, asks="1.5") in shown
    domains = [domain for month in MONTHS for domain in month["domains"]]
    assert set(trends) == {title_of(domain) for domain in domains}
    for domain in set(domains):
        rows = [row[1:] for row in trends[title_of(domain)]]
        assert rows == [cells_of(month, domain) for month in MONTHS], domain
    order = [
        domain for title in phone.page.locator("ol li").all_inner_texts()
        for domain in set(domains) if title_of(domain) == title
    ]  # fmt: skip
    assert len(order) == 9
    # The calendar's year begins in January, which is the second of the twelve.
    assert picture[:11] == [[hard_of(month, domain) for domain in order] for month in MONTHS[1:]]
    assert picture[11] == [say("month.year.gap")] * 9


def test_a_trend_is_drawn_and_said_in_a_sentence(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)
    open_month(phone)
    assert not phone.script(HAS_LOADED_UPLOT)

    open_part(phone, "trends")

    canvases = phone.page.locator("[aria-hidden=true] canvas")
    expect(canvases).to_have_count(9)
    is_drawn = """const canvas = document.querySelector('canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return data.some((value) => value > 0)"""
    wait_until(phone, is_drawn, wanted="something drawn")
    found = NOVEMBER["domains"]["confidentiality"]
    hard, answers = found["tally"][2] + found["tally"][3], sum(found["tally"])
    said = say("month.trend.now", month=LAST_MONTH, hard=hard, answers=answers, share=found["of-100"])
    wait_for(phone, f"{said} {say('month.trend.harder')}")


def test_a_gap_is_told_as_a_gap_and_nothing_more(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)
    open_month(phone)

    for _ in range(3):
        tap(phone, say("month.earlier"))
    wait_for(phone, "August 2026")
    wait_for(phone, say("month.none"))
    tap(phone, say("month.earlier"))
    wait_for(phone, "July 2026")

    open_part(phone, "trends")
    few = sum(JULY["domains"]["cultural-sensitivity"]["tally"])
    assert 1 < few < ANSWERS_MIN
    wait_for(phone, say("month.trend.few.other", month="July 2026", count=few))
    go_back(phone)
    wait_for(phone, "July 2026")
    assert phone.script("return location.pathname + document.title") == "/monthMonth · Plumbline"


def test_a_goal_and_a_body_are_set_and_kept(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_month(phone)
    assert "BACP" not in phone.page.locator("main").inner_text()

    tap(phone, say("month.goal.title"))
    type_into(phone, "#goal-minutes", "1441")
    choose_in(phone, "#goal-body", "BACP")
    tap(phone, say("month.goal.keep"))
    wait_for(phone, say("month.goal.fault"))
    type_into(phone, "#goal-minutes", "120")
    tap(phone, say("month.goal.keep"))

    wait_for(phone, say("month.goal.against", minutes=0, goal=say("consult.minutes.other", count=120)))
    wait_for(phone, say("month.hours", body="BACP", counted=0, asks="1.5"))
    lock(phone)
    open_month(phone)
    wait_for(phone, say("month.hours", body="BACP", counted=0, asks="1.5"))


def test_a_group_is_asked_how_many_it_was(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.already"))
    wait_for(phone, say("consult.log-it.save"))
    assert phone.page.locator("#consult-members").count() == 0
    choose_in(phone, "#consult-kind", "peer-group")
    type_into(phone, "#consult-minutes", "90")
    tap(phone, say("domain.boundaries.title"))
    tap(phone, say("consult.log.de-identified"))

    type_into(phone, "#consult-members", "100")
    tap(phone, say("consult.log-it.save"))
    wait_for(phone, say("consult.unfit.not-possible"))
    type_into(phone, "#consult-members", "6")
    tap(phone, say("consult.log-it.save"))
    wait_for(phone, say("entry.amend"))
    open_month(phone)
    tap(phone, say("month.goal.title"))
    choose_in(phone, "#goal-body", "BACP")
    tap(phone, say("month.goal.keep"))

    # 90 by 6 is a quarter of an hour: what is less than a tenth is let go.
    wait_for(phone, say("month.hours", body="BACP", counted="0.2", asks="1.5"))


def test_a_locked_month_tells_nothing(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)

    phone.open(origin + "/month/year")
    wait_for(phone, say("month.locked"))
    locked = phone.page.locator("main").inner_text()

    assert re.search(r"\d", locked) is None
    assert say("month.calendar") not in locked


def test_the_month_is_walked_by_keyboard(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)
    open_month(phone)
    keyboard = Keyboard(phone)

    keyboard.go(say("month.earlier"))
    wait_for(phone, "October 2026")
    keyboard.go(say("month.year"))
    wait_for(phone, say("month.year.title", year=2026))
    keyboard.go("Mar")

    wait_for(phone, say("month.calendar"))
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("March 2026")


def test_charts_are_read_by_keyboard_and_by_ear(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)
    open_month(phone)
    keyboard = Keyboard(phone)
    calendar = heard(phone, say("month.calendar"))

    keyboard.go(say("month.trends"))
    wait_for(phone, say("domain.boundaries.title"))
    boundaries = say("domain.boundaries.title")
    keyboard.go(f"{say('month.table.show')} {boundaries}")
    trend = heard(phone, boundaries)
    go_back(phone)
    wait_for(phone, say("month.calendar"))
    keyboard.go(say("month.year"))
    wait_for(phone, say("month.year.title", year=2026))
    year = phone.page.get_by_role("table").aria_snapshot()

    busiest, checks = max(NOVEMBER["days"].items(), key=lambda one: one[1])
    assert f"{int(busiest[8:])} November: {checks} checks" in calendar
    answers, hard, share = cells_of(NOVEMBER, "boundaries")
    said = say("month.trend.now", month=LAST_MONTH, hard=hard, answers=answers, share=share)
    assert said in trend
    assert f'- row "Nov 2026 {answers} {hard} {share}"' in trend
    assert f'- row "Aug 2026 {say("month.table.gap")}' in trend
    assert "img" not in trend + year, "what is drawn is read as well, and says nothing"
    assert f'- columnheader "{boundaries}"' in year
    assert f'- row "Nov 2026 {hard_of(NOVEMBER, "confidentiality")}' in year


def heard(phone: Chromium, title: str) -> str:
    """What a screen reader is given of the card with that title."""
    heading = phone.page.get_by_role("heading", name=title, exact=True)
    return phone.page.locator("section", has=heading).aria_snapshot()


def test_a_purged_month_keeps_its_numbers(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)
    open_month(phone)
    tap(phone, say("month.goal.title"))
    choose_in(phone, "#goal-body", "BACP")
    tap(phone, say("month.goal.keep"))
    wait_for(phone, say("month.hours.note"))

    for _ in chain(letting_go(phone), gone(phone)):
        pass  # it ends at February

    page = phone.page
    february = MONTHS[2]
    checks = say("month.checks.other", count=february["checks"])
    expect(page.locator("h1 + p")).to_have_text(checks)
    expect(page.get_by_text(say("month.calendar"))).to_have_count(0)
    expect(page.get_by_text(say("month.signals.purged"))).to_be_visible()
    counted = february["supervision"]["BACP"]["counted"] * 10 // 60 / 10
    expect(page.get_by_text(say("month.hours", body="BACP", counted=counted, asks="1.5"))).to_be_visible()
    assert rows_by_title(phone)[say("month.care")][-1][1] == say("month.care.not-kept")


@pytest.mark.promise(8)
def test_axe_finds_nothing_in_a_whole_year(browser: Any, origin: str, tmp_path: Path) -> None:
    phone = Chromium(browser.new_context(**PIXEL, reduced_motion="reduce").new_page())
    with_the_year(phone, origin, tmp_path)
    open_month(phone)

    found = [f"month, {what}" for what in seen_in_every_look(phone.page)]
    for part in PARTS:
        open_part(phone, part)
        wait_for(phone, say("month.earlier"))
        found += [f"{part}, {what}" for what in seen_in_every_look(phone.page)]
        go_back(phone)
        wait_for(phone, say("month.calendar"))
    for name, page in chain(letting_go(phone), gone(phone)):
        found += [f"{name}, {what}" for what in seen_in_every_look(page)]

    phone.close()
    assert not found, "\n".join(found)
