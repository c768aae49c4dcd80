"""What servers under test hear and say is kept whole, and the look through it finds what is planted."""

from base64 import urlsafe_b64encode
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cbor2
import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text

from server.db import db, write_transaction
from tests.recorded import Recorded
from tests.traffic import CANARY, Traffic, dump, found_in, sizes_in

pytestmark = pytest.mark.promise(2)
QUESTION = "daily-steady"
PLANTED = {
    "in JSON": f'{{"note": "{CANARY}"}}'.encode(),
    "in base64url": urlsafe_b64encode(b"x" + CANARY.encode()),
    "in UTF-16": CANARY.encode("utf-16-le"),
    "in hex": QUESTION.encode().hex().encode(),
    "as a kind": b'{"kind":"entry","id":"019a"}',
    "in CBOR": cbor2.dumps({"question": QUESTION}),
}


def an_echo(folder: Path) -> FlaskClient:
    """A server that says what it heard, recorded in `folder`."""
    app = Flask(__name__)
    app.add_url_rule("/api/changes", "echo", lambda: request.get_data(), methods=["GET", "POST"])
    app.add_url_rule("/page", "page", lambda: "a page")
    app.wsgi_app = Recorded(app.wsgi_app, folder)  # type: ignore[method-assign]
    return app.test_client()


@pytest.mark.parametrize("form", PLANTED)
def test_what_is_planted_in_a_body_is_found(tmp_path: Path, form: str) -> None:
    client = an_echo(tmp_path)

    client.post("/api/changes?after=0", data=PLANTED[form])
    client.get("/page")

    (exchange,) = (path.read_bytes() for path in tmp_path.iterdir())
    request_alone, answer_alone = exchange.split(b"the answer:")
    assert len(found_in(request_alone)) == len(found_in(answer_alone)) == 1


def test_an_exchange_without_secrets_is_clean(tmp_path: Path) -> None:
    an_echo(tmp_path).post("/api/changes", data=b'{"kind":"device","name":"mara"}')

    (exchange,) = (path.read_bytes() for path in tmp_path.iterdir())

    assert found_in(exchange) == []


def test_a_trace_names_its_word_and_its_address(tmp_path: Path) -> None:
    an_echo(tmp_path).get(f"/api/changes?q={CANARY}")
    traffic = Traffic()

    for path in tmp_path.iterdir():
        traffic.search(path.read_bytes())

    assert traffic.traces == [f"{CANARY} in GET /api/changes q={CANARY}"]


def test_the_sizes_of_envelopes_taken_are_counted(tmp_path: Path) -> None:
    client = an_echo(tmp_path)

    client.post("/api/changes", data=cbor2.dumps({"envelopes": [b"a" * 1213, b"b" * 1213, b"c" * 999]}))

    (exchange,) = (path.read_bytes() for path in tmp_path.iterdir())
    assert sizes_in(exchange) == Counter({1213: 2, 999: 1})


@pytest.mark.parametrize("keyword", ["", "pull"])
def test_a_whole_run_that_kept_nothing_fails(tmp_path: Path, keyword: str) -> None:
    config = SimpleNamespace(
        option=SimpleNamespace(keyword=keyword), args=["tests"], getini=lambda _: ["tests"]
    )
    session: Any = SimpleNamespace(config=config, exitstatus=pytest.ExitCode.OK)
    traffic = Traffic()
    traffic.folder = tmp_path

    traffic.end(session)

    assert (session.exitstatus == pytest.ExitCode.TESTS_FAILED) == (keyword == "")


def test_a_dump_shows_every_cell_of_the_database(app: Flask) -> None:
    with app.app_context():
        with write_transaction():
            db.session.execute(text("CREATE TABLE planted (word TEXT)"))
            db.session.execute(text("INSERT INTO planted VALUES (:word)"), {"word": CANARY})
        url = db.engine.url.render_as_string(hide_password=False)
        db.engine.dispose()

    assert found_in(dump(url)) == [CANARY]
