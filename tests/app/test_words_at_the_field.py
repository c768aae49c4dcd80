"""What a plan and a log still need is said at the field, in words that help, with the keyboard put there."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.app.consulting import choose_in, open_consult
from tests.app.flows import arrive, daily_check, type_into
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

TODAY = datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("day", "told"),
    [("", "missing"), ((TODAY - timedelta(days=2)).isoformat(), "passed"), ("2016-01-04", "passed")],
    ids=["no day", "two days ago", "ten years ago"],
)
def test_a_plan_is_for_a_day_to_come(phone: Chromium, origin: str, day: str, told: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.plan"))
    type_into(phone, "#consult-when", day)

    tap(phone, say("consult.plan.save"))

    expect(phone.page.locator("#consult-when-fault")).to_have_text(say(f"consult.unfit.when.{told}"))
    expect(phone.page.locator("#consult-when")).to_be_focused()
    type_into(phone, "#consult-when", (TODAY + timedelta(days=7)).isoformat())
    expect(phone.page.locator("#consult-when-fault")).to_have_count(0)
    tap(phone, say("consult.plan.save"))
    wait_for(phone, say("consult.calendar.put"))


def test_a_plan_without_its_hour_says_so_there(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.plan"))
    type_into(phone, "#consult-time", "")

    tap(phone, say("consult.plan.save"))

    expect(phone.page.locator("#consult-time-fault")).to_have_text(say("consult.unfit.when.missing"))
    expect(phone.page.locator("#consult-time")).to_be_focused()


@pytest.mark.parametrize("minutes", ["0", "1441", "half an hour", "12.5", "-10"])
def test_minutes_that_are_none_are_told_with_their_bounds(phone: Chromium, origin: str, minutes: str) -> None:
    at_consult(phone, origin)
    with_a_log(phone)
    type_into(phone, "#consult-minutes", minutes)

    tap(phone, say("consult.log-it.save"))

    expect(phone.page.locator("#consult-minutes-fault")).to_have_text(
        say("consult.unfit.minutes.not-possible")
    )
    expect(phone.page.locator("#consult-minutes")).to_be_focused()


def test_what_has_not_been_yet_cannot_be_logged(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    with_a_log(phone)
    type_into(phone, "#consult-date", (TODAY + timedelta(days=2)).isoformat())
    type_into(phone, "#consult-minutes", "1440")

    tap(phone, say("consult.log-it.save"))
    expect(phone.page.locator("#consult-date-fault")).to_have_text(say("consult.unfit.date.not-possible"))
    expect(phone.page.locator("#consult-date")).to_be_focused()
    type_into(phone, "#consult-date", (TODAY - timedelta(days=1)).isoformat())
    tap(phone, say("consult.log-it.save"))

    wait_for(phone, say("entry.amend"))
    wait_for(phone, "1,440 minutes")


def at_consult(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_consult(phone)


def with_a_log(phone: Chromium) -> None:
    """All that it needs, but not saved."""
    tap(phone, say("consult.already"))
    choose_in(phone, "#consult-kind", "peer")
    tap(phone, say("domain.boundaries.title"))
    tap(phone, say("consult.log.de-identified"))
