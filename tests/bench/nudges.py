"""Nudges: slots a second beside plain pywebpush in a loop, and what a claim costs among very many slots."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from pywebpush import webpush
from sqlalchemy import text

from server import slots
from server.config import Settings
from server.db import db, write_transaction
from server.vapid import to_b64
from server.worker import BATCH
from tests.bench.disk import created
from tests.bench.sink import Sink
from tests.bench.table import TIMES, AtLeast, Measure, grid
from tests.builders import VAPID, a_built_app, migrated, some_settings
from tests.postgres import NO_NETWORK, running_postgres
from tests.server.many_slots import MINUTE, many_slots
from tests.server.nudged import goes_round
from tests.server.people import NOON, HeldClock, a_server

PHONES, MINUTES, ALONE = 200, 20, 1_000
WAITING = (10_000, 100_000, 1_000_000)
CLAIMS = 9
WINDOW = timedelta(hours=4)
TITLE = f"Nudges: {PHONES * MINUTES:,} due slots, one worker, a push service on this machine"
# The first phone there is gets so many slots more, a minute after the other, all of them later than noon.
MORE = {
    "sqlite": "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < :count)",
    "postgresql": "WITH more AS (SELECT generate_series(1, CAST(:count AS bigint)) AS n)",
}
ADD = """INSERT INTO slot (account, device, due_at, until, next_at, tries, payload)
{more} SELECT account, device, :noon + (:held + n) * 60000, :noon + (:held + n) * 60000 + 14400000,
:noon + (:held + n) * 60000, 0, CAST(:payload AS {binary})
FROM more, (SELECT account, device FROM subscription ORDER BY device LIMIT 1) AS one"""
BINARY = {"sqlite": "BLOB", "postgresql": "BYTEA"}


def report() -> tuple[dict[str, list[float]], float]:
    """By database: slots a second, milliseconds of each claim; and what pywebpush alone sends a second."""
    with Sink() as sink, running_postgres([NO_NETWORK]) as postgres:
        alone = plain_pywebpush(sink)
        rows = {}
        for name, address in (("ours, SQLite", None), ("ours, PostgreSQL", postgres)):
            with tempfile.TemporaryDirectory() as folder, a_place(Path(folder), address, sink) as app:
                rows[name] = [sent_a_second(app, sink), *claims_ms(app, sink)]
    return rows, alone


@contextmanager
def a_place(folder: Path, postgres: str | None, sink: Sink) -> Iterator[Flask]:
    url = created(postgres, "nudges") if postgres else f"sqlite:///{folder / 'plumbline.sqlite'}"
    settings: Settings = some_settings(database_url=url, built_app=a_built_app(folder / "dist"))
    migrated(settings)
    yield a_server(replace(settings, push_services=frozenset({sink.origin})), HeldClock())


def plain_pywebpush(sink: Sink) -> float:
    """As its README has it, one after the other; messages a second."""
    browser = sink.browser()
    subscription = {
        "endpoint": browser.endpoint,
        "keys": {"p256dh": to_b64(browser.p256dh), "auth": to_b64(browser.auth)},
    }
    key, payload = to_b64(VAPID.pairs[0].private), "x" * 1_024
    started = perf_counter()
    for _ in range(ALONE):
        webpush(subscription, payload, vapid_private_key=key, vapid_claims={"sub": VAPID.subject}, ttl=14_400)
    return ALONE / (perf_counter() - started)


def sent_a_second(app: Flask, sink: Sink) -> float:
    """Claimed, sent and settled, batch after batch."""
    minutes = [NOON - MINUTE * number for number in range(MINUTES)]
    many_slots(app, sink, PHONES, minutes, WINDOW)
    rounds = PHONES * MINUTES // BATCH
    started = perf_counter()
    goes_round(app, *[lambda: None] * rounds)
    return PHONES * MINUTES / (perf_counter() - started)


def claims_ms(app: Flask, sink: Sink) -> Iterator[float]:
    """A claim of 200, the median of some, with so many slots that are not due yet."""
    held = 0
    for waiting in WAITING:
        add(app, held, waiting - held)
        held = waiting
        minutes = [NOON - MINUTE * (number + 1) for number in range(MINUTES)]
        many_slots(app, sink, CLAIMS * BATCH // MINUTES, minutes, WINDOW)
        with app.app_context():
            yield median(one_claim_ms() for _ in range(CLAIMS))


def add(app: Flask, held: int, count: int) -> None:
    with app.app_context(), write_transaction():
        kind = db.engine.dialect.name
        statement = text(ADD.format(more=MORE[kind], binary=BINARY[kind]))
        noon_ms = int(NOON.timestamp() * 1000)
        db.session.execute(
            statement, {"noon": noon_ms, "held": held, "count": count, "payload": bytes(1_024)}
        )


def one_claim_ms() -> float:
    started = perf_counter()
    claimed = slots.claim_due(NOON, BATCH)
    took_ms = (perf_counter() - started) * 1000
    assert len(claimed.due) == BATCH
    return took_ms


def side_by_side(rows: dict[str, list[float]], alone: float) -> list[str]:
    names = ["slots a second", *(f"claim of {BATCH} among {waiting:,}: ms" for waiting in WAITING)]
    columns = [*rows, "plain pywebpush"]
    others = [alone, *[None] * len(WAITING)]
    return list(
        grid(
            columns,
            {name: [*(row[at] for row in rows.values()), others[at]] for at, name in enumerate(names)},
        )
    )


def measures(rows: dict[str, list[float]], alone: float) -> list[Measure]:
    return [
        one
        for name, (sent, *claims) in rows.items()
        for one in (
            AtLeast(f"slots a second, {name}, against plain pywebpush", sent / alone, TIMES, 1.5),
            Measure(f"a claim among 1,000,000, {name}, against 10,000", claims[-1] / claims[0], TIMES, 2),
        )
    ]
