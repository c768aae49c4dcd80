"""The fixtures all tests share: an app on each database, and a client of it. Everything else is a builder."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from server import create_app
from server.config import Settings
from tests.adversary.table import Lies
from tests.builders import a_built_app, migrated, some_settings
from tests.house.shape import table
from tests.postgres import running_postgres
from tests.promises import Promises
from tests.recorded import recorded
from tests.traffic import Traffic


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Promises())
        config.pluginmanager.register(Lies())
        config.pluginmanager.register(Traffic())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("shape: measured (expected)")
    for row in table():
        terminalreporter.line(row)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("promise"):
            item.user_properties.append(("promise", marker.args[0]))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of this run's PostgreSQL, `{name}` in place of the database; `migrated` is the template."""
    with running_postgres() as address:
        execute(address, "CREATE DATABASE migrated")
        migrated(some_settings(database_url=address.format(name="migrated")))
        yield address


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "plumbline.sqlite"
    migrated(some_settings(database_url=f"sqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings with an empty, migrated database of their own, on each kind in turn."""
    built_app = a_built_app(tmp_path / "dist")
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite"), tmp_path)
        yield some_settings(database_url=f"sqlite:///{file}", built_app=built_app)
        return
    address: str = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    execute(address, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield some_settings(database_url=address.format(name=name), built_app=built_app)
    execute(address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def app(settings: Settings) -> Flask:
    return recorded(create_app(settings))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def execute(address: str, statement: str) -> None:
    engine = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
