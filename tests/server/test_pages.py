"""The built app: what may be kept and for how long, and which addresses are a screen of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import create_app
from server.config import Settings

PERSON = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = {"Accept": "*/*"}


@pytest.mark.parametrize("path", ["/", "/index.html", "/sw.js", "/manifest.webmanifest", "/icon.svg"])
def test_what_keeps_its_name_is_asked_for_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "no-cache"
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["index-0f1e2d3c.js", "index-0f1e2d3c.css"])
def test_a_hashed_asset_is_kept_for_a_year(client: FlaskClient, name: str) -> None:
    response = client.get(f"/assets/{name}")

    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_compressed_twin_is_sent_to_who_takes_it(client: FlaskClient) -> None:
    plain = client.get("/assets/index-0f1e2d3c.js")
    packed = client.get("/assets/index-0f1e2d3c.js", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(packed.data) < len(plain.data)
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html"),
        ("/sw.js", "text/javascript"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/assets/index-0f1e2d3c.js", "text/javascript"),
    ],
)
def test_every_file_says_what_it_is(client: FlaskClient, path: str, media_type: str) -> None:
    assert client.get(path).mimetype == media_type


@pytest.mark.parametrize("path", ["/check/daily", "/settings", "/month/"])
def test_a_person_going_to_a_screen_gets_the_app(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=PERSON)

    assert response.data == client.get("/").data
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/assets/gone-00000000.js", PERSON),
        ("/assets/gone", PERSON),
        ("/assets", PERSON),
        ("/api", PERSON),
        ("/api/nothing", PERSON),
        ("/.well-known/nothing", PERSON),
        ("/gone.js", PERSON),
        ("/check/daily", SCRIPT),
        ("/../pyproject.toml", PERSON),
    ],
)
def test_what_is_no_screen_is_not_found(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    response = client.get(path, headers=headers)

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_an_app_never_built_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    app = create_app(replace(settings, built_app=tmp_path / "nothing"))

    response = app.test_client().get("/", headers=PERSON)

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["type"] == "app-not-built"
    assert "make build" in response.json["title"]
