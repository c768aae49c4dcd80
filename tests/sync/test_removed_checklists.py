"""A checklist that is out of use: what was answered to it reads, counts and comes back as before."""

from typing import Any

import pytest

from sync.entries import wording_of
from sync.envelope import Op
from sync.journal_json import objects_of, read_journal_json, write_journal_json
from sync.merge import State, fold
from sync.month import as_json
from sync.month import objects_of as objects_for_months
from sync.restoring import preview, rows_in, rows_of
from tests.sync.a_readable import CHECKLIST
from tests.sync.a_year import CHECKLISTS
from tests.sync.cast import Journal

pytestmark = pytest.mark.promise(7)
NOVEMBER, DECEMBER = "2026-11", "2026-12"


def checked(id: str, day: str, version: int = 1, answer: str = "no") -> Op:
    fields: Any = {"checklist": "calm", "version": version, "day": day, "answer.calm": answer}
    return {"kind": "entry", "id": id, "set": fields}


def kept(version: int) -> Op:
    fields: Any = {f"version.{version}": {**CHECKLIST, "version": version}, f"from.{version}": "2026-11-01"}
    return {"kind": "checklist", "id": "calm", "set": fields}


REMOVAL: Op = {"kind": "checklist", "id": "calm", "delete": True}
OPS = [kept(1), kept(2), checked("a", "2026-11-02"), checked("b", "2026-11-03", 2, "yes"), REMOVAL]


def state_of(ops: list[Op]) -> State:
    alma = Journal()
    phone = alma.a_phone()
    for op in ops:
        phone.write(op)
    return fold(State(), [alma.open(it) for it in alma.envelopes])


def restored(state: State) -> State:
    """An empty journal after it has taken that one's export."""
    read = read_journal_json(write_journal_json(objects_of(state)))
    return state_of(list(preview(rows_of(read.objects), State()).missing))


def numbers(objects: Any) -> Any:
    return [as_json(objects, CHECKLISTS, [], month) for month in (NOVEMBER, DECEMBER)]


def test_numbers_from_the_export_are_those_of_the_journal() -> None:
    state = state_of(OPS)

    exported = read_journal_json(write_journal_json(objects_of(state))).objects

    assert numbers(exported) == numbers(objects_for_months(state))
    assert numbers(exported)[0]["domains"]["own"]["tally"] == [1, 0, 0, 1]


def test_old_answers_keep_their_wording_in_an_empty_journal() -> None:
    state = state_of(OPS)

    new = restored(state)

    wording = wording_of(new, None)
    assert wording["calm", 1]["calm"].displays["no"] == "No"
    assert ("calm", 2) in wording
    assert "checklist" not in new.objects
    assert numbers(objects_for_months(new)) == numbers(objects_for_months(state))
    assert write_journal_json(objects_of(new)) == write_journal_json(objects_of(state))


def test_a_journal_file_brings_the_wordings_along() -> None:
    state = state_of(OPS)

    new = state_of(list(preview(rows_in(state), State()).missing))

    assert write_journal_json(objects_of(new)) == write_journal_json(objects_of(state))
    assert next(iter(preview(rows_in(state), State()).missing))["kind"] == "wording"


def test_its_own_export_adds_no_wording() -> None:
    state = state_of(OPS)

    seen = preview(rows_of(objects_of(state)), state)
    again = preview(rows_of(objects_of(state)), restored(state))

    assert (list(seen.missing), list(again.missing)) == ([], [])


def test_a_version_that_was_never_here_is_missing() -> None:
    here = state_of([kept(1), REMOVAL])

    seen = preview(rows_of(objects_of(state_of(OPS))), here)

    assert [op["set"] for op in seen.missing if op["kind"] == "wording"] == [
        {"version.2": {**CHECKLIST, "version": 2}}
    ]
