"""Hybrid logical clock: order one writer's changes even when the phone's clock steps back (PROTOCOL 4.1).

Never reads the time: it is an argument, in milliseconds since 1970 UTC.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import NewType

from sync.problems import MalformedChange
from sync.sizes import AHEAD_MS_MAX, COUNT_MAX, TIME_MS_MAX

Hlc = NewType("Hlc", str)

ZERO = Hlc("1970-01-01T00:00:00.000Z-0000")
_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f]{4}", re.ASCII)
_START = datetime(1970, 1, 1, tzinfo=UTC)


def tick(last: Hlc, now_ms: int) -> Hlc:
    """The clock of the next change of this device: later than `last`, and not before `now_ms`."""
    time_ms, count = parse(last)
    if now_ms > time_ms:
        return write(now_ms, 0)
    if count == COUNT_MAX:
        return write(time_ms + 1, 0)
    return write(time_ms, count + 1)


def meet(last: Hlc, other: Hlc, now_ms: int) -> Hlc:
    """What to tick from after reading another device's change: the later, unless it is over a day ahead."""
    time_ms, _ = parse(other)
    return max(last, other) if time_ms <= now_ms + AHEAD_MS_MAX else last


def parse(text: str) -> tuple[int, int]:
    """Milliseconds since 1970 and the count. Raises MalformedChange on another form."""
    if not _FORM.fullmatch(text):
        raise MalformedChange("not a clock")
    try:
        time = datetime.strptime(text[:24], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        raise MalformedChange("no such time") from None
    time_ms = (time - _START) // timedelta(milliseconds=1)
    if time_ms < 0:
        raise MalformedChange("before 1970")
    return time_ms, int(text[25:], 16)


def write(time_ms: int, count: int) -> Hlc:
    """The clock as text. Raises MalformedChange when the time is outside the years 1970 to 9999."""
    if not 0 <= time_ms <= TIME_MS_MAX:
        raise MalformedChange("the clock has left the years 1970 to 9999")
    time = _START + timedelta(milliseconds=time_ms)
    return Hlc(f"{time:%Y-%m-%dT%H:%M:%S}.{time_ms % 1000:03}Z-{count:04x}")
