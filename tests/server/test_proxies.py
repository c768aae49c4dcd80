"""The person's address is right behind 0, 1 and 2 proxies, and cannot be forged beyond those we trust."""

from dataclasses import replace

import pytest
from flask import request

from server import create_app
from server.config import Settings

FORGED, PERSON, OUTER = "192.0.2.66", "198.51.100.7", "203.0.113.5"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, f"{FORGED}", "127.0.0.1"),
        (1, f"{FORGED}, {PERSON}", PERSON),
        (2, f"{FORGED}, {PERSON}, {OUTER}", PERSON),
    ],
)
def test_only_trusted_proxies_name_the_person(
    settings: Settings, proxies: int, forwarded: str, believed: str
) -> None:
    app = create_app(replace(settings, proxies=proxies))
    app.add_url_rule("/api/who", "who", lambda: str(request.remote_addr))

    response = app.test_client().get("/api/who", headers={"X-Forwarded-For": forwarded})

    assert response.text == believed


@pytest.mark.parametrize(("proxies", "is_secure"), [(0, False), (1, True)])
def test_only_a_trusted_proxy_says_it_was_https(settings: Settings, proxies: int, is_secure: bool) -> None:
    client = create_app(replace(settings, proxies=proxies)).test_client()

    response = client.get("/", headers={"X-Forwarded-Proto": "https"})

    assert ("Strict-Transport-Security" in response.headers) is is_secure
