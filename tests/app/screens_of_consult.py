"""The screens between a signal and a consultation, one after the other, with the journal open."""

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.app.consulting import add_person, choose_in, open_people, save_strong_pull
from tests.app.flows import go_back, type_into
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

Screens = Iterator[tuple[str, Page]]


def consulting(phone: Chromium) -> Screens:
    """From any room of an open journal to Today."""
    save_strong_pull(phone)
    yield from people(phone)
    yield from planning(phone)
    yield from logging(phone)
    yield from thinking_through(phone)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("today.open"))


def people(phone: Chromium) -> Screens:
    page = phone.page
    open_people(phone)
    wait_for(phone, say("people.none-shipped"))
    yield "people to call, nobody yet", page
    page.get_by_role("button", name=say("people.add")).first.click()
    tap(phone, say("people.save"))
    wait_for(phone, say("consult.unfit.phone.missing"))
    yield "people to call, a form with a fault", page
    tap(phone, say("consult.later"))
    add_person(phone, "supervisor", "Kim", "+49 30 123456")
    yield "people to call", page
    tap(phone, say("entry.remove"))
    wait_for(phone, say("people.removed", name="Kim"))
    yield "people to call, one removed", page
    tap(phone, say("journal.undo"))
    wait_for(phone, "+49 30 123456")


def planning(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("tabs.consult"))
    wait_for(phone, say("worksheet.title"))
    yield "consult", page
    tap(phone, say("consult.plan"))
    wait_for(phone, say("rule.strong-pull.title"))
    yield "consult, a plan", page
    type_into(phone, "#consult-agenda-question", "What do I owe Anna Kowalski?")
    wait_for(phone, say("note.findings"))
    type_into(phone, "#consult-when", "")
    tap(phone, say("consult.plan.save"))
    wait_for(phone, say("consult.unfit.when.missing"))
    yield "consult, a plan with a fault", page
    type_into(phone, "#consult-when", "2030-01-07")
    type_into(phone, "#consult-agenda-question", "What do I owe here?")
    tap(phone, say("consult.plan.save"))
    wait_for(phone, say("consult.calendar.put"))
    yield "consult, planned", page
    go_back(phone)
    wait_for(phone, say("consult.planned"))
    yield "consult, with a plan", page


def logging(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("consult.already"))
    wait_for(phone, say("consult.log-it.save"))
    tap(phone, say("consult.log-it.save"))
    wait_for(phone, say("consult.unfit.missing"))
    yield "consult, a log with a fault", page
    choose_in(phone, "#consult-kind", "peer")
    tap(phone, say("consult.log-it.more"))
    type_into(phone, "#consult-action", "Say it in supervision.")
    yield "consult, a log with more", page
    if page.locator("#consult-domains input:checked").count() == 0:
        tap(phone, say("domain.boundaries.title"))
    tap(phone, say("consult.log.de-identified"))
    tap(phone, say("consult.log-it.save"))
    wait_for(phone, say("consult.tell-outcome"))
    yield "consult, logged", page
    tap(phone, say("entry.remove"))
    wait_for(phone, say("consult.removed"))
    yield "consult, removed", page
    tap(phone, say("journal.undo"))
    wait_for(phone, say("consult.tell-outcome"))
    go_back(phone)
    wait_for(phone, say("consult.log"))
    yield "consult, with a log", page


def thinking_through(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("worksheet.title"))
    wait_for(phone, say("worksheet.begin"))
    yield "worksheets, none yet", page
    tap(phone, say("worksheet.begin"))
    type_into(phone, "#consult-step-name-it", "Whether to go on with this work.")
    yield "worksheet, a step", page
    tap(phone, say("worksheet.overview"))
    wait_for(phone, say("worksheet.finish"))
    yield "worksheet, the whole", page
    tap(phone, say("worksheet.finish"))
    wait_for(phone, say("worksheet.reopen"))
    go_back(phone)
    wait_for(phone, say("worksheet.begin"))
    yield "worksheets", page


def consult_locked(phone: Chromium) -> Screens:
    """On a locked phone: what Consult and People to call show then."""
    tap(phone, say("tabs.consult"))
    wait_for(phone, say("consult.locked"))
    yield "consult, locked", phone.page
    tap(phone, say("people.title"))
    wait_for(phone, say("people.locked"))
    yield "people to call, locked", phone.page
