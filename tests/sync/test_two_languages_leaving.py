"""What leaves is the same in both languages, byte for byte, and what one has sealed the other opens."""

import json
import os
from pathlib import Path
from typing import Any

import pyrage
import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sync.age_file import open_backup, seal_backup
from sync.definitions import definitions_in
from sync.fhir import fhir_bundle
from sync.journal_json import read_journal_json, write_journal_json
from sync.problems import Problem
from sync.values import b64_to_bytes, bytes_to_b64
from tests.sync.a_readable import CHECKLIST
from tests.sync.deeds_of_leaving import DEEDS
from tests.sync.readables import hostile, journals, some_text
from tests.sync.test_age_file import PASSPHRASE, at_a_terminal
from tests.sync.test_two_languages import Twin
from tests.sync.test_two_languages import twin as a_twin

pytestmark = pytest.mark.promise(7)
PYTHON = {deed.__name__: deed for deed in DEEDS}
both = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
twin = a_twin


def in_both(twin: Twin, what: str, given: dict[str, Any]) -> Any:
    """What Python gives, once TypeScript has given the same."""
    ours = PYTHON[what](given)
    assert twin.ask("leave", what=what, given=given) == ours
    return ours


@both
@given(objects=journals)
@example(objects={"entry": {"__proto__": {"other": None}}})
def test_every_export_is_the_same_in_both(twin: Twin, objects: dict[str, Any]) -> None:
    given = {"objects": objects, "checklists": [CHECKLIST]}

    for what in ("entries_csv", "consultations_csv", "journal_markdown", "fhir_bundle"):
        in_both(twin, what, given)


@both
@given(objects=journals)
def test_a_journal_is_written_and_read_the_same(twin: Twin, objects: dict[str, Any]) -> None:
    file = write_journal_json(objects)

    read = in_both(twin, "read_journal_json", {"file": file.hex()})

    assert read == {"json": file.decode(), "refused": []}


@both
@given(objects=journals, text=some_text, place=st.integers(0, 3))
def test_a_file_with_anything_in_it_is_read_the_same(
    twin: Twin, objects: dict[str, Any], text: str, place: int
) -> None:
    whole = json.loads(write_journal_json(objects))
    whole["objects"]["entry"] = [text, {text: text}, {text: {"x": 1.5}}, {"1": {text: [{text: text}]}}][place]

    in_both(twin, "read_journal_json", {"file": json.dumps(whole).encode().hex()})


@both
@given(objects=journals)
def test_tables_are_read_back_the_same(twin: Twin, objects: dict[str, Any]) -> None:
    given = {"objects": objects, "checklists": [CHECKLIST]}

    for what in ("entries_csv", "consultations_csv"):
        in_both(twin, "read_csv", in_both(twin, what, given))


@both
@given(cells=st.lists(st.lists(hostile, min_size=1, max_size=12), max_size=4), quoted=st.booleans())
def test_a_table_of_anything_is_read_the_same(twin: Twin, cells: list[list[str]], quoted: bool) -> None:
    heading = PYTHON["entries_csv"]({"objects": {}, "checklists": []})["csv"]
    rows = "\n".join(",".join(f'"{cell}"' if quoted else cell for cell in row) for row in cells)

    ours: Any
    try:
        ours = PYTHON["read_csv"]({"csv": heading + rows})
    except Problem as problem:
        ours = {"problem": problem.type}

    assert twin.ask("leave", what="read_csv", given={"csv": heading + rows}) == ours


@both
@given(objects=journals)
def test_every_bundle_is_valid_fhir(objects: dict[str, Any]) -> None:
    bundle = fhir_bundle(objects, definitions_in(objects, {"checklists": [CHECKLIST]}))

    read = Bundle.model_validate_json(bundle)

    assert len(read.entry or []) >= len(objects.get("entry", {}))


def test_a_backup_opens_in_the_other_language(twin: Twin) -> None:
    content, passphrase = os.urandom(70_000), "  cafe\u0301 lantern "

    theirs = twin.ask("seal", content=bytes_to_b64(content), passphrase=passphrase)
    ours = seal_backup(content, passphrase, os.urandom)

    assert open_backup(b64_to_bytes(theirs["file"]), "caf\u00e9 lantern") == content
    opened = twin.ask("open", file=bytes_to_b64(ours), passphrase="caf\u00e9 lantern")
    assert b64_to_bytes(opened["content"]) == content


def test_the_age_tool_opens_what_the_app_sealed(twin: Twin, tmp_path: Path) -> None:
    content = write_journal_json({"entry": {"1": {"day": "2026-11-23", "note": {"text": "Zoë 🌧"}}}})

    theirs = twin.ask("seal", content=bytes_to_b64(content), passphrase=PASSPHRASE)
    file = b64_to_bytes(theirs["file"])
    (tmp_path / "backup.age").write_bytes(file)
    at_a_terminal(tmp_path, "--decrypt", "--output", "backup.json", "backup.age")

    assert (tmp_path / "backup.json").read_bytes() == content
    assert bytes(pyrage.passphrase.decrypt(file, PASSPHRASE)) == content


@pytest.mark.parametrize("size", [0, 50, 100, 200, 300])
def test_a_cut_backup_is_the_same_problem_in_both(twin: Twin, size: int) -> None:
    cut = seal_backup(bytes(200), "garden", os.urandom)[:size]

    assert twin.ask("open", file=bytes_to_b64(cut), passphrase="garden") == {"problem": "malformed-file"}


def test_another_passphrase_is_the_same_problem_in_both(twin: Twin) -> None:
    sealed = seal_backup(b"One.", "garden", os.urandom)

    assert twin.ask("open", file=bytes_to_b64(sealed), passphrase="lantern") == {"problem": "wrong-secret"}


def test_what_is_deepest_is_refused_in_both(twin: Twin) -> None:
    deep = (
        b'{"format":"plumbline-json","version":1,"objects":{"entry":{"1":{"x":'
        + b"[" * 70
        + b"]" * 70
        + b"}}}}"
    )

    read = in_both(twin, "read_journal_json", {"file": deep.hex()})

    assert [type for _, _, _, type, _ in read["refused"]] == ["malformed-row"]
    assert read_journal_json(deep).objects == {}
