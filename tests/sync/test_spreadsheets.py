"""Tables as any spreadsheet reads them: by RFC 4180 alone, each column under its name, no cell a formula."""

import csv
import io
import json
import re
from typing import Any

import pytest

from sync.definitions import definitions_in
from sync.journal_json import BYTE_ORDER_MARK
from sync.readable import shipped_checklists
from sync.spreadsheets import CONSULTATION_COLUMNS, consultations_table, entries_table
from tests.sync.a_readable import ENTRY_HEADINGS, TALK_HEADINGS
from tests.sync.a_year import YEAR

pytestmark = pytest.mark.promise(7)
FORMULA_STARTS = tuple("=+-@\t\r\uff1d")
# Before a formula, in a cell or behind what some programs split at, stands one more of these.
GUARD = re.compile(r"(^|[;\t\r\n])'*")
# Formulas to spreadsheets where nothing stands before them; then what a reader could take for a cell's end.
TEXTS = [
    '=HYPERLINK("http://x","y")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'+1", "'",
    'Zoë; naïve, "quoted"\nand\r\nmore', "心🌧", " both ends ", "\uff1d1", "a;b,c\td", "a;=1+1",
]  # fmt: skip
DAY = r"\d{4}-\d\d-\d\d"
CODE = r"[a-z0-9-]+"
SHAPES = {
    "entry": ".+", "day": DAY, "zone": r"(\w+/\w+)?", "authored": rf"({DAY}T[\d:.]+Z)?", "checklist": CODE,
    "version": r"\d+", "question": rf"({CODE})?", "answer": rf"({CODE})?", "consultation": ".+", "date": DAY,
    "minutes": r"\d+", "kind": CODE, "set-agenda": "(yes|no)?", "evidence": "(yes|no)?",
    "de-identified": "(yes|no)?",
}  # fmt: skip


def a_year_of_anything() -> dict[str, Any]:
    """The made-up year, and each of the texts above as a note and as what was learned."""
    objects: dict[str, Any] = json.loads(YEAR.read_bytes())["objects"]
    for number, text in enumerate(TEXTS):
        noted = {"checklist": "daily", "version": 1, "day": "2026-11-30", "note": {"text": text}}
        talk = {"date": "2026-11-30", "minutes": 50, "kind": "supervision", "learned": {"text": text}}
        objects["entry"][f"text-{number}"] = noted
        objects["consultation"][f"text-{number}"] = talk
    return objects


def rows_of(table: bytes) -> list[dict[str, str]]:
    """As a program reads it that knows nothing of ours: commas, quotes, and a byte order mark for UTF-8."""
    assert table.startswith(BYTE_ORDER_MARK)
    heading, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), strict=True)
    assert {len(row) for row in rows} == {len(heading)}
    return [dict(zip(heading, row, strict=True)) for row in rows]


def read_by_others() -> list[list[dict[str, str]]]:
    objects = a_year_of_anything()
    entries = entries_table(objects, definitions_in(objects, shipped_checklists()))
    return [rows_of(entries), rows_of(consultations_table(objects))]


def test_each_column_stands_under_its_name() -> None:
    entries, talks = read_by_others()

    assert list(entries[0]) == ENTRY_HEADINGS.split(",")
    assert list(talks[0]) == TALK_HEADINGS.split(",")
    assert len(talks[0]) == len(CONSULTATION_COLUMNS) + 2
    assert len(entries) > 6000
    assert len(talks) > 30
    for row in [*entries, *talks]:
        wrong = {
            name: cell for name, cell in row.items() if not re.fullmatch(SHAPES.get(name, "(?s:.*)"), cell)
        }
        assert wrong == {}


def test_no_cell_is_a_formula_and_all_texts_are_whole() -> None:
    entries, talks = read_by_others()

    cells = [cell for row in [*entries, *talks] for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []
    pieces = [piece for cell in cells for piece in re.split(r"[;\t\r\n]", cell)]
    assert [piece for piece in pieces if piece.startswith(FORMULA_STARTS)] == []
    for rows, id, column in ((entries, "entry", "note"), (talks, "consultation", "learned")):
        by_id = {row[id]: row[column] for row in rows}
        for number, text in enumerate(TEXTS):
            assert GUARD.sub(r"\1", by_id[f"text-{number}"]) == GUARD.sub(r"\1", text)
