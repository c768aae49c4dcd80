"""The time, read here and nowhere else in the server; tests bring a clock of their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)
