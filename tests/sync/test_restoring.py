"""What a file would add: what is missing alone, in the order it was written in, in changes that hold it."""

import json
from pathlib import Path

import pytest

from sync import markdown, merge
from sync.envelope import Op
from sync.journal_json import Objects
from sync.kept_counts import counts_field
from sync.merge import State
from sync.restoring import BATCH_BYTES_MAX, batches, preview, rows_in, rows_of
from sync.sizes import PLAINTEXT_BYTES_MAX
from sync.values import canonical
from tests.sync.vectors_of_merge import A, deletes, sets

pytestmark = pytest.mark.promise(7)
WORDS = Path(__file__).parents[2] / "pwa/content/words/en.json"


def a_state(**objects: dict[str, list[dict[str, object]]]) -> State:
    return State(
        {},
        {
            kind: {id: tuple(map(merge.read_write, writes)) for id, writes in by_id.items()}
            for kind, by_id in objects.items()
        },
    )


def test_only_what_is_missing_is_added() -> None:
    here = a_state(entry={"1": [sets(A, 1, 1, x=1)], "2": [sets(A, 2, 2, x=1), deletes(A, 3, 3)]})
    rows = rows_of({"entry": {"1": {"x": 2, "y": 2}, "2": {"x": 2}, "3": {"x": 2}}})

    seen = preview(rows, here)

    assert (seen.entries, seen.here) == (3, 2)
    assert seen.missing == [
        {"kind": "entry", "id": "1", "set": {"y": 2}},
        {"kind": "entry", "id": "3", "set": {"x": 2}},
    ]


def test_a_check_that_a_purge_has_counted_stays_out() -> None:
    here = a_state(
        counts={"2025-10": [sets(A, 1, 1, **{counts_field("gone"): {}, counts_field("part"): {}})]},
        entry={"part": [sets(A, 2, 2, **{"answer.calm": "no"})]},
    )
    rows = rows_of({"entry": {it: {"day": "2025-10-31", "x": 1} for it in ("gone", "part", "new")}})

    seen = preview(rows, here)

    assert (seen.entries, seen.here, seen.past) == (3, 1, 2)
    assert [op["id"] for op in seen.missing] == ["new"]
    assert [op["id"] for op in preview(rows, State()).missing] == ["gone", "new", "part"]


UUID = "01990000-0000-7000-8000-00000000000"
OLDER: Objects = {
    "signal": {"said": {"day": "2025-10-31"}},
    "reflection": {"2025-10": {"prompt.boundaries": {"text": "Firmer."}}},
    "worksheet": {f"{UUID}1": {"finished": "2025-10-31"}},
    "consultation": {
        "plan": {"when": "2025-10-31T13:00"},
        "talk": {"date": "2025-10-31", "minutes": 50, "domain.boundaries": True, "name": {"text": "Ruth"}},
    },
}
NEWER: Objects = {
    "signal": {"still": {"day": "2025-11-01"}, "undated": {"answer": "settled"}},
    "reflection": {"2025": {"prompt.boundaries": {"text": "A year."}}},
    "worksheet": {f"{UUID}2": {"day": "2025-10-31"}, f"{UUID}3": {"finished": "2025-11-01"}},
    "contact": {f"{UUID}4": {"slot": "cover"}},
    "entry": {"old": {"day": "2025-10-31"}},
}


def test_what_is_older_than_the_agreed_span_stays_out() -> None:
    seen = preview([*rows_of(OLDER), *rows_of(NEWER)], State(), "2025-11")

    newer = {(kind, id) for kind, by_id in NEWER.items() for id in by_id}
    assert seen.past == 5
    assert {(op["kind"], op["id"]) for op in seen.missing} == {*newer, ("consultation", "talk")}
    record = {"date": "2025-10-31", "minutes": 50, "domain.boundaries": True}
    assert [op["set"] for op in seen.missing if op["id"] == "talk"] == [record]


