"""A checklist changed by its person: by the screens, in Chromium."""

from playwright.sync_api import Locator

from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import CHECKLISTS, say

DAILY = CHECKLISTS["daily"]["item"]


def open_checklists(phone: Chromium) -> None:
    """From any room to Settings, Checklists."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("settings.checklists"))
    wait_for(phone, say("own.add.text"))


def change(phone: Chromium, title: str) -> None:
    """From Checklists, in an open journal: to the questions of one."""
    button(phone, say("own.edit.which", name=title)).click()
    wait_for(phone, say("own.edit.sub"))


def change_daily(phone: Chromium) -> None:
    open_checklists(phone)
    change(phone, say("check.title.daily"))


def button(phone: Chromium, spoken: str) -> Locator:
    return phone.page.get_by_role("button", name=spoken, exact=True)


def questions(phone: Chromium) -> list[str]:
    """Of the checklist that is being changed, in their order."""
    return phone.page.locator("li .text").all_inner_texts()


def reword(phone: Chromium, question: str, text: str) -> None:
    button(phone, say("own.edit.which", name=question)).click()
    phone.page.get_by_label(say("own.edit.text"), exact=True).fill(text)
    tap(phone, say("own.edit.done"))
    wait_for(phone, say("own.edit.sub"))


def add_question(phone: Chromium, text: str, calm: str, low: str) -> None:
    """With two answers; the second asks to talk it over."""
    page = phone.page
    tap(phone, say("own.edit.add"))
    page.get_by_label(say("own.edit.text"), exact=True).fill(text)
    for at, answer in enumerate((calm, low)):
        page.get_by_label(say("own.edit.answer.text"), exact=True).nth(at).fill(answer)
    page.get_by_label(say("own.edit.level"), exact=True).nth(1).select_option("consult")
    tap(phone, say("own.edit.done"))
    wait_for(phone, say("own.edit.sub"))


def keep(phone: Chromium) -> None:
    tap(phone, say("own.edit.keep"))
    wait_for(phone, say("own.came"))


def asked(phone: Chromium) -> list[str]:
    """What a check on the screen asks, without the domain above each."""
    legends = phone.page.locator("fieldset legend:has(.above)")
    return [said.splitlines()[-1] for said in legends.all_inner_texts()]
