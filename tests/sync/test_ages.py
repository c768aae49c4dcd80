"""Of which month an object is, what of it stays, and what has to be written before it goes; step by step."""

from typing import Any

import pytest

from sync import merge
from sync.ages import NO_MONTH, has_record, is_of_record, month_of_object
from sync.goings import Goings, going_before
from sync.merge import State
from sync.written_anew import written_anew
from tests.sync.vectors_of_merge import A, deletes, sets

pytestmark = pytest.mark.promise(3)
TIMES = ["2025-03-01T12:00:00.000Z-0000", "2025-05-01T12:00:00.000Z-0000"]
OLD, STILL, BEFORE = "2025-10-31", "2025-11-01", "2025-11"


@pytest.mark.parametrize(
    ("kind", "id", "fields", "month"),
    [
        ("entry", "1", {"day": OLD}, "2025-10"),
        ("entry", "1", {"day": "2025-02-30"}, "2025-03"),
        ("entry", "1", {}, "2025-03"),
        ("signal", "1", {"day": OLD}, "2025-10"),
        ("signal", "1", {}, "2025-05"),
        ("consultation", "1", {"date": OLD, "when": "2024-01-01T13:00"}, "2025-10"),
        ("consultation", "1", {"when": f"{OLD}T13:00"}, "2025-10"),
        ("consultation", "1", {"when": "soon"}, "2025-05"),
        ("worksheet", "1", {"day": OLD, "finished": OLD}, "2025-05"),
        ("reflection", "2025-10", {}, "2025-10"),
        ("reflection", "2024", {}, "2024-12"),
        ("reflection", "2025-13", {}, "2025-05"),
    ],
)
def test_each_kind_is_of_a_month(kind: str, id: str, fields: Any, month: str) -> None:
    assert month_of_object(kind, id, fields, TIMES) == month


def test_what_is_left_of_a_counted_entry_is_of_no_month() -> None:
    assert month_of_object("entry", "1", {}, TIMES, is_counted=True) == NO_MONTH
    assert month_of_object("entry", "1", {"day": OLD}, TIMES, is_counted=True) == "2025-10"
    assert month_of_object("worksheet", "1", {}, [""]) is None


@pytest.mark.parametrize(
    ("kind", "fields", "leaves"),
    [
        ("consultation", {"date": OLD, "minutes": 50}, True),
        ("consultation", {"date": OLD}, False),
        ("consultation", {"date": OLD, "minutes": True}, False),
        ("consultation", {"date": "2025-02-30", "minutes": 50}, False),
        ("worksheet", {"date": OLD, "minutes": 50}, False),
    ],
)
def test_only_a_talk_that_took_place_leaves_a_record(kind: str, fields: Any, leaves: bool) -> None:
    assert has_record(kind, fields) is leaves


def test_the_record_has_no_text_and_no_name() -> None:
    record = (
        "date minutes kind members mode role direction set-agenda evidence de-identified domain.a hours-for.b"
    )
    others = "name learned question options goal action action-by outcome benefit closes.a for.a when zone"

    assert all(map(is_of_record, record.split()))
    assert not any(map(is_of_record, others.split()))


def a_state(**objects: Any) -> State:
    return State(
        {},
        {
            kind: {id: tuple(map(merge.read_write, writes)) for id, writes in by_id.items()}
            for kind, by_id in objects.items()
        },
    )


def anew(state: State) -> list[Any]:
    """What is written before all that is older goes."""
    return [ops for _, ops in written_anew(state, going_before(state, BEFORE, (), lambda _: True))]


def test_a_change_with_a_verb_of_a_later_version_stays() -> None:
    mixed = {**sets(A, 1, 1), "mix": True}
    del mixed["set"]
    state = a_state(entry={"old": [sets(A, 1, 1, day=OLD)]}, weather={"1": [mixed]})

    assert going_before(state, BEFORE, (), lambda _: True) == Goings([], frozenset())


def test_what_was_removed_beside_what_goes_stays_removed() -> None:
    state = a_state(
        entry={"old": [sets(A, 2, 2, day=OLD)], "still": [sets(A, 1, 1, day=STILL), deletes(A, 2, 2)]}
    )

    assert anew(state) == [[{"kind": "entry", "id": "still", "delete": True}]]


def test_what_was_brought_back_beside_what_goes_stays() -> None:
    still = [sets(A, 1, 1, day=STILL), deletes(A, 2, 2), sets(A, 3, 3)]
    state = a_state(entry={"old": [sets(A, 3, 3, day=OLD)], "still": still})

    assert anew(state) == [[{"kind": "entry", "id": "still", "set": {}}]]


def test_a_value_that_stands_elsewhere_too_is_not_written_again() -> None:
    still = [sets(A, 1, 1, day=STILL, x=1), sets(A, 2, 2, x=1, y=2)]
    state = a_state(entry={"old": [sets(A, 2, 2, day=OLD)], "still": still})

    assert anew(state) == [[{"kind": "entry", "id": "still", "set": {"y": 2}}]]
