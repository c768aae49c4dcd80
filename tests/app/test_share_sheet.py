"""An appointment goes to the share sheet of a phone that has one, and is downloaded where there is none."""

import pytest
from playwright.sync_api import expect

from tests.app.consulting import at_consult
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

# As a phone offers it: this browser has none here.
SHEET = """
window.shared = []
Navigator.prototype.canShare = ({ files }) => files.length === 1
Navigator.prototype.share = async ({ files: [file], ...more }) => {
  window.shared.push({ name: file.name, type: file.type, text: await file.text(), more: Object.keys(more) })
  if (window.closesSheet) throw new DOMException('the person closed it', 'AbortError')
}
"""


def test_a_plan_goes_to_the_share_sheet(phone: Chromium, origin: str) -> None:
    phone.page.add_init_script(SHEET)
    with_a_plan(phone, origin)

    tap(phone, say("consult.calendar.put"))

    wait_for(phone, say("consult.calendar.done"))
    (shared,) = phone.script("return window.shared")
    assert (shared["name"], shared["type"], shared["more"]) == ("appointment.ics", "text/calendar", [])
    assert shared["text"].startswith("BEGIN:VCALENDAR\r\n")


@pytest.mark.promise(8)
def test_a_closed_share_sheet_is_no_failure(phone: Chromium, origin: str) -> None:
    phone.page.add_init_script(SHEET + "window.closesSheet = true")
    with_a_plan(phone, origin)

    tap(phone, say("consult.calendar.put"))

    phone.page.wait_for_function("window.shared.length === 1")
    expect(phone.page.get_by_text(say("consult.calendar.done"))).to_have_count(0)
    expect(phone.page.get_by_role("alert")).to_have_count(0)


def test_without_a_share_sheet_it_is_downloaded(phone: Chromium, origin: str) -> None:
    with_a_plan(phone, origin)

    with phone.page.expect_download() as coming:
        tap(phone, say("consult.calendar.put"))

    assert coming.value.suggested_filename == "appointment.ics"
    wait_for(phone, say("consult.calendar.done"))


def with_a_plan(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.plan"))
    tap(phone, say("consult.plan.save"))
    wait_for(phone, say("consult.calendar.put"))
