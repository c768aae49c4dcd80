"""A phone that nothing can be pushed to: it says so, offers its calendar instead, and shows what is due."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.app.flows import arrive, daily_check, go_back, open_journal
from tests.app.nudging import a_zone_where_it_is_evening, check_of_yesterday, deny, open_nudges
from tests.app.phones import PIXEL, Chromium, tap, wait_for, wait_until
from tests.app.said import say
from tests.app.test_axe import seen_in_every_look
from tests.house.content import content


@pytest.fixture
def evening(browser: Any) -> Iterator[Chromium]:
    zone = a_zone_where_it_is_evening(datetime.now(UTC))
    one = Chromium(browser.new_context(**PIXEL, timezone_id=zone).new_page())
    yield one
    one.close()


def test_what_is_due_stands_on_the_start_screen(evening: Chromium, origin: str, tmp_path: Path) -> None:
    arrive(evening, origin)
    check_of_yesterday(evening)
    open_journal(evening)

    open_nudges(evening)
    wait_for(evening, say("nudges.why.no-account"))
    deny(evening)
    open_nudges(evening)
    wait_for(evening, say("nudges.why.denied"))
    calendar = calendar_instead(evening, tmp_path)
    tap(evening, say("tabs.today"))
    wait_for(evening, say("nudges.due"))
    assert list(seen_in_every_look(evening.page)) == []
    tap(evening, say("nudge.text.check"))
    wait_until(evening, "return location.pathname === '/check/daily'", wanted="today's check")
    go_back(evening)
    daily_check(evening)

    wait_until(
        evening,
        "return !document.body.innerText.includes(given[0])",
        say("nudges.due"),
        wanted="nothing that is due",
    )
    (event,) = calendar.walk("VEVENT")
    assert event["SUMMARY"] == say("nudges.calendar.title")
    assert event["DTSTART"].dt.strftime("%H:%M") == "18:30"
    assert event["RRULE"]["BYDAY"] == ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]
    assert event["RRULE"]["UNTIL"][0] - event["DTSTART"].dt == timedelta(days=365)
    unfitting = content("consultations.json")["calendar"]["unfitting"]
    told = calendar.to_ical().decode().replace("PRODID:-//Plumbline//", "").lower()
    assert [word for word in unfitting if word in told] == []


def calendar_instead(phone: Chromium, folder: Path) -> Calendar:
    """The file that the phone's calendar takes, as a standard parser reads it."""
    with phone.page.expect_download() as coming:
        tap(phone, say("consult.calendar.put"))
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    wait_for(phone, say("consult.calendar.done"))
    return Calendar.from_ical(file.read_bytes())
