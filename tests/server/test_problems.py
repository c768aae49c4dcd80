"""Whatever goes wrong leaves as problem+json, with the headers it needs and no inner word."""

from dataclasses import replace

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests, Unauthorized

from server import create_app
from server.config import Settings
from tests.builders import OURS


def test_an_unknown_address_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/api/nothing?name=Alma")

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert response.json == {"type": "not-found", "title": "There is nothing at this address.", "status": 404}


def test_a_wrong_method_is_told_the_right_ones(client: FlaskClient) -> None:
    response = client.post("/api/version")

    assert response.status_code == 405
    assert response.json is not None
    assert response.json["type"] == "method-not-allowed"
    assert {method.strip() for method in response.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("error", "header", "value"),
    [
        (Unauthorized(www_authenticate=WWWAuthenticate("basic")), "WWW-Authenticate", "Basic"),
        (TooManyRequests(retry_after=30), "Retry-After", "30"),
        (ServiceUnavailable(retry_after=30), "Retry-After", "30"),
    ],
)
def test_headers_of_an_error_are_kept(app: Flask, error: Exception, header: str, value: str) -> None:
    def refuse() -> str:
        raise error

    app.add_url_rule("/api/refuse", "refuse", refuse)

    response = app.test_client().get("/api/refuse")

    assert response.headers[header].strip() == value
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == response.status_code == error.code


def test_a_body_one_byte_too_large_is_refused(settings: Settings) -> None:
    app = create_app(replace(settings, body_bytes_max=100))
    app.add_url_rule("/api/take", "take", lambda: str(len(request.data)), methods=["POST"])

    at_the_limit = app.test_client().post("/api/take", data=b"x" * 100, headers=OURS)
    past_it = app.test_client().post("/api/take", data=b"x" * 101, headers=OURS)

    assert at_the_limit.data == b"100"
    assert past_it.status_code == 413
    assert past_it.json is not None
    assert past_it.json["type"] == "too-large"


def test_a_fault_tells_nothing_of_its_inside(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    def fall() -> str:
        raise ValueError("Alma wrote this")

    app.add_url_rule("/api/fall", "fall", fall)

    response = app.test_client().get("/api/fall?note=Alma")

    assert response.status_code == 500
    assert response.json is not None
    assert response.json["type"] == "server-fault"
    assert "Alma" not in response.text


def test_a_redirect_stays_a_redirect(app: Flask) -> None:
    app.add_url_rule("/api/folder/", "folder", lambda: "here")

    response = app.test_client().get("/api/folder")

    assert response.status_code == 308
    assert response.headers["Location"].endswith("/api/folder/")
