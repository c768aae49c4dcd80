"""The few measures that may not be passed; the rest is a table to look at."""

import ast
from pathlib import Path

import pytest

from tests.house.places import HOUSE, files, name
from tests.house.shape import FUNCTION_MOST, LINES_MOST, functions, lines

PYTHON = files("server/**/*.py", "sync/**/*.py", "tests/**/*.py")
ALL = [*PYTHON, *files("pwa/src/**/*.ts", "pwa/src/**/*.svelte")]
FORBIDDEN = ("util", "helper", "common", "misc", "manager", "handler", "processor", "legacy")


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_is_longer_than_one_idea(path: Path) -> None:
    assert lines(path) <= LINES_MOST


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    assert [found for found in functions(path) if found[1] > FUNCTION_MOST] == []


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_hides_behind_an_empty_word(path: Path) -> None:
    assert not any(word in path.stem.lower() for word in FORBIDDEN)


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_import_hides_inside_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = [
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
    ]

    assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in inner)


def test_no_work_is_left_as_a_note_in_code() -> None:
    note = "TO" + "DO"

    assert [name(path) for path in ALL if note in path.read_text(encoding="utf-8")] == []


def test_the_top_of_the_house_is_calm() -> None:
    made = {"instance", "shots"}
    seen = [
        entry.name for entry in HOUSE.iterdir() if not entry.name.startswith(".") and entry.name not in made
    ]

    assert len(seen) <= 20
