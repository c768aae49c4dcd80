"""The codes of ethics a person goes by: picked in Settings, and only their standards are named then."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.consulting import open_consult
from tests.app.flows import arrive, daily_check, type_into
from tests.app.noticing import (
    CONSULT,
    SLIP,
    check_with,
    lock_and_stay,
    raise_slip,
    title_of,
    unlock_to_today,
)
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.stored import rested
from tests.house.content import content

RULES = {rule["id"]: rule for rule in content("rules.json")["rules"]}
DRIFT = "boundary-drift"
CODES = content("codes.json")["codes"]
MINE = "NASW"


def named(code: str, rule: str = SLIP) -> list[str]:
    """The standards of a code that may be shown with a rule, each with its title."""
    standards = {number: CODES[code]["standards"][number] for number in RULES[rule]["references"][code]}
    return [
        f"{code} {number} · {one['title']}" for number, one in standards.items() if one["checked"] == "read"
    ]


def test_without_a_code_picked_all_are_named(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)

    raise_slip(phone)

    for code in ("APA", MINE):
        expect(phone.page.get_by_text(f"{code} ", exact=False).first).to_be_visible()
    expect(phone.page.get_by_text(named(MINE)[0])).to_have_count(0)


@pytest.mark.parametrize("is_open", [False, True], ids=["locked", "open"])
def test_only_the_standards_of_a_picked_code_are_named(phone: Chromium, origin: str, is_open: bool) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    pick(phone, MINE)
    tap(phone, say("tabs.today"))
    if not is_open:
        rested(phone)  # the copy that a locked phone reads is written after the journal
        lock_and_stay(phone)
        phone.page.reload()

    raise_slip(phone)

    expect(phone.page.get_by_text(named(MINE)[0])).to_be_visible()
    expect(phone.page.get_by_text("APA")).to_have_count(0)


def test_a_question_names_the_picked_code_only(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    pick(phone, "APA")
    tap(phone, say("tabs.today"))
    tap(phone, say("today.daily"))

    phone.page.locator("summary").first.click()

    expect(phone.page.get_by_text("APA 2.06 · Personal Problems and Conflicts")).to_be_visible()
    expect(phone.page.get_by_text("ACA ")).to_have_count(0)


def test_an_agenda_begins_with_the_picked_code(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    pick(phone, MINE)
    tap(phone, say("tabs.today"))
    check_with(phone, CONSULT)

    tap(phone, say("action.plan-consultation"))

    standards = phone.page.locator("#consult-agenda-standards")
    expect(standards).to_have_value(f"{MINE}: {', '.join(RULES[SLIP]['references'][MINE])}")


def test_picking_is_taken_back_and_stays_so(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    pick(phone, MINE)
    box(phone.page, MINE).uncheck()
    wait_for(phone, say("codes.all"))

    phone.page.reload()
    open_consult(phone)
    tap(phone, say("tabs.settings"))
    tap(phone, say("codes.title"))

    wait_for(phone, say("codes.all"))
    expect(box(phone.page, MINE)).not_to_be_checked()


def test_before_unlocking_no_code_is_told(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    phone.open(origin + "/settings/codes")
    wait_for(phone, say("codes.new"))
    tap(phone, say("tabs.today"))
    daily_check(phone)
    phone.open(origin + "/settings/codes")

    wait_for(phone, say("codes.locked"))

    expect(phone.page.get_by_role("checkbox")).to_have_count(0)


def test_a_worksheet_names_the_picked_code_only(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    pick(phone, MINE)
    tap(phone, say("tabs.today"))
    check_with(phone, {"daily-boundary": "hard-to-explain"})
    wait_for(phone, title_of(DRIFT))
    tap(phone, say("signal.more-ways"))
    tap(phone, say("action.decision-worksheet"))
    type_into(phone, "#consult-step-name-it", "What to tell them.")

    for step in ("facts", "who", "mine", "standards"):
        tap(phone, say("worksheet.next"))
        wait_for(phone, say(f"consult.step.{step}.title"))

    expect(phone.page.get_by_text(named(MINE, DRIFT)[0])).to_be_visible()
    expect(phone.page.get_by_text("APA ")).to_have_count(0)


def box(page: Page, code: str) -> Locator:
    return page.get_by_label(re.compile(rf"^\s*{code}\b"))


def pick(phone: Chromium, code: str) -> None:
    """From any room, the journal open."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("codes.title"))
    box(phone.page, code).check()
    wait_for(phone, say("codes.these"))
