"""What a plan and a log still need is said at the field, in words that help, with the keyboard put there."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.app.consulting import at_consult, choose_in
from tests.app.flows import type_into
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say

TODAY = datetime.now(UTC).date()


NO_PLAN = {
    ("#consult-time", ""): "when.missing",
    ("#consult-when", ""): "when.missing",
    ("#consult-when", (TODAY - timedelta(days=2)).isoformat()): "when.passed",
    ("#consult-when", "2016-01-04"): "when.passed",
}
NO_MINUTES = ["0", "1441", "half an hour", "12.5", "-10"]


def test_a_plan_is_for_an_hour_to_come(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    tap(phone, say("consult.plan"))
    wait_for(phone, say("consult.plan.save"))
    time = phone.page.locator("#consult-time").input_value()

    for (field, written), told in NO_PLAN.items():
        type_into(phone, field, written)
        tap(phone, say("consult.plan.save"))
        must_be_told_at(phone, field, told)
        type_into(phone, "#consult-time", time)
        type_into(phone, "#consult-when", (TODAY + timedelta(days=7)).isoformat())
        expect(phone.page.locator(f"{field}-fault")).to_have_count(0)

    tap(phone, say("consult.plan.save"))
    wait_for(phone, say("consult.calendar.put"))


def test_minutes_that_are_none_are_told_with_their_bounds(phone: Chromium, origin: str) -> None:
    at_consult(phone, origin)
    with_a_log(phone)

    for written in NO_MINUTES:
        type_into(phone, "#consult-minutes", written)
        expect(phone.page.locator("#consult-minutes-fault")).to_have_count(0)
        tap(phone, say("consult.log-it.save"))
        must_be_told_at(phone, "#consult-minutes", "minutes.not-possible")


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


def must_be_told_at(phone: Chromium, field: str, what: str) -> None:
    """The words stand at the field, and the keyboard is there."""
    expect(phone.page.locator(f"{field}-fault")).to_have_text(say(f"consult.unfit.{what}"))
    expect(phone.page.locator(field)).to_be_focused()


def with_a_log(phone: Chromium) -> None:
    """All that it needs, but not saved."""
    tap(phone, say("consult.already"))
    choose_in(phone, "#consult-kind", "peer")
    tap(phone, say("domain.boundaries.title"))
    tap(phone, say("consult.log.de-identified"))
