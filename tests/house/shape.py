"""The measures of the house, as a table at the end of every run: a reason to look, not to cut."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.house.places import files, name

LINES_MOST = 300
FUNCTION_MOST = 60


@dataclass(frozen=True)
class Room:
    """Some files that are measured together, and what is expected of them."""

    name: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    files_most: int
    median_most: int
    tests_to_code: float


ROOMS = (
    Room("server", ("server/**/*.py",), ("tests/server/*.py",), 25, 80, 1.2),
    Room("sync", ("sync/**/*.py",), ("tests/sync/*.py",), 16, 140, 1.5),
    Room("pwa/src", ("pwa/src/**/*.ts", "pwa/src/**/*.svelte"), ("pwa/src/**/*.test.ts",), 95, 80, 1.0),
)


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def code(room: Room) -> list[Path]:
    own_tests = set(files(*room.tests))
    return [path for path in files(*room.code) if path not in own_tests and "versions" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a Python file and how many lines it has."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def table() -> list[str]:
    """One line a room: what is measured, and in brackets what is expected."""
    rows = ["room        files       median      longest          tests to code"]
    for room in ROOMS:
        paths = code(room)
        if not paths:
            continue
        longest = max(paths, key=lines)
        total = sum(map(lines, paths))
        ratio = sum(map(lines, files(*room.tests))) / total
        rows.append(
            f"{room.name:<10} {len(paths):3} ({room.files_most:2})  {median(map(lines, paths)):5.0f} "
            f"({room.median_most:3})  {lines(longest):4} {name(longest)}  {ratio:.2f} ({room.tests_to_code})"
        )
    return rows
