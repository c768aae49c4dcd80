"""How long details are kept: a setting of the journal, in months; what it comes to on a day (PROTOCOL 4.4).

The twin of pwa/src/journal/retention.ts. Nothing goes by a span that the person has not agreed to.
"""

from datetime import UTC, datetime, timedelta

from sync.merge import State, resolve
from sync.months import month_of, months_away
from sync.values import JsonValue, is_counter

MONTHS_MAX = 1200
# A practice day ends at four in the morning, where a phone says nothing else.
_DAY_ENDS_AT = timedelta(hours=4)


def kept_from(months: int, today: str) -> str:
    """The first month whose details stay. today: a practice day."""
    return months_away(month_of(today), -months)


def agreed_from(state: State, today: str) -> str | None:
    """The same by the span that the person has agreed to; None if there is none, and details are kept."""
    fields = resolve(state.objects.get("setting", {}).get("retention", ())).fields
    chosen, agreed = (_months(fields[it].value) if it in fields else None for it in ("value", "agreed"))
    return None if chosen is None or chosen != agreed else kept_from(chosen, today)


def practice_day(now_ms: int) -> str:
    """Which day it is on this computer's wall."""
    return (datetime.fromtimestamp(now_ms / 1000, UTC).astimezone() - _DAY_ENDS_AT).date().isoformat()


def _months(value: JsonValue) -> int | None:
    return value if is_counter(value) and value <= MONTHS_MAX else None
