"""The log says what happened and never who, what they wrote, or what they asked for."""

import json
from dataclasses import replace

import pytest

from server import create_app
from server.config import Settings
from tests.server.people import a_journal

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


@pytest.mark.promise(2)
def test_signing_in_leaves_nobody_in_the_log(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_app(replace(settings, production=True, proxies=1))
    alma = a_journal(app)
    alma.phone.client.environ_base |= {"HTTP_X_FORWARDED_FOR": "198.51.100.7", "wsgi.url_scheme": "https"}

    registered = alma.phone.asks("POST", "/accounts", json=alma.body)
    handle = registered.json["handle"]  # type: ignore[index]
    alma.phone.asks("POST", "/stretching", json={"handle": handle})
    alma.phone.signs_in(alma.passphrase, handle)
    alma.phone.signs_in_by_key()
    alma.phone.asks("PUT", f"/locks/{alma.passphrase['id']}", json=alma.passphrase)
    sessions = alma.phone.gets("/sessions")["sessions"]
    alma.phone.asks("DELETE", f"/sessions/{sessions[0]['id']}")
    failed = alma.phone.signs_in(alma.recovery, "nobody-1234")

    logged = capsys.readouterr().err
    assert failed.status_code == 401
    assert [line["status"] for line in lines(logged)] == [201, 200, 201, 200, 201, 403, 200, 204, 401]
    secret = [alma.account.hex(), alma.phone.id.hex(), alma.passphrase["auth"], alma.passphrase["id"]]
    who = [handle, "alma", "nobody", "198.51.100.7", sessions[0]["id"]]
    assert [one for one in (*secret, *who) if one in logged] == []


def test_at_home_a_calm_server_is_silent(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    create_app(replace(settings, production=False)).test_client().get("/api/version")

    assert capsys.readouterr().err == ""
