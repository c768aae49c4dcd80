"""The header set stands on every kind of response; the policies say what the app needs and nothing more."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.config import Settings
from tests.builders import IMPORT_MAP

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
EVERY_KIND = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("GET", "/check/daily", 200),
    ("GET", "/sw.js", 200),
    ("GET", "/manifest.webmanifest", 200),
    ("GET", "/assets/index-0f1e2d3c.js", 200),
    ("GET", "/assets/gone-00000000.js", 404),
    ("POST", "/", 405),
    ("GET", "/api/health/live", 200),
    ("GET", "/api/nothing", 404),
    ("DELETE", "/api/version", 405),
    ("OPTIONS", "/api/version", 200),
    ("GET", "/api/docs", 200),
    ("GET", "/api/docs/openapi.json", 200),
    ("GET", "/api/docs/page.css", 200),
    ("GET", "/api/fault", 500),
]


def policy(text: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for words in (part.split() for part in text.split(";"))}


@pytest.mark.parametrize(("method", "path", "status"), EVERY_KIND)
def test_every_response_carries_the_header_set(app: Flask, method: str, path: str, status: int) -> None:
    app.add_url_rule("/api/fault", "fault", lambda: str(1 // 0))

    response = app.test_client().open(path, method=method, headers={"Accept": "text/html"})

    assert response.status_code == status
    assert ALWAYS.items() <= dict(response.headers).items()
    told = policy(response.headers["Content-Security-Policy"])
    assert told["default-src"] == ["'none'"]
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]
    assert "Cache-Control" in response.headers
    assert "Clear-Site-Data" not in response.headers


def test_the_page_policy_allows_what_the_app_needs(client: FlaskClient) -> None:
    told = policy(client.get("/").headers["Content-Security-Policy"])

    digest = b64encode(sha256(IMPORT_MAP.encode()).digest()).decode()
    assert told["script-src"] == ["'self'", "'wasm-unsafe-eval'", f"'sha256-{digest}'"]
    assert told["require-trusted-types-for"] == ["'script'"]
    assert told["trusted-types"] == ["app", "sw-url", "svelte-trusted-html"]
    assert told["frame-ancestors"] == told["base-uri"] == told["object-src"] == ["'none'"]


def test_the_service_worker_has_a_stricter_policy(client: FlaskClient) -> None:
    told = policy(client.get("/sw.js").headers["Content-Security-Policy"])

    assert told == {"default-src": ["'none'"], "script-src": ["'self'"], "connect-src": ["'self'"]}


@pytest.mark.parametrize(
    ("production", "scheme", "asked"),
    [(True, "http", True), (True, "https", True), (False, "https", True), (False, "http", False)],
)
def test_https_is_asked_for_where_it_works(
    settings: Settings, production: bool, scheme: str, asked: bool
) -> None:
    app = create_app(replace(settings, production=production))

    response = app.test_client().get("/", base_url=f"{scheme}://plumbline.example")

    found = response.headers.get("Strict-Transport-Security")
    assert found == ("max-age=31536000; includeSubDomains" if asked else None)


def test_the_api_is_never_kept_anywhere(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            assert client.get(rule.rule).headers["Cache-Control"] == "no-store"