def test_a_worksheet_that_was_written_later_comes_back() -> None:
    written = {"worksheet": {"019ab1c2-0000-7000-8000-000000000001": {"finished": "2025-10-31"}}}

    assert preview(rows_of(written), State(), "2025-11").past == 0
    assert preview(rows_of(written), State(), "2025-12").past == 1


@pytest.mark.parametrize("kept_from", [None, "2025-10"])
def test_what_is_of_the_span_comes_back(kept_from: str | None) -> None:
    seen = preview(rows_of(OLDER), State(), kept_from)

    assert (seen.past, len(seen.missing)) == (0, 5)


def test_what_is_missing_comes_in_the_order_it_was_written() -> None:
    state = a_state(
        entry={"late": [sets(A, 4, 4, x=1)], "early": [sets(A, 2, 2, x=1), sets(A, 7, 7, x=2)]},
        checklist={"asked": [sets(A, 1, 1, x=1), sets(A, 8, 8, x=2)]},
        consultation={"logged": [sets(A, 3, 3, when="x"), sets(A, 5, 5, minutes=50)]},
        device={A: [sets(A, 6, 6, name="Phone")]},
    )

    seen = preview(rows_in(state), State())

    assert [op["id"] for op in seen.missing] == ["asked", "early", "late", "logged"]


def test_small_objects_share_changes_and_large_ones_are_cut() -> None:
    small: list[Op] = [{"kind": "entry", "id": str(number), "set": {"x": "y" * 500}} for number in range(300)]
    large: Op = {"kind": "worksheet", "id": "w", "set": {str(number): "y" * 40_000 for number in range(3)}}

    made = list(batches([*small, large]))

    assert 4 <= len(made) < 10
    for batch in made:
        assert len(canonical([dict(op) for op in batch])) < PLAINTEXT_BYTES_MAX - 1024
        assert len({(op["kind"], op["id"]) for op in batch}) == len(batch)
    assert sum(len(batch) for batch in made) == 303


def test_the_parts_of_a_large_object_go_into_changes_of_their_own() -> None:
    large: Op = {"kind": "worksheet", "id": "w", "set": {"a": "y" * 47_000, "b": "y" * 100, "c": "y" * 1000}}
    small: Op = {"kind": "entry", "id": "small", "set": {"x": 1}}

    made = [[op["id"] for op in batch] for batch in batches([large, small])]

    assert made == [["w"], ["w"], ["w", "small"]]


def test_a_change_takes_48000_bytes_of_small_objects() -> None:
    def op(id: str, more: int) -> Op:
        around = len(canonical({"kind": "entry", "id": id, "set": {"x": ""}}))
        return {"kind": "entry", "id": id, "set": {"x": "y" * (BATCH_BYTES_MAX // 2 - around + more)}}

    assert [len(batch) for batch in batches([op("1", 0), op("2", 0)])] == [2]
    assert [len(batch) for batch in batches([op("1", 0), op("2", 1)])] == [1, 1]


def test_an_object_of_48000_bytes_goes_whole() -> None:
    around = len(canonical({"kind": "entry", "id": "1", "set": {"a": "", "b": "y"}}))
    whole: Op = {"kind": "entry", "id": "1", "set": {"a": "x" * (BATCH_BYTES_MAX - around), "b": "y"}}
    longer: Op = {"kind": "entry", "id": "1", "set": {"a": "x" * (BATCH_BYTES_MAX - around + 1), "b": "y"}}

    assert [len(batch) for batch in batches([whole])] == [1]
    assert [len(batch) for batch in batches([longer])] == [1, 1]


def test_pages_have_the_headings_of_the_app() -> None:
    words = json.loads(WORDS.read_text())

    ours = [markdown.TITLE, markdown.ENTRIES, *markdown.CHAPTERS.values()]

    named = ("title", "entries", "consultations", "worksheets", "reflections")
    assert ours == [words[f"leave.pages.{name}"] for name in named]
