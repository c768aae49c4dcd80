"""Alive, ready, and what it is."""

from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server import create_app
from server.config import Settings
from server.db import db, write_transaction


def test_a_migrated_server_is_ready(client: FlaskClient) -> None:
    response = client.get("/api/health/ready")

    assert (response.status_code, response.json) == (200, {"status": "ready"})


def test_a_server_behind_its_migrations_is_not_ready(app: Flask) -> None:
    with app.app_context():
        downgrade(revision="base")
    behind = app.test_client().get("/api/health/ready")
    with app.app_context():
        upgrade()
    again = app.test_client().get("/api/health/ready")

    assert behind.status_code == 503
    assert behind.json is not None
    assert behind.json["type"] == "not-ready"
    assert again.status_code == 200


def test_a_database_from_the_future_is_not_ready(app: Flask) -> None:
    with app.app_context(), write_transaction():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert app.test_client().get("/api/health/ready").status_code == 503


def test_a_silent_database_leaves_the_process_alive(settings: Settings, tmp_path: Path) -> None:
    silent = {
        "sqlite": f"sqlite:///{tmp_path}/no/such/folder/file.sqlite",
        "postgresql+psycopg": f"postgresql+psycopg://plumbline@/plumbline?host={tmp_path}",
    }[settings.database_url.split(":")[0]]
    client = create_app(replace(settings, database_url=silent)).test_client()

    assert client.get("/api/health/ready").status_code == 503
    assert client.get("/api/health/live").json == {"status": "live"}


def test_the_version_names_the_build_and_the_protocol(client: FlaskClient) -> None:
    assert client.get("/api/version").json == {"build": "a1b2c3d4", "protocol": 1}


def test_without_a_build_the_version_says_so(settings: Settings, tmp_path: Path) -> None:
    client = create_app(replace(settings, built_app=tmp_path / "nothing")).test_client()

    assert client.get("/api/version").json == {"build": None, "protocol": 1}
