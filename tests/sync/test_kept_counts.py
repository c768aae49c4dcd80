"""What entries count for stands in changes of 48,000 bytes at most, each a month's."""

from typing import Any

import pytest

from sync.goings import Going, Goings
from sync.kept_counts import counts_field, counts_to_write
from sync.merge import State, read_write
from sync.trends import Scale, Scales
from tests.sync.vectors_of_merge import A, sets

pytestmark = pytest.mark.promise(3)
CALM = {"checklist": "calm", "version": 1, "answer.calm": "no"}


def scales(domain: str) -> Scales:
    return {("calm", 1): {"calm": Scale("own", {"no": 3})}, ("calm", 2): {"calm": Scale(domain, {"no": 3})}}


def entries_of(days: dict[str, str], **fields: int) -> tuple[State, Goings]:
    """Entries by their ids, all of which go. fields: what the first of them says beside."""
    said: dict[str, dict[str, Any]] = {id: {**CALM, "day": day} for id, day in days.items()}
    next(iter(said.values())).update(fields)
    entries = {id: (read_write(sets(A, 1, 1, **it)),) for id, it in said.items()}
    going = [Going("entry", id, day[:7], leaves_record=False) for id, day in days.items()]
    return State({}, {"entry": entries}), Goings(going, frozenset({(A, 1)}))


@pytest.mark.parametrize(("letters", "sizes"), [(3, [1200, 2]), (4, [1199, 3])])
def test_the_counts_of_a_month_are_cut_at_48000_bytes(letters: int, sizes: list[int]) -> None:
    # Each is ["c.0123456789abcdef",{"own":[0,0,0,1]}], 40 bytes; of the first the domain is longer or not.
    days = {f"entry-{number}": "2025-10-31" for number in range(1202)}

    ops = counts_to_write(*entries_of(days, version=2), scales("x" * letters))

    pieces: list[Any] = [op["set"] for op in ops]
    assert [len(piece) for piece in pieces] == sizes
    assert {op["id"] for op in ops} == {"2025-10"}
    assert {name for piece in pieces for name in piece} == set(map(counts_field, days))


def test_each_month_has_a_change_of_its_own() -> None:
    days = {"one": "2025-10-31", "two": "2025-09-30", "three": "2025-10-01"}

    ops = counts_to_write(*entries_of(days), scales("own"))

    written = {"own": [0, 0, 0, 1]}
    assert ops == [
        {"kind": "counts", "id": "2025-10", "set": {counts_field(it): written for it in ("one", "three")}},
        {"kind": "counts", "id": "2025-09", "set": {counts_field("two"): written}},
    ]
