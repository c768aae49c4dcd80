"""Settings: frozen, read once from the environment, refused with the remedy when unsafe.

Nothing else in the server reads the environment. Without `PRODUCTION=no` the strict rules hold, so that a
forgotten setting is never the unsafe one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import click
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from server import push_services, vapid
from server.vapid import Vapid
from sync import sizes

MIB = 1024 * 1024
SECRET_BYTES_MIN = 32
# 32 random bytes hold fewer than 16 different ones less than once in 10^12 draws; typed ones nearly always.
DIFFERENT_BYTES_MIN = 16
# At home there is nobody to write to; Apple refuses such a contact, and reaches no server at home.
AT_HOME = "mailto:plumbline@localhost"
MAKE_A_PAIR = "make a pair with `flask --app server.cli vapid new`"
BUILT_APP = Path(__file__).parent.parent / "pwa" / "dist"


class Unsafe(click.ClickException):
    """A setting the server will not start with; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings, read by `from_environment` alone; an unsafe value stops the start with its remedy."""

    database_url: str = field(repr=False)
    session_secret: bytes = field(repr=False)
    vapid: Vapid = field(repr=False)
    production: bool = True
    proxies: int = 0  # trusted hops in front of us
    port: int = 8000
    body_bytes_max: int = 4 * MIB
    rates_times: int = 1  # how many times the limits of PROTOCOL 9.4: for many people behind one address
    account_bytes_max: int = sizes.ACCOUNT_BYTES_MAX
    built_app: Path = BUILT_APP
    push_services: frozenset[str] = frozenset()  # origins beside those of PROTOCOL 10.4
    names_wns_type: bool = False  # whether messages to Windows' push service say of what kind they are

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self:
        """Settings as the environment gives them; raises Unsafe for the first one that will not do."""
        production = yes_or_no(env, "PRODUCTION", default=cls.production)
        return cls(
            database_url=database_url(env, production),
            session_secret=session_secret(env),
            vapid=application_server_keys(env, production),
            push_services=more_push_services(env, production),
            names_wns_type=yes_or_no(env, "WNS_TYPE", default=cls.names_wns_type),
            production=production,
            proxies=whole_number(env, "PROXIES", default=cls.proxies, most=9),
            port=whole_number(env, "PORT", default=cls.port, most=65535),
            built_app=Path(env.get("BUILT_APP", "") or cls.built_app),
            body_bytes_max=whole_number(env, "BODY_BYTES_MAX", default=cls.body_bytes_max, most=64 * MIB),
            rates_times=whole_number(env, "RATES_TIMES", default=cls.rates_times, least=1, most=1000),
            account_bytes_max=whole_number(
                env, "ACCOUNT_BYTES_MAX", default=cls.account_bytes_max, most=1024 * MIB
            ),
        )


def database_url(env: Mapping[str, str], production: bool) -> str:
    """The address as SQLAlchemy wants it: platforms hand out `postgres://`, which it refuses."""
    try:
        url = make_url(required(env, "DATABASE_URL"))
    except ArgumentError:
        raise Unsafe("DATABASE_URL is not an address: write sqlite:///… or postgresql://…") from None
    match url.get_backend_name():
        case "postgres" | "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        case "sqlite":
            must_be_kept(url, env, production)
        case other:
            raise Unsafe(f"DATABASE_URL names {other}: take sqlite or postgresql")
    return url.render_as_string(hide_password=False)


def must_be_kept(url: URL, env: Mapping[str, str], production: bool) -> None:
    """Refuse a SQLite file that the next deploy would throw away."""
    if not url.database or url.database == ":memory:":
        raise Unsafe("DATABASE_URL names no file: give SQLite one, as in sqlite:////data/plumbline.sqlite")
    if not production:
        return
    mount = Path(env.get("DATA_MOUNT", ""))
    if not mount.is_absolute() or not mount.is_dir():
        raise Unsafe(
            "SQLite in production loses everything at the next deploy, unless it lies on a disk that stays: "
            "name that disk's folder in DATA_MOUNT, or use PostgreSQL in DATABASE_URL"
        )
    if not Path(url.database).resolve().is_relative_to(mount.resolve()):
        raise Unsafe(f"DATABASE_URL lies outside DATA_MOUNT: put the file under {mount}")


def session_secret(env: Mapping[str, str]) -> bytes:
    """The key of all that only this server can compute (`macs`), at least 32 bytes, written as hex."""
    remedy = "make one with `flask --app server.cli secrets new`"
    try:
        secret = bytes.fromhex(required(env, "SESSION_SECRET"))
    except ValueError:
        raise Unsafe(f"SESSION_SECRET is not hexadecimal: {remedy}") from None
    if len(secret) < SECRET_BYTES_MIN:
        raise Unsafe(f"SESSION_SECRET is too short: {remedy}")
    if len(set(secret)) < DIFFERENT_BYTES_MIN:
        raise Unsafe(f"SESSION_SECRET is a placeholder, not a secret: {remedy}")
    return secret


def application_server_keys(env: Mapping[str, str], production: bool) -> Vapid:
    """The pair that phones subscribe with, the older one while they change over, and who we are."""
    pairs = [pair(env, "VAPID")]
    if env.get("VAPID_OLD_PRIVATE_KEY", "").strip() or env.get("VAPID_OLD_PUBLIC_KEY", "").strip():
        pairs.append(pair(env, "VAPID_OLD"))
    if len({one.public for one in pairs}) < len(pairs):
        raise Unsafe("VAPID_OLD_PRIVATE_KEY is the key that is used now: take the old pair, or leave it away")
    if production or env.get("VAPID_SUBJECT", "").strip():
        subject = required(env, "VAPID_SUBJECT")
        if not vapid.is_contact(subject):
            raise Unsafe(
                "VAPID_SUBJECT is where push services write to when something is wrong: "
                "give mailto: and an address of yours, or https:// and your host"
            )
        return Vapid(tuple(pairs), subject)
    return Vapid(tuple(pairs), AT_HOME)


def pair(env: Mapping[str, str], name: str) -> vapid.KeyPair:
    private, public = (env.get(f"{name}_{half}_KEY", "").strip() for half in ("PRIVATE", "PUBLIC"))
    if not private or not public:
        missing = f"{name}_PUBLIC_KEY" if private else f"{name}_PRIVATE_KEY"
        raise Unsafe(f"{missing} is missing: {MAKE_A_PAIR}")
    try:
        return vapid.read_pair(private, public)
    except ValueError as refused:
        raise Unsafe(f"{name}_PRIVATE_KEY and {name}_PUBLIC_KEY: {refused}: {MAKE_A_PAIR}") from None


def more_push_services(env: Mapping[str, str], production: bool) -> frozenset[str]:
    try:
        return push_services.read_added(env.get("PUSH_SERVICES", ""), production=production)
    except ValueError as refused:
        raise Unsafe(f"PUSH_SERVICES: {refused}") from None


def required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise Unsafe(f"{name} is missing: set it in the environment (README, settings)")
    return value


def whole_number(env: Mapping[str, str], name: str, *, default: int, most: int, least: int = 0) -> int:
    text = env.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise Unsafe(f"{name} must be a whole number from {least} to {most}")
    return int(text)


def yes_or_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = env.get(name, "").strip().lower()
    match text:
        case "":
            return default
        case "yes":
            return True
        case "no":
            return False
        case _:
            raise Unsafe(f"{name} must be yes or no")
