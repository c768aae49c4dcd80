"""What lies in the tree: nothing of a machine, one lock a language, and vectors that both languages read."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.places import HOUSE, NOT_OURS, files, name

MADE = NOT_OURS | {"instance", "shots", "dist-bench"}
TEXT = {".py", ".ts", ".js", ".cjs", ".svelte", ".json", ".html", ".css", ".md", ".toml", ".txt", ".yml", ""}
# Written apart, so that this file does not find itself.
PLACES = ["/ho" + r"me/\w", "/Us" + r"ers/\w", r"[\s\"'=]/(?:wo" + "rk|ro" + "ot|tm" + "p)/"]
HOSTS = ["registry" + r"\.npm", "pypi" + r"\.org", "python" + "hosted", "arti" + "factory"]
OF_A_MACHINE = re.compile("|".join([*PLACES, *HOSTS]))
OF_A_TOOL = re.compile("|".join([r"\bcl" + "aude", "anth" + "ropic", "open" + "ai", "co" + "pilot"]), re.I)


def everything() -> Iterator[Path]:
    """Every text file of the house that is not made by a command."""
    for folder, inner, names in os.walk(HOUSE):
        inner[:] = [one for one in inner if one not in MADE and (one[0] != "." or one == ".ci")]
        yield from (Path(folder, one) for one in names if Path(one).suffix in TEXT and one != ".git")


def test_nothing_names_a_machine_or_a_tool() -> None:
    texts = {name(path): path.read_text(encoding="utf-8") for path in everything()}

    assert len(texts) > 700
    assert {file: found[0] for file, text in texts.items() if (found := OF_A_MACHINE.findall(text))} == {}
    assert {file: found[0] for file, text in texts.items() if (found := OF_A_TOOL.findall(text))} == {}


def test_each_language_has_one_kind_of_lock() -> None:
    others = {"yarn.lock", "pnpm-lock.yaml", "bun.lock", "uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock"}
    names = [path.name for path in everything()]

    assert names.count("package-lock.json") == 1
    assert others & set(names) == set()


def test_the_python_version_is_the_oldest_that_runs() -> None:
    version = (HOUSE / ".python-version").read_text().strip()
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())

    assert re.fullmatch(r"3\.\d+", version)
    assert project["project"]["requires-python"] == f">={version}"


def test_app_and_server_have_one_version() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    package = json.loads((HOUSE / "pwa/package.json").read_text())

    assert project["version"] == package["version"]
    assert f"## {project['version']}" in (HOUSE / "CHANGELOG.md").read_text()


def test_one_answer_alone_tells_a_browser_to_empty_its_storage() -> None:
    header = "Clear-Site" + "-Data"
    code = files("server/**/*.py", "pwa/src/**/*.ts", "pwa/public/*.js")

    # A person asked for it, and only our own page can: tests/server/test_erasures.py.
    assert [name(path) for path in code if header in path.read_text()] == ["server/api/erasures.py"]


def test_both_languages_read_every_vector() -> None:
    python = (HOUSE / "tests/sync/test_vectors.py").read_text()
    twin = (HOUSE / "pwa/src/protocol/vectors.test.ts").read_text()
    deeds = "".join(path.read_text() for path in files("tests/sync/deeds_of_*.py"))
    twin_deeds = "".join(path.read_text() for path in files("pwa/src/**/deedsOf*.ts"))

    asked = {json.loads(path.read_text())["what"] for path in files("sync/vectors/*.json")}

    assert 'VECTORS.glob("*.json")' in python
    assert "readdirSync(DIRECTORY)" in twin
    assert {spread for spread in ("*DEEDS,", "*DEEDS_OF_LEAVING,") if spread not in python} == set()
    assert {spread for spread in ("...DEEDS_OF_SYNC,", "...DEEDS_OF_LEAVING,") if spread not in twin} == set()
    assert {what for what in asked if f"def {what}(" not in python + deeds} == set()
    assert {what for what in asked if not re.search(rf"^  {what}: deed\(", twin + twin_deeds, re.M)} == set()


@pytest.mark.parametrize("command", ["run", "test", "bench", "rules-lab"])
def test_the_readme_names_each_command(command: str) -> None:
    assert f"make {command}" in (HOUSE / "README.md").read_text()
