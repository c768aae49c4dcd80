"""The log says what happened and never who, what they wrote, or what they asked for."""

import json
from dataclasses import replace

import pytest

from server import create_app
from server.config import Settings

WORD = "Alma-and-her-secret"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_an_answer_is_logged_without_the_person(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    client = create_app(replace(settings, production=True)).test_client()
    headers = {"User-Agent": WORD, "X-Forwarded-For": "198.51.100.7", "Cookie": f"a={WORD}"}

    client.get(f"/api/version?q={WORD}", headers=headers)
    client.get(f"/api/{WORD}", headers=headers)

    logged = capsys.readouterr().err
    assert [(line["route"], line["status"]) for line in lines(logged)] == [
        ("/api/version", 200),
        ("none", 404),
    ]
    assert WORD not in logged
    assert "198.51.100.7" not in logged
    assert "127.0.0.1" not in logged


def test_a_fault_is_logged_by_kind_and_place(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(settings)

    def fall() -> str:
        raise ValueError(WORD)

    app.add_url_rule("/api/fall", "fall", fall)
    app.test_client().get(f"/api/fall?q={WORD}")

    logged = capsys.readouterr().err
    [line] = lines(logged)
    assert line["kind"] == "ValueError"
    assert str(line["at"]).endswith("fall']")
    assert WORD not in logged


def test_at_home_a_calm_server_is_silent(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    create_app(replace(settings, production=False)).test_client().get("/api/version")

    assert capsys.readouterr().err == ""
