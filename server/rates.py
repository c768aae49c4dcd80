"""How often something may be asked for, counted over all processes in fixed windows (PROTOCOL 9.4).

Of whom it is counted for, only a keyed hash is kept: no address and no handle stands in the table. Rows of
windows that are over go when a new one begins.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any

from flask import current_app
from sqlalchemy import Connection, delete, select, tuple_, update

from server.clock import START
from server.db import db, insert_into, writing
from server.macs import mac
from server.models import Rate
from server.problems import TooManyRequests

OLD_ROWS_AT_ONCE = 1_000
IPV6_PREFIX = 64  # what one person's line is given: counting single addresses of it would count nothing


@dataclass(frozen=True)
class Limit:
    """So many in a window of time. name: short, and part of the key of what is counted."""

    name: str
    most: int
    window: timedelta


QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)
GUESSES = Limit("guesses", 10, QUARTER)  # by handle: sign-in with a secret, stretching
SIGN_INS = Limit("sign-ins", 300, QUARTER)  # by address, as the next four
REGISTRATIONS = Limit("registrations", 20, DAY)
PAIRINGS_MADE = Limit("pairings-made", 60, QUARTER)
PAIRINGS_OPENED = Limit("pairings-opened", 60, QUARTER)
PAIRINGS_ASKED_FOR = Limit("pairings-asked-for", 1_200, QUARTER)
PUSHED_BYTES = Limit("pushed-bytes", 64 * 1024 * 1024, DAY)  # by account
NUDGES = Limit("nudges", 300, QUARTER)  # by account: subscriptions and schedules


def most(limit: Limit) -> int:
    """What this server allows: RATES_TIMES is for one that many share an address with."""
    times: int = current_app.config["RATES_TIMES"]
    return limit.most * times


def count(limit: Limit, whom: str | bytes, now: datetime) -> None:
    """Count one, in a transaction of its own: what fails later is counted too. Raises TooManyRequests."""
    with writing() as connection:
        add(connection, limit, whom, now)


def add(connection: Connection, limit: Limit, whom: str | bytes, now: datetime, amount: int = 1) -> None:
    """Count so many more, inside a write. Raises TooManyRequests, and then nothing is counted."""
    window = window_of(limit, now)
    ends_at = START + (window + 1) * limit.window
    row = {"name": key(limit, whom), "window": window, "count": amount, "ends_at": ends_at}
    counted: int = connection.execute(counting(connection.dialect.name), row).scalar_one()
    if counted > most(limit):
        wait_s = math.ceil((ends_at - now).total_seconds())
        raise TooManyRequests(headers={"Retry-After": str(wait_s)})
    if counted == amount:
        forget_old(connection, now)


@cache
def counting(_dialect: str) -> Any:
    """Add to a count that may be there already, and give it; made once for each kind of database."""
    insert = insert_into(Rate)
    counts = {"count": Rate.count + insert.excluded.count}
    return insert.on_conflict_do_update(index_elements=["name", "window"], set_=counts).returning(Rate.count)


def give_back(limit: Limit, whom: str | bytes, now: datetime) -> None:
    """What was counted turned out to be right, inside a write_transaction."""
    held = (Rate.name == key(limit, whom), Rate.window == window_of(limit, now))
    db.session.execute(update(Rate).where(*held, Rate.count > 0).values(count=Rate.count - 1))


def window_of(limit: Limit, now: datetime) -> int:
    """Windows of all limits began in 1970: all processes count in the same ones."""
    return (now - START) // limit.window


def forget_old(connection: Connection, now: datetime) -> None:
    """Windows that are over go, some at a time; another process that clears away is not waited for."""
    old = select(Rate.name, Rate.window).where(Rate.ends_at <= now).limit(OLD_ROWS_AT_ONCE)
    found = connection.execute(old.with_for_update(skip_locked=True)).all()
    if found:
        connection.execute(delete(Rate).where(tuple_(Rate.name, Rate.window).in_(found)))


def key(limit: Limit, whom: str | bytes) -> str:
    content = whom.encode("utf-8") if isinstance(whom, str) else whom
    return f"{limit.name} {mac('rate ' + limit.name, content)[:16].hex()}"


def line_of(address: str | None) -> str:
    """Whom an address is counted as: an IPv4 address, or the /64 an IPv6 one lies in."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ip_network((found, IPV6_PREFIX), strict=False))
