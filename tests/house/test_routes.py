"""Every route says who may ask, what comes out and what can happen; none is public by omission."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from flask import Flask

from server import create_app
from server.api.docs import DOCUMENT
from tests.builders import OURS, some_settings

# What describes the API is not described in it: a page, its style and the document.
DESCRIBES_THE_REST = "docs."
CHANGES_NOTHING = {"GET", "HEAD", "OPTIONS"}
# Each is raised before anything is read, so that no database is asked.
NEEDS_A_SESSION = {"session", "bound", "proven"}


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    method: str
    rule: str
    endpoint: str

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def address(self) -> str:
        """The address with some id in each place for one."""
        return re.sub(r"<id:\w+>", "0" * 32, re.sub(r"<int:\w+>", "1", self.rule))

    @property
    def view(self) -> Any:
        return the_app().view_functions[self.endpoint]

    @property
    def description(self) -> dict[str, Any]:
        """What the document says of it."""
        in_document = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", self.rule)
        operation: dict[str, Any] = the_document()["paths"][in_document][self.method.lower()]
        return operation


@cache
def the_app() -> Flask:
    return create_app(some_settings(database_url="sqlite:////nowhere/never-opened.sqlite"))


@cache
def the_document() -> dict[str, Any]:
    document: dict[str, Any] = the_app().test_client().get(DOCUMENT).json or {}
    return document


def api_routes() -> list[Route]:
    """Every method of every address under /api."""
    found = [
        Route(method, rule.rule, rule.endpoint)
        for rule in the_app().url_map.iter_rules()
        if rule.rule.startswith("/api")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    return sorted(found, key=str)


DESCRIBED = [route for route in api_routes() if not route.endpoint.startswith(DESCRIBES_THE_REST)]


@pytest.mark.parametrize("route", api_routes(), ids=str)
def test_every_route_has_a_session_rule(route: Route) -> None:
    assert route.view.session_rule in NEEDS_A_SESSION | {"open", "session or pairing"}


@pytest.mark.parametrize("route", DESCRIBED, ids=str)
def test_every_route_declares_its_schemas_and_problems(route: Route) -> None:
    declared = {int(problem.status) for problem in route.view.problems}

    answers = {int(status): answer for status, answer in route.description["responses"].items()}

    good = {status: answer for status, answer in answers.items() if status < 400}
    assert good
    assert all(("content" in answer) == (status != 204) for status, answer in good.items())
    assert {status for status in answers if status >= 400} == declared
    assert route.description["summary"]


@pytest.mark.parametrize("route", DESCRIBED, ids=str)
def test_every_problem_of_a_route_is_in_the_document(route: Route) -> None:
    told = "".join(answer.get("description", "") for answer in route.description["responses"].values())

    assert {problem.type for problem in route.view.problems if f"`{problem.type}`" not in told} == set()


@pytest.mark.parametrize(
    "route", [route for route in DESCRIBED if route.view.session_rule in NEEDS_A_SESSION], ids=str
)
def test_without_a_session_nobody_gets_in(route: Route) -> None:
    response = the_app().test_client().open(route.address, method=route.method, headers=OURS)

    assert response.status_code == 401
    assert response.json is not None
    assert response.json["type"] == "not-signed-in"
    assert 401 in {int(problem.status) for problem in route.view.problems}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "http://localhost.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "route", [route for route in DESCRIBED if route.method not in CHANGES_NOTHING], ids=str
)
def test_another_origin_changes_nothing(route: Route, headers: dict[str, str]) -> None:
    response = the_app().test_client().open(route.address, method=route.method, headers=headers)

    assert response.status_code == 403
    assert response.json is not None
    assert response.json["type"] == "wrong-origin"
    assert 403 in {int(problem.status) for problem in route.view.problems}
