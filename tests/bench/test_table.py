"""The arithmetic of the tables: what holds, what is missed, and how it is said."""

from tests.bench.compared import measures
from tests.bench.log import ACTUAL, ECHO, SQLITE, Report, Row
from tests.bench.new_phone import Arrival
from tests.bench.table import AtLeast, Measure, grid, lines

OURS = (20_000.0, 20_000.0, 150_000.0, 150_000.0, 4.0, 100.0, 1_460.0)
ACTUALS = (10_000.0, 10_001.0, 50_000.0, 50_001.0, 8.0, 199.0, 1_475.0)
ECHOS = (40_000.0, 40_001.0, 300_000.0, 300_001.0, 2.0, 33.0, None)


def test_less_than_the_most_allowed_holds_and_more_does_not() -> None:
    assert Measure("waiting", 100, "ms", 100).holds
    assert not Measure("waiting", 100.1, "ms", 100).holds


def test_more_than_the_least_wanted_holds_and_less_does_not() -> None:
    assert AtLeast("pushed", 2, "×", 2).holds
    assert not AtLeast("pushed", 1.99, "×", 2).holds


def test_a_missed_target_is_said_with_its_reason() -> None:
    _, row, reason = lines([AtLeast("pushed", 1.5, "×", 2)], "it was busy")

    assert row.endswith("misses")
    assert reason == "  it was busy"


def test_what_was_not_measured_is_a_dash() -> None:
    _, row = grid(["ours", "theirs"], {"pushed": [1_234.5, None]})

    assert row.split() == ["pushed", "1,234", "–"]


def test_each_target_holds_at_its_edge_and_not_beyond() -> None:
    rows: dict[str, Row] = {SQLITE: OURS, ACTUAL: ACTUALS, ECHO: ECHOS}

    found = measures(Report(rows, {}, Arrival(10, 20, 300, 1_000_000)))

    assert [one.holds for one in found if one.target is not None] == [True, False] * 2 + [True, False] + [
        True, False, True, False, True,
    ]  # fmt: skip


def test_without_actual_only_the_floor_is_compared() -> None:
    found = measures(
        Report({SQLITE: OURS, ECHO: ECHOS}, {ACTUAL: "no network"}, Arrival(10, 20, 300, 1_000_000))
    )

    assert not any("Actual" in one.what for one in found)
    assert sum(one.target is not None for one in found) == 5
