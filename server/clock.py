"""The time, read here and nowhere else in the server; tests bring a clock of their own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
START = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)


def milliseconds(instant: datetime) -> int:
    """Since 1970."""
    return (instant - START) // timedelta(milliseconds=1)
