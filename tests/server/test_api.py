"""The API as its own document describes it, tried with what nobody would send on purpose."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import cbor2
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server import beats
from server.api.docs import DOCUMENT
from server.clock import utc_now
from tests.builders import OURS
from tests.house.test_routes import DESCRIBED
from tests.server.people import a_person

# Not asked: that what fits the schema is taken. Each kind of lock has members of its own, which none says.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 6
BYTES = st.binary(max_size=2_000) | st.binary(min_size=45, max_size=45).map(lambda content: b"\1" + content)
BATCHES = st.lists(BYTES, max_size=3).map(lambda listed: cbor2.dumps({"envelopes": listed}))
schemathesis.openapi.media_type("application/cbor", BATCHES | BYTES)
schemathesis.openapi.media_type("application/octet-stream", BYTES)


class Alma:
    """Somebody with a session; whatever a request did to her account, the next one finds one again."""

    def __init__(self, app: Flask) -> None:
        self.person = a_person(app)

    def headers(self) -> dict[str, str]:
        if self.person.phone.asks("GET", "/vault").status_code == 401:
            self.person = a_person(self.person.app)
        cookie = self.person.phone.client.get_cookie("plumbline")
        assert cookie is not None
        return OURS | {"Cookie": f"plumbline={cookie.value}"}


def can_be_wrong(operation: schemathesis.APIOperation) -> bool:
    """Whether it takes what has a form; bytes have none."""
    return bool(operation.query) or any(body.media_type == "application/json" for body in operation.body)


def with_a_worker(app: Flask) -> Flask:
    """An app that also says that its worker is alive, however long the test takes."""
    with app.app_context():
        beats.note(bytes(16), utc_now() + timedelta(days=1))
    return app


def tried(app: Flask, mode: GenerationMode, headers: Callable[[], dict[str, str]]) -> set[str]:
    """Try every operation that the document describes; which ones were."""
    operations = [one.ok() for one in schemathesis.openapi.from_wsgi(DOCUMENT, app).get_all_operations()]
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not can_be_wrong(operation):
            continue

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy(mode))
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS, headers=headers())

        answers_as_described()
    return {f"{operation.method.upper()} {operation.path}" for operation in operations}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
def test_no_request_meets_a_fault_or_an_undocumented_answer(app: Flask, mode: GenerationMode) -> None:
    app.config["RATES_TIMES"] = 1000
    alma = Alma(app)

    operations = tried(with_a_worker(app), mode, alma.headers)

    assert operations == {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route)) for route in DESCRIBED}


def test_strangers_meet_no_fault_either(app: Flask) -> None:
    app.config["RATES_TIMES"] = 1000

    assert tried(with_a_worker(app), GenerationMode.POSITIVE, lambda: {}) >= {"POST /api/sessions"}


def test_the_page_of_the_api_shows_every_route(app: Flask, client: FlaskClient) -> None:
    page = client.get("/api/docs").text

    for route in DESCRIBED:
        shown = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route))
        assert f"<code>{shown}</code>" in page
    assert set(re.findall(r'href="#(\w+)"', page)) == set(re.findall(r'section id="(\w+)"', page))
    assert "<script" not in page
    assert "style=" not in page


def test_the_document_describes_no_schema_in_vain(client: FlaskClient) -> None:
    document = client.get(DOCUMENT).json

    assert document is not None
    assert document["openapi"] == "3.1.0"
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert {"Health", "Version", "ProblemBody", "Vault", "LockAsked", "LockBody"} <= named
    assert named == set(document["components"]["schemas"])
