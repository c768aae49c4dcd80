"""Vectors of PROTOCOL 4.1: the clock."""

from collections.abc import Iterator

from tests.sync.a_vector import Named, fails, succeeds
from tests.sync.seeded import (
    AT,
)

LATER = "2026-11-23T21:43:44.124Z-0000"
NOW_MS = 1795470224123


def vectors() -> Iterator[Named]:
    yield from ticks()
    yield from ends_of_time()
    yield from meetings()
    yield from readings()


def ticks() -> Iterator[Named]:
    for how, last, now, at in (
        ("goes_with_the_time", AT, NOW_MS + 1, LATER),
        ("stays_when_the_time_stays", AT, NOW_MS, "2026-11-23T21:43:44.123Z-0001"),
        (
            "stays_when_the_time_steps_back",
            "2026-11-23T21:43:44.123Z-00ff",
            0,
            "2026-11-23T21:43:44.123Z-0100",
        ),
        ("carries_a_full_count", "2026-11-23T21:43:44.123Z-ffff", 0, LATER),
        ("carries_into_the_year", "2026-12-31T23:59:59.999Z-ffff", 0, "2027-01-01T00:00:00.000Z-0000"),
        ("leaves_the_count_behind", "2026-11-23T21:43:44.123Z-ffff", NOW_MS + 1, LATER),
        ("reaches_the_last_year", AT, 253402300799999, "9999-12-31T23:59:59.999Z-0000"),
        (
            "counts_in_the_last_millisecond",
            "9999-12-31T23:59:59.999Z-fffe",
            0,
            "9999-12-31T23:59:59.999Z-ffff",
        ),
    ):
        why = "later than the last, and not before the time"
        yield succeeds(f"clock_{how}", "4.1", "hlc_tick", why, {"last": last, "now_ms": now}, {"at": at})


def ends_of_time() -> Iterator[Named]:
    yield fails(
        "clock_past_its_end",
        "4.1",
        "hlc_tick",
        "malformed-change",
        "there is no year 10000",
        {"last": "9999-12-31T23:59:59.999Z-ffff", "now_ms": 0},
    )
    yield fails(
        "clock_of_year_10000",
        "4.1",
        "hlc_tick",
        "malformed-change",
        "there is no year 10000",
        {"last": AT, "now_ms": 253402300800000},
    )


def meetings() -> Iterator[Named]:
    tomorrow, after = "2026-11-24T21:43:44.123Z-ffff", "2026-11-24T21:43:44.124Z-0000"
    for how, other, now, at in (
        ("later", LATER, NOW_MS, LATER),
        ("earlier", "2020-02-29T00:00:00.000Z-ffff", NOW_MS, AT),
        ("same", AT, NOW_MS, AT),
        ("one_a_day_ahead", tomorrow, NOW_MS, tomorrow),
        ("none_further_ahead", after, NOW_MS, AT),
        ("none_while_its_own_time_is_wrong", LATER, 0, AT),
    ):
        given = {"last": AT, "other": other, "now_ms": now}
        yield succeeds(
            f"clock_meets_{how}", "4.1", "hlc_meet", "the later, a day ahead at most", given, {"at": at}
        )


def readings() -> Iterator[Named]:
    for how, text, time_ms, count in (
        ("", "2026-11-23T21:43:44.123Z-00ab", NOW_MS, 0xAB),
        ("_of_a_leap_day", "2024-02-29T00:00:00.000Z-0000", 1709164800000, 0),
        ("_at_the_first", "1970-01-01T00:00:00.000Z-0000", 0, 0),
        ("_at_the_last", "9999-12-31T23:59:59.999Z-ffff", 253402300799999, 0xFFFF),
    ):
        gives = {"time_ms": time_ms, "count": count}
        yield succeeds(f"clock_read{how}", "4.1", "hlc_parse", "milliseconds and count", {"at": text}, gives)
    for how, text in {
        "of_30_february": "2026-02-30T00:00:00.000Z-0000",
        "of_no_leap_day": "2023-02-29T00:00:00.000Z-0000",
        "at_24_hours": "2026-11-23T24:00:00.000Z-0000",
        "at_a_leap_second": "2016-12-31T23:59:60.000Z-0000",
        "before_1970": "1969-12-31T23:59:59.999Z-0000",
        "without_milliseconds": "2026-11-23T21:43:44Z-0000",
        "with_microseconds": "2026-11-23T21:43:44.123456Z-0000",
        "with_an_offset": "2026-11-23T21:43:44.123+00:00-0000",
        "with_capital_digits": "2026-11-23T21:43:44.123Z-00AB",
        "with_three_digits": "2026-11-23T21:43:44.123Z-000",
        "with_five_digits": "2026-11-23T21:43:44.123Z-00000",
        "with_a_newline": "2026-11-23T21:43:44.123Z-0000\n",
        "with_arabic_digits": "\u0662\u0660\u0662\u0666-11-23T21:43:44.123Z-0000",
        "with_a_small_t": "2026-11-23t21:43:44.123z-0000",
        "empty": "",
    }.items():
        yield fails(f"clock_{how}", "4.1", "hlc_parse", "malformed-change", "one form only", {"at": text})
