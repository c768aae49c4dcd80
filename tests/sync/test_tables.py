"""No cell of a table is a formula, wherever a spreadsheet splits it; and each comes back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.tables import read_table, write_table
from tests.sync.histories import any_text

pytestmark = pytest.mark.promise(7)
HEADING = ["entry", "note", "more"]
# What spreadsheets calculate, be there white space in front or not.
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")
hostile = st.lists(st.sampled_from([*"=+-@;,\t\r\n'\" a", "\uff1d", "\r\n", '"=', "';="]), max_size=9).map(
    "".join
)
cells = st.lists(hostile | any_text, min_size=3, max_size=3)


def split(table: bytes, delimiter: str) -> list[list[str]]:
    """As a spreadsheet that takes another delimiter would: a quote counts where a cell begins."""
    text = table.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(rows=st.lists(cells, max_size=3))
def test_no_cell_is_a_formula_wherever_it_is_split(delimiter: str, rows: list[list[str]]) -> None:
    table = write_table([HEADING, *rows])

    found = [cell.lstrip("\t\r\n") for row in split(table, delimiter) for cell in row]

    assert [cell for cell in found if cell.startswith(FORMULA)] == []


@given(rows=st.lists(cells, max_size=3))
def test_every_cell_comes_back_as_it_was(rows: list[list[str]]) -> None:
    read = read_table(write_table([HEADING, *rows]))

    assert [row for _, row in read] == [HEADING, *rows]
