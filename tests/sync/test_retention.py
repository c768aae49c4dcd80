"""How long details are kept: by a span that was agreed to, and by no other."""

import pytest

from sync.merge import State, read_write
from sync.retention import MONTHS_MAX, agreed_from, kept_from, practice_day
from sync.values import JsonValue
from tests.sync.cast import NOON_MS
from tests.sync.vectors_of_merge import A, sets


@pytest.mark.parametrize(
    ("months", "month"), [(1, "2026-10"), (11, "2025-12"), (12, "2025-11"), (60, "2021-11")]
)
def test_whole_months_are_kept(months: int, month: str) -> None:
    assert kept_from(months, "2026-11-30") == month


@pytest.mark.parametrize(
    ("value", "agreed", "month"),
    [
        (12, 12, "2025-11"),
        (12, None, None),
        (12, 6, None),
        (None, None, None),
        (0, 0, None),
        (True, True, None),
        ("12", "12", None),
        (MONTHS_MAX, MONTHS_MAX, "1926-11"),
        (MONTHS_MAX + 1, MONTHS_MAX + 1, None),
    ],
)
def test_only_an_agreed_span_holds(value: JsonValue, agreed: JsonValue, month: str | None) -> None:
    setting = read_write(sets(A, 1, 1, value=value, agreed=agreed))

    assert agreed_from(State({}, {"setting": {"retention": (setting,)}}), "2026-11-23") == month


def test_nothing_goes_before_anything_was_said() -> None:
    assert agreed_from(State(), "2026-11-23") is None


def test_a_practice_day_ends_at_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    four = NOON_MS - 8 * 3_600_000

    assert practice_day(four) > practice_day(four - 1)
