"""Every route says who may ask, what comes out and what can happen; none is public by omission."""

from typing import Any

import pytest
from flask import Flask

from server import create_app
from server.api.docs import DOCUMENT
from tests.builders import some_settings

# What describes the API is not described in it: a page, its style and the document.
DESCRIBES_THE_REST = "docs."


def the_app() -> Flask:
    return create_app(some_settings(database_url="sqlite:////nowhere/never-opened.sqlite"))


def api_routes() -> dict[str, str]:
    """Every route under /api: its address by its name."""
    rules = the_app().url_map.iter_rules()
    return {rule.endpoint: rule.rule for rule in rules if rule.rule.startswith("/api")}


def described(address: str) -> list[dict[str, Any]]:
    """What the document says of each method of an address."""
    document = the_app().test_client().get(DOCUMENT).json or {}
    return [operation for operation in document["paths"][address].values() if "responses" in operation]


@pytest.mark.parametrize("endpoint", sorted(api_routes()))
def test_every_route_has_a_session_rule(endpoint: str) -> None:
    assert hasattr(the_app().view_functions[endpoint], "session_rule")


@pytest.mark.parametrize("endpoint", sorted(name for name in api_routes() if DESCRIBES_THE_REST not in name))
def test_every_route_declares_its_schemas_and_problems(endpoint: str) -> None:
    app = the_app()
    declared = {int(problem.status) for problem in app.view_functions[endpoint].problems}  # type: ignore[attr-defined]

    for operation in described(api_routes()[endpoint]):
        answers = {int(status): answer for status, answer in operation["responses"].items()}
        good = [answer for status, answer in answers.items() if status < 400]
        assert good
        assert all("content" in answer for answer in good)
        assert {status for status in answers if status >= 400} == declared
        assert operation["summary"]
