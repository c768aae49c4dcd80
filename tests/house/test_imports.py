"""The server cannot open a change, because what opens one is never loaded into it."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.house.places import HOUSE, files

MAY_BE_LOADED = {"sync", "sync.sizes", "sync.problems", "sync.chain"}


def loaded_by(statement: str) -> set[str]:
    script = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.promise(2)
def test_the_server_loads_nothing_that_can_open() -> None:
    modules = [
        name for path in files("server/**/*.py") if "migrations" not in path.parts for name in [dotted(path)]
    ]

    loaded = loaded_by(f"import {', '.join(modules)}")

    assert "server.api.status" in loaded
    assert {name for name in loaded if name.split(".")[0] == "sync"} <= MAY_BE_LOADED
    assert not {"cryptography.hazmat.primitives.hpke", "pyhpke"} & loaded


def dotted(path: object) -> str:
    parts = str(path).removeprefix(f"{HOUSE}/").removesuffix(".py").split("/")
    return ".".join(part for part in parts if part != "__init__")


def test_the_server_reads_the_time_in_one_place() -> None:
    reads = re.compile(r"\b(utcnow|now\((UTC|timezone|tz)|today\(\)|time\.time\b|time_ns\b|func\.now)")

    found = [path.name for path in files("server/**/*.py") if reads.search(path.read_text(encoding="utf-8"))]

    assert found == ["clock.py"]


@pytest.mark.parametrize("section", ["per-file-ignores"])
def test_no_lint_rule_names_a_path_that_is_gone(section: str) -> None:
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text())

    for pattern in settings["tool"]["ruff"]["lint"][section]:
        assert files(pattern), pattern
