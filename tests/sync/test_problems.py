"""PROTOCOL, Python and TypeScript name the same problems, and each has a use and words."""

import re
from pathlib import Path

import pytest

from sync.problems import Problem
from sync.readable import WORDS

HOUSE = Path(__file__).parents[2]
ROOM = HOUSE / "sync"
TWIN = HOUSE / "pwa/src/protocol"
PROBLEMS = Problem.__subclasses__()
# Code words of PROTOCOL that are in kebab case and no problems.
NO_PROBLEMS = {"plumbline-journal"}


def test_protocol_and_code_name_the_same_problems() -> None:
    # Sections 4.2, 4.4 and 15.7 name what a person fills in, and 10 what a nudge can say, in the same case.
    others = r"^### (?:4\.2|4\.4|15\.7) .*?(?=^##|\Z)|^Texts now: .*?$"
    protocol = re.sub(others, "", (ROOM / "PROTOCOL.md").read_text(), flags=re.M | re.S)
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", protocol)) - NO_PROBLEMS
    lists = [path.read_text() for path in (HOUSE / "server").glob("*problems.py")]
    of_the_server = set(re.findall(r'^    type = "([a-z-]+)"', "\n".join(lists), re.M))
    ours = {problem.type for problem in PROBLEMS}

    assert ours - named == set()
    assert named - ours - of_the_server == set()


def test_the_twin_names_the_same_problems() -> None:
    named = re.findall(r"^  '([a-z-]+)',", (TWIN / "problems.ts").read_text(), re.M)

    assert sorted(named) == sorted(problem.type for problem in PROBLEMS)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.type)
def test_every_problem_is_thrown_by_the_twin(problem: type[Problem]) -> None:
    rooms = [*TWIN.glob("*.ts"), *(HOUSE / "pwa/src/sync").glob("*.ts")]
    code = [path for path in rooms if not path.name.endswith((".test.ts", "problems.ts"))]

    assert any(f"'{problem.type}'" in path.read_text() for path in code)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.type)
def test_every_problem_is_raised_and_explained(problem: type[Problem]) -> None:
    source = "\n".join(path.read_text() for path in ROOM.glob("*.py"))

    assert re.search(
        rf"\b{problem.__name__}(\(|$| from)", source.replace(f"class {problem.__name__}(", ""), re.M
    )
    assert problem.__doc__


def test_no_two_problems_share_a_type() -> None:
    assert len({problem.type for problem in PROBLEMS}) == len(PROBLEMS)


def test_every_problem_has_plain_words() -> None:
    assert WORDS.keys() == {problem.type for problem in PROBLEMS}
