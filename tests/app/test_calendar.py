"""A plan's calendar file, opened by a standard parser: the right instant in each zone, nothing that tells."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from tests.house.content import catalogue, content
from tests.house.places import HOUSE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONES = (
    "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/St_Johns", "Asia/Kolkata",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Kiritimati",
    "America/Sao_Paulo", "UTC",
)  # fmt: skip
WHENS = ("2026-01-15T09:00", "2026-07-01T13:30", "2026-11-30T00:15", "2027-03-14T23:45", "2028-02-29T12:00")
# Around each zone's own changes: the hour before, the hour that comes twice, the hour after.
AT_CHANGES = (
    ("Europe/Berlin", "2026-03-29T01:30"), ("Europe/Berlin", "2026-03-29T03:00"),
    ("Europe/Berlin", "2026-10-25T01:59"), ("Europe/Berlin", "2026-10-25T02:30"),
    ("Europe/Berlin", "2026-10-25T03:00"), ("America/New_York", "2026-03-08T01:45"),
    ("America/New_York", "2026-11-01T01:15"), ("America/New_York", "2026-11-01T02:00"),
    ("Australia/Lord_Howe", "2026-04-05T01:45"), ("Australia/Lord_Howe", "2026-10-04T01:59"),
    ("Australia/Lord_Howe", "2026-10-04T02:30"), ("Africa/Casablanca", "2026-02-15T02:30"),
)  # fmt: skip
PLANS = [*((zone, when) for zone in ZONES for when in WHENS), *AT_CHANGES]


def a_plan(zone: str, when: str, title: str = "", length: int = 50) -> dict[str, Any]:
    return {
        "id": "0199f0aa-0000-7000-8000-000000000001",
        "revision": 2,
        "plan": {"when": when, "zone": zone, "length": length},
        "said": {"title": title, "neutral": "Appointment", "remindBefore": 30},
        "nowMs": int(NOW.timestamp() * 1000),
    }


def written_by_the_app(plans: list[dict[str, Any]]) -> list[str]:
    beside = Path(sys.executable).parent / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    assert node, "Node is missing: `make test` brings it"
    flags = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"]
    done = subprocess.run(
        [node, *flags, "tests/app/calendar.ts"],
        cwd=HOUSE, input=json.dumps(plans), capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    texts: list[str] = json.loads(done.stdout)
    return texts


@cache
def files() -> dict[tuple[str, str], str]:
    """All plans in one run of the app's code."""
    return dict(zip(PLANS, written_by_the_app([a_plan(*plan) for plan in PLANS]), strict=True))


def event_in(text: str) -> Event:
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def instant(local: str, zone: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(("zone", "when"), PLANS, ids="-".join)
def test_a_plan_opens_at_its_instant(zone: str, when: str) -> None:
    event = event_in(files()[zone, when])

    begin, end = event["DTSTART"].dt, event["DTEND"].dt

    assert event["DTSTART"].params.get("TZID") == zone or zone == "UTC"
    assert begin.replace(tzinfo=None).isoformat(timespec="minutes") == when
    assert begin.astimezone(UTC) == instant(when, zone)
    assert end.astimezone(UTC) - begin.astimezone(UTC) == timedelta(minutes=50)


@pytest.mark.parametrize(("zone", "when"), PLANS, ids="-".join)
def test_its_own_rules_tell_what_the_world_does(zone: str, when: str) -> None:
    """For a calendar that does not know the zone: the VTIMEZONE alone, by the hour, and by the week."""
    (timezone,) = Calendar.from_ical(files()[zone, when]).walk("VTIMEZONE")
    own = timezone.to_tz(lookup_tzid=False)
    away = [*range(-36, 36), *range(-24 * 350, 24 * 350, 24 * 7)]
    hours = [instant(when, zone) + timedelta(hours=hour) for hour in away]

    offsets = [hour.astimezone(own).utcoffset() for hour in hours]

    assert timezone["TZID"] == zone
    assert offsets == [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]


def test_an_end_in_the_hour_that_comes_twice_is_told() -> None:
    (text,) = written_by_the_app([a_plan("Europe/Berlin", "2026-10-25T02:30", length=60)])

    event = event_in(text)

    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert event["DTEND"].dt.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_is_left_out_moves_on() -> None:
    (text,) = written_by_the_app([a_plan("Europe/Berlin", "2026-03-29T02:30")])

    assert event_in(text)["DTSTART"].dt.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "title", ["", "Supervision", "About my client", "An hour, with \\ and ; and ünïcode 🙂" * 2]
)
def test_no_sensitive_word_reaches_a_calendar(title: str) -> None:
    (text,) = written_by_the_app([a_plan("Europe/Berlin", "2026-11-30T13:00", title)])

    event = event_in(text)
    (alarm,) = event.walk("VALARM")

    assert event["SUMMARY"] == alarm["DESCRIPTION"] == "Appointment"
    assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
    beginnings = [
        word for word in content("consultations.json")["calendar"]["unfitting"] if word != "plumbline"
    ]
    assert [word for word in beginnings if word in text.lower()] == []


def test_a_title_of_ones_own_survives_every_sign() -> None:
    title = "Tea; Kim, \\ room 2 · Übung 🙂"
    (text,) = written_by_the_app([a_plan("Europe/Berlin", "2026-11-30T13:00", title)])

    assert event_in(text)["SUMMARY"] == title
    assert event_in(text).walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-30)


def test_every_title_of_the_app_tells_nothing() -> None:
    titles = content("consultations.json")["calendar"]["titles"]
    said = [catalogue()[f"consult.calendar.{title}"] for title in titles]

    texts = written_by_the_app([a_plan("Asia/Kolkata", "2026-11-30T13:00", title) for title in said])

    assert [event_in(text)["SUMMARY"] for text in texts] == said


@pytest.mark.parametrize(("zone", "when"), PLANS[:1], ids="-".join)
def test_every_line_ends_and_folds_as_it_must(zone: str, when: str) -> None:
    lines = files()[zone, when].encode().split(b"\r\n")

    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
