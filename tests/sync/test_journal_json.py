"""The readable journal is of its schema, comes back as it was, and what is hostile costs itself alone."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings

from sync.envelope import Change
from sync.journal_json import objects_of, read_journal_json, write_journal_json, written_at
from sync.merge import State, fold
from sync.problems import FileTooLarge, MalformedFile
from sync.sizes import OP_BYTES_MAX, READABLE_BYTES_MAX, READABLE_PARTS_MAX
from tests.sync.histories import histories
from tests.sync.readables import journals

pytestmark = pytest.mark.promise(7)
ROOM = Path(__file__).parents[2] / "sync"
SCHEMA = jsonschema_rs.Draft202012Validator(json.loads((ROOM / "journal.schema.json").read_text()))
WRITTEN = sorted((ROOM / "vectors").glob("journal_json_*.json"), key=lambda path: path.name)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_what_is_written_is_of_the_schema(path: Path) -> None:
    SCHEMA.validate(json.loads(json.loads(path.read_text())["gives"]["json"]))


@settings(deadline=None)
@given(objects=journals)
def test_any_journal_is_of_the_schema(objects: dict[str, object]) -> None:
    SCHEMA.validate(json.loads(write_journal_json(objects)))


@given(changes=histories())
def test_any_history_leaves_and_comes_back(changes: list[Change]) -> None:
    objects = objects_of(fold(State(), changes))

    file = write_journal_json(objects)

    read = read_journal_json(file)
    assert read.refused == []
    assert write_journal_json(read.objects) == file
    SCHEMA.validate(json.loads(file))


@pytest.mark.parametrize(
    "file",
    [
        {"format": "plumbline-json", "version": 2, "objects": {}},
        {"format": "plumbline-json", "version": 1, "objects": {"device": {"1": {"name": "x"}}}},
        {"format": "plumbline-json", "version": 1, "objects": {"entry": {"": {"x": 1}}}},
        {"format": "plumbline-json", "version": 1, "objects": {"entry": {"1": {}}}},
        {"format": "plumbline-json", "version": 1, "objects": {"entry": {"1": {"x": 1.5}}}},
        {"format": "plumbline-json", "version": 1, "objects": {"entry": {"1": {"x": [2**53]}}}},
    ],
)
def test_the_schema_refuses_what_a_reader_refuses(file: object) -> None:
    assert not SCHEMA.is_valid(file)


def test_a_readable_file_has_64_mib_at_most() -> None:
    file = write_journal_json({"entry": {"1": {"x": 1}}})

    read = read_journal_json(file.ljust(READABLE_BYTES_MAX))

    assert read.objects == {"entry": {"1": {"x": 1}}}
    with pytest.raises(FileTooLarge):
        read_journal_json(file.ljust(READABLE_BYTES_MAX + 1))


def test_a_readable_journal_has_two_million_parts_at_most() -> None:
    around = write_journal_json({"entry": {"1": {"x": 1}, "2": {"note": ""}}}).decode()
    left = READABLE_PARTS_MAX - sum(map(around.count, ",[{"))

    at, past = (around.replace('""', f'"{",[{"[count % 3] * count}"').encode() for count in (left, left + 1))

    assert read_journal_json(at).objects == {"entry": {"1": {"x": 1}}}
    with pytest.raises(FileTooLarge):
        read_journal_json(past)


def test_a_text_of_a_file_fits_a_change_or_is_refused() -> None:
    around = len('{"id":"1","kind":"entry","set":{"x":""}}')
    texts = {"fits": "x" * (OP_BYTES_MAX - around), "does not": "x" * (OP_BYTES_MAX - around + 1)}

    read = {
        name: read_journal_json(write_journal_json({"entry": {"1": {"x": it}}})) for name, it in texts.items()
    }

    assert read["fits"].objects == {"entry": {"1": {"x": texts["fits"]}}}
    assert [found.type for found in read["does not"].refused] == ["change-too-large"]


def test_a_file_nested_ten_thousand_deep_is_refused() -> None:
    deep = b"[" * 10_000 + b"]" * 10_000
    file = b'{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":%s}}}}' % deep

    with pytest.raises(MalformedFile):
        read_journal_json(file)


def test_objects_tell_about_when_they_were_written() -> None:
    made = "019ab1c2-0000-7000-8000-00000000000a"

    assert written_at("contact", made, {}) == "2025-11-23T17:27:52.576Z"
    assert written_at("consultation", made, {"date": "2026-11-24"}) == "2026-11-24T23:59:59.999Z"
    assert written_at("entry", "x", {"authored": "2026-11-23T18:00:00Z"}) == "2026-11-23T18:00:00Z"
    assert written_at("signal", "x", {"day": "2026-11-23"}) == "2026-11-23T12:00:00.000Z"
    assert written_at("entry", "x", {"authored": "soon", "day": 7}) == ""
