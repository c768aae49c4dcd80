"""The list of problems is the truth: each is raised somewhere, told apart by its type, and explained."""

import re

import pytest

from server.problems import BY_STATUS, BadRequest, Problem
from tests.house.places import files

PROBLEMS = Problem.__subclasses__()


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.type)
def test_every_problem_is_raised_somewhere(problem: type[Problem]) -> None:
    source = "\n".join(path.read_text() for path in files("server/**/*.py"))

    raised = re.search(rf"raise {problem.__name__}\b", source)
    assert raised or problem in BY_STATUS.values() or problem is BadRequest


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.type)
def test_every_problem_says_why_and_in_kebab_case(problem: type[Problem]) -> None:
    assert problem.__doc__
    assert problem.title.endswith(".")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", problem.type)


def test_no_two_problems_share_a_type() -> None:
    assert len({problem.type for problem in PROBLEMS}) == len(PROBLEMS)
