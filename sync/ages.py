"""Of which month the details of an object are, and what of them stays when it is purged (PROTOCOL 4.4). Pure.

The twin of pwa/src/journal/ages.ts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sync.months import is_day, is_month, month_of
from sync.values import JsonValue

Fields: TypeAlias = Mapping[str, JsonValue]

# Kinds whose details go. All others stay: settings, contacts, rules, checklists, counts, what is not known.
AGING = ("entry", "signal", "consultation", "worksheet", "reflection")
# An entry of which two phones' purges left a part: it says no day, and is counted already.
NO_MONTH = "0000-00"
# The record of a consultation: what a body asks for that is no text and names nobody.
OF_THE_RECORD = frozenset(
    {
        "date", "minutes", "kind", "members", "mode", "role", "direction", "set-agenda", "evidence",
        "de-identified",
    }
)  # fmt: skip
FAMILIES_OF_THE_RECORD = ("domain.", "hours-for.")
_YEAR = re.compile(r"\d{4}", re.ASCII)


def month_of_object(
    kind: str, id: str, fields: Fields, times: Sequence[str], *, is_counted: bool = False
) -> str | None:
    """The month that it says itself, or else that of its first write (an entry) or its last one.

    times: of its writes. is_counted: of an entry, whether a month's counts hold it.
    """
    first, last = min(times, default="")[:7] or None, max(times, default="")[:7] or None
    match kind:
        case "entry":
            return month_said(fields.get("day")) or (NO_MONTH if is_counted else first)
        case "signal":
            return month_said(fields.get("day")) or last
        case "consultation":
            when = fields.get("when")
            planned = when[:10] if isinstance(when, str) else None
            return month_said(fields.get("date")) or month_said(planned) or last
        case "reflection":
            return id if is_month(id) else f"{id}-12" if _YEAR.fullmatch(id) else last
        case _:
            return last


def month_said(day: JsonValue) -> str | None:
    """The month of what is said to be a day; None for what is no day of any calendar."""
    return month_of(day) if is_day(day) else None


def has_record(kind: str, fields: Fields) -> bool:
    """Whether it leaves a record behind: a consultation that took place."""
    minutes = fields.get("minutes")
    is_number = isinstance(minutes, int) and not isinstance(minutes, bool)
    return kind == "consultation" and is_number and month_said(fields.get("date")) is not None


def is_of_record(name: str) -> bool:
    """Whether a field belongs to that record."""
    return name in OF_THE_RECORD or name.startswith(FAMILIES_OF_THE_RECORD)
