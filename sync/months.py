"""Practice days and practice months, "2026-11-23" and "2026-11", by whole numbers. Pure."""

import re
from datetime import date
from typing import TypeGuard

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def is_day(value: object) -> TypeGuard[str]:
    """Whether this is a day that the calendar has."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_month(value: object) -> TypeGuard[str]:
    """Whether this is a month, "2026-11"."""
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None


def month_of(day: str) -> str:
    """The month of a day."""
    return day[:7]


def months_away(month: str, count: int) -> str:
    """The month that many months later; earlier, if `count` is below zero."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04}-{number % 12 + 1:02}"


def last_months(month: str, count: int) -> list[str]:
    """That many months up to this one, the earliest first."""
    return [months_away(month, back) for back in range(1 - count, 1)]


def quarter_of(month: str) -> list[str]:
    """The three months of the calendar's quarter."""
    first = (int(month[5:]) - 1) // 3 * 3 + 1
    return [f"{month[:4]}-{number:02}" for number in range(first, first + 3)]


def year_of(month: str) -> list[str]:
    """The twelve months of its calendar year."""
    return [f"{month[:4]}-{number:02}" for number in range(1, 13)]
