"""The screens of the room of months, one after the other, with the journal open; and the locked one."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.app.flows import go_back
from tests.app.looking_back import open_month, open_part
from tests.app.phones import Chromium, tap, wait_for
from tests.app.reflecting import field_of, open_brief, open_record, open_reflection, pick
from tests.app.said import say

Screens = Iterator[tuple[str, Page]]


def looking_back(phone: Chromium) -> Screens:
    """From any room of an open journal to Today."""
    page = phone.page
    open_month(phone)
    yield "month", page
    for part in ("trends", "compare", "quarter", "year"):
        open_part(phone, part)
        wait_for(phone, say("month.earlier"))
        yield f"month, {part}", page
        go_back(phone)
        wait_for(phone, say("month.calendar"))
    tap(phone, say("month.goal.title"))
    page.locator("#goal-minutes").fill("0")
    tap(phone, say("month.goal.keep"))
    wait_for(phone, say("month.goal.fault"))
    yield "month, a goal with a fault", page
    page.locator("#goal-minutes").fill("90")
    page.locator("#goal-body").select_option("BACP")
    tap(phone, say("month.goal.keep"))
    wait_for(phone, say("month.hours.note"))
    yield "month, with a goal", page
    yield from in_words(phone)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.open"))


def in_words(phone: Chromium) -> Screens:
    """A reflection on the month and on the year, a brief and a record; from Month, and back to it."""
    page = phone.page
    open_reflection(phone)
    field_of(phone).fill("Tired after Anna Kowalski's hour.")
    wait_for(phone, say("note.findings"))
    yield "month, a reflection that points to a client", page
    tap(phone, say("reflect.year"))
    wait_for(phone, say("reflect.year.months"))
    yield "month, a reflection on the year", page
    open_brief(phone)
    pick(phone, say("consult.about.boundaries"))
    yield "month, a brief", page
    open_record(phone)
    for folded in page.locator("summary").all():
        folded.click()
    yield "month, a record", page
    go_back(phone)
    wait_for(phone, say("month.calendar"))


def month_locked(phone: Chromium) -> Screens:
    """On a locked phone."""
    tap(phone, say("tabs.month"))
    wait_for(phone, say("month.locked"))
    yield "month, locked", phone.page
