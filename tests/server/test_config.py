"""Settings that are refused name the remedy; settings that are accepted are what was meant."""

from pathlib import Path

import pytest

from server.config import Settings, Unsafe
from server.vapid import make_pair, to_b64
from tests.builders import SECRET, VAPID_KEYS, a_pair, an_environment, as_environment


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
        ({"VAPID_PRIVATE_KEY": ""}, "VAPID_PRIVATE_KEY is missing: make a pair with `flask"),
        ({"VAPID_PUBLIC_KEY": ""}, "VAPID_PUBLIC_KEY is missing: make a pair with `flask"),
        ({"VAPID_PRIVATE_KEY": "changeme"}, "the private key is not 32 bytes of base64url"),
        (
            as_environment(make_pair().lines()) | {"VAPID_PRIVATE_KEY": to_b64(SECRET)},
            "is not that of the private",
        ),
        ({"VAPID_OLD_PUBLIC_KEY": to_b64(SECRET)}, "VAPID_OLD_PRIVATE_KEY is missing"),
        ({"VAPID_OLD_PRIVATE_KEY": to_b64(SECRET)}, "VAPID_OLD_PUBLIC_KEY is missing"),
        (as_environment(a_pair().lines("VAPID_OLD")), "is the key that is used now"),
        ({"VAPID_SUBJECT": "mailto:you@example.com"}, "VAPID_SUBJECT is where push services write to"),
        ({"PUSH_SERVICES": "http://push.praxis-alma.net"}, "http is for a push service on your own machine"),
        ({"PUSH_SERVICES": "*"}, "is no origin"),
        ({"WNS_TYPE": "toast"}, "WNS_TYPE must be yes or no"),
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
        in_production(tmp_path) | {"VAPID_SUBJECT": "https://praxis-alma.net"}
    )

    assert settings.database_url == url


def test_in_production_push_services_need_a_contact(tmp_path: Path) -> None:
    env = in_production(tmp_path)

    with pytest.raises(Unsafe, match="VAPID_SUBJECT is missing"):
        Settings.from_environment(env)
    contact = Settings.from_environment(env | {"VAPID_SUBJECT": "mailto:alma@praxis-alma.net"}).vapid
    assert contact.subject == "mailto:alma@praxis-alma.net"


def test_in_production_no_push_service_of_this_machine_is_taken(tmp_path: Path) -> None:
    env = in_production(tmp_path) | {"VAPID_SUBJECT": "https://praxis-alma.net"}

    with pytest.raises(Unsafe, match=r"PUSH_SERVICES: http://127\.0\.0\.1:9101: http is for"):
        Settings.from_environment(env | {"PUSH_SERVICES": "http://127.0.0.1:9101"})
    added = Settings.from_environment(env | {"PUSH_SERVICES": "https://push.praxis-alma.net"}).push_services
    assert added == {"https://push.praxis-alma.net"}


def test_windows_is_told_the_type_only_when_asked() -> None:
    told = [
        Settings.from_environment(an_environment(WNS_TYPE=said)).names_wns_type for said in ("", "no", "yes")
    ]

    assert told == [False, False, True]


def in_production(folder: Path) -> dict[str, str]:
    url = f"sqlite:///{folder}/plumbline.sqlite"
    return dict(an_environment(PRODUCTION="yes", DATA_MOUNT=str(folder), DATABASE_URL=url))


def test_two_pairs_stand_side_by_side_the_newest_first() -> None:
    older = make_pair()

    settings = Settings.from_environment(an_environment(**as_environment(older.lines("VAPID_OLD"))))

    assert settings.vapid.pairs == (a_pair(), older)
    assert settings.vapid.subject == "mailto:plumbline@localhost"


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
    assert VAPID_KEYS["VAPID_PRIVATE_KEY"] not in printed
    assert "private" not in printed
