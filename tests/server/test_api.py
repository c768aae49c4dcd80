"""The API as its own document describes it, tried with what nobody would send on purpose."""

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings

from server.api.docs import DOCUMENT


def test_no_request_meets_a_fault_or_an_undocumented_answer(app: Flask) -> None:
    described = schemathesis.openapi.from_wsgi(DOCUMENT, app)

    tried = 0
    for operation in described.get_all_operations():
        case_strategy = operation.ok().as_strategy()

        @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=case_strategy)
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate()

        answers_as_described()
        tried += 1

    assert tried == 3


def test_the_page_of_the_api_shows_every_route(app: Flask, client: FlaskClient) -> None:
    document = client.get(DOCUMENT).json
    page = client.get("/api/docs").text

    assert document is not None
    assert document["openapi"] == "3.1.0"
    for path in document["paths"]:
        assert f"GET {path}</code>" in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_document_describes_no_schema_in_vain(client: FlaskClient) -> None:
    document = client.get(DOCUMENT).json

    assert document is not None
    assert set(document["components"]["schemas"]) == {"Health", "Version", "ProblemBody"}
