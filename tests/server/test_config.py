"""Settings that are refused name the remedy; settings that are accepted are what was meant."""

from pathlib import Path

import pytest

from server.config import Settings, Unsafe
from tests.builders import SECRET, an_environment


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"DATABASE_URL": "no address"}, "write sqlite:///… or postgresql://…"),
        ({"DATABASE_URL": "mysql://db/plumbline"}, "take sqlite or postgresql"),
        ({"DATABASE_URL": "sqlite://"}, "give SQLite one"),
        ({"SESSION_SECRET": ""}, "SESSION_SECRET is missing"),
        ({"SESSION_SECRET": "dev"}, "flask --app server.cli secrets new"),
        ({"SESSION_SECRET": SECRET.hex()[:62]}, "too short"),
        ({"SESSION_SECRET": "00" * 32}, "a placeholder"),
        ({"SESSION_SECRET": "deadbeef" * 8}, "a placeholder"),
        ({"PROXIES": "-1"}, "PROXIES must be a whole number from 0 to 9"),
        ({"PROXIES": "10"}, "PROXIES must be a whole number from 0 to 9"),
        ({"RATES_TIMES": "0"}, "RATES_TIMES must be a whole number from 1 to 1000"),
        ({"RATES_TIMES": "1001"}, "RATES_TIMES must be a whole number from 1 to 1000"),
        ({"PORT": "http"}, "PORT must be a whole number"),
        ({"PRODUCTION": "ture"}, "PRODUCTION must be yes or no"),
    ],
)
def test_an_unsafe_setting_is_refused_with_its_remedy(changes: dict[str, str], remedy: str) -> None:
    with pytest.raises(Unsafe) as refused:
        Settings.from_environment(an_environment(**changes))

    assert remedy in refused.value.message


@pytest.mark.parametrize("mount", ["", "relative", "/nowhere/at/all"])
def test_sqlite_in_production_needs_a_named_disk(mount: str) -> None:
    env = an_environment(PRODUCTION="yes", DATA_MOUNT=mount)

    with pytest.raises(Unsafe, match="DATA_MOUNT, or use PostgreSQL"):
        Settings.from_environment(env)


def test_sqlite_outside_its_named_disk_is_refused(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    env = an_environment(
        PRODUCTION="yes",
        DATA_MOUNT=str(tmp_path / "disk"),
        DATABASE_URL=f"sqlite:///{tmp_path}/disk/../plumbline.sqlite",
    )

    with pytest.raises(Unsafe, match="lies outside DATA_MOUNT"):
        Settings.from_environment(env)


def test_sqlite_on_its_named_disk_is_accepted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/plumbline.sqlite"

    settings = Settings.from_environment(
        an_environment(PRODUCTION="yes", DATA_MOUNT=str(tmp_path), DATABASE_URL=url)
    )

    assert settings.database_url == url


def test_a_forgotten_production_setting_means_production() -> None:
    with pytest.raises(Unsafe, match="SQLite in production"):
        Settings.from_environment(an_environment(PRODUCTION=""))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2", "postgresql+psycopg"])
def test_every_spelling_of_postgres_reaches_one_driver(scheme: str) -> None:
    env = an_environment(DATABASE_URL=f"{scheme}://alma:s%40fe@db:5432/plumbline?sslmode=require")

    settings = Settings.from_environment(env)

    assert settings.database_url == "postgresql+psycopg://alma:s%40fe@db:5432/plumbline?sslmode=require"


def test_printed_settings_show_no_secret_and_no_password() -> None:
    settings = Settings.from_environment(an_environment(DATABASE_URL="postgres://alma:hush@db/plumbline"))

    printed = repr(settings)

    assert "hush" not in printed
    assert SECRET.hex() not in printed
    assert "session_secret" not in printed
