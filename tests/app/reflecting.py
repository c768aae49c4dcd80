"""What a person does to look back in words: a reflection, a brief and a record, each in one call."""

import re

from playwright.sync_api import Locator, expect

from tests.app.looking_back import open_month
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

SURPRISED = "general-surprised"


def open_reflection(phone: Chromium) -> None:
    """From any room to the reflection of the month that is looked at."""
    open_month(phone)
    tap(phone, say("reflect.title"))
    expect(phone.page.get_by_label(say("reflect.minutes"))).to_be_visible()


def field_of(phone: Chromium, prompt: str = SURPRISED) -> Locator:
    """Where a prompt is answered."""
    return phone.page.locator(f"#consult-prompt-{prompt}")


def write_to(phone: Chromium, text: str, prompt: str = SURPRISED) -> None:
    """Type, and go on to the next field: what was written is in the journal then."""
    field_of(phone, prompt).fill(text)
    phone.page.get_by_label(say("reflect.minutes")).focus()
    expect(field_of(phone, prompt)).to_have_value(text)


def leave_reflection(phone: Chromium) -> None:
    tap(phone, say("reflect.done"))
    wait_for(phone, say("month.calendar"))


def open_brief(phone: Chromium) -> None:
    open_month(phone)
    tap(phone, say("brief.title"))
    expect(phone.page.locator("#brief-page")).to_be_visible()


def pick(phone: Chromium, what: str) -> None:
    """Tick what begins with these words."""
    phone.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(what)}")).check()


def open_record(phone: Chromium) -> None:
    open_month(phone)
    tap(phone, say("record.title"))
    wait_for(phone, say("record.preview"))
