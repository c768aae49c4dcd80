"""A browser lets go of our files only when our own page asks for it."""

from flask import Flask
from flask.testing import FlaskClient

from tests.builders import OURS
from tests.server.people import problem
from tests.server.phones import a_phone


def test_a_browser_is_told_to_let_go(client: FlaskClient) -> None:
    response = client.post("/api/erasures", headers=OURS)

    assert response.status_code == 204
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Max-Age=0" in response.headers["Set-Cookie"]


def test_no_other_page_can_have_it_let_go(client: FlaskClient) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {}):
        response = client.post("/api/erasures", headers=headers)

        assert problem(response) == (403, "wrong-origin")
        assert "Clear-Site-Data" not in response.headers
    assert client.get("/api/erasures").status_code == 405


def test_nothing_on_the_server_goes_with_it(app: Flask) -> None:
    alma = a_phone(app)
    assert alma.pushes(alma.writes(2)).status_code == 200

    assert alma.asks("POST", "/api/erasures").status_code == 204

    assert len(alma.pulls()["changes"]) == 2
