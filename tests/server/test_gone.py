"""What was purged or deleted is in no file of the database: not in a free page, not in a log of writes."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from server import accounts
from server.config import Settings
from sync import chain
from sync.sizes import HEADER_BYTES
from tests.server.phones import SignedIn, a_phone, a_snapshot

SLICE_BYTES = 48
STRIDE_BYTES = 700  # more than one slice in each piece that a database cuts it into


def slices(content: bytes) -> list[bytes]:
    """Of what is behind the header: each is random, and stands nowhere by chance."""
    ends = range(HEADER_BYTES, len(content) - SLICE_BYTES, STRIDE_BYTES)
    return [content[at : at + SLICE_BYTES] for at in ends]


def files_of(settings: Settings) -> list[bytes]:
    """The SQLite file and what lies beside it, or the files of PostgreSQL's tables and indexes."""
    url = settings.database_url
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        number = "SELECT oid FROM pg_database WHERE datname = current_database()"
        oid = connection.execute(text(number)).scalar_one()
        cluster = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    return [path.read_bytes() for path in (cluster / "base" / str(oid)).iterdir() if path.is_file()]


def left_of(contents: list[bytes], settings: Settings) -> int:
    """How many slices of these stand in a file."""
    files = files_of(settings)
    wanted = [piece for content in contents for piece in slices(content)]
    return sum(any(piece in file for file in files) for piece in wanted)


def a_phone_that_wrote(app: Flask) -> tuple[SignedIn, list[bytes]]:
    """Its changes, in three batches; the first ten are small, the others long."""
    alma = a_phone(app)
    changes = alma.writes(10) + alma.writes(10, note="x" * 3000) + alma.writes(10, note="x" * 9000)
    for first in range(0, len(changes), 10):
        assert alma.pushes(changes[first : first + 10]).status_code == 200
    return alma, changes


def scrubbed(app: Flask, settings: Settings) -> None:
    """What SQLite does with each purge, PostgreSQL does when it is asked."""
    if not settings.database_url.startswith("sqlite"):
        assert app.test_cli_runner().invoke(args=["scrub"]).exit_code == 0


@pytest.mark.promise(2)
def test_what_was_purged_is_in_no_file(app: Flask, settings: Settings) -> None:
    alma, changes = a_phone_that_wrote(app)
    gone, kept = changes[::2], changes[1::2]
    snapshot = a_snapshot(30)
    assert alma.puts_snapshot(30, snapshot).status_code == 200
    assert left_of([*gone, snapshot[: 40 * STRIDE_BYTES]], settings) > 0

    assert alma.purges([chain.change_id(one) for one in gone]).json == {"purged": 15}
    scrubbed(app, settings)

    assert left_of([*gone, snapshot], settings) == 0
    # The same look finds what stays, but for slices that lie across two pages.
    assert left_of(kept, settings) > 0.9 * sum(map(len, map(slices, kept)))
    assert [one[1] for one in alma.pulls()["changes"][1::2]] == kept


@pytest.mark.promise(2)
def test_a_deleted_account_is_in_no_file(app: Flask, settings: Settings) -> None:
    alma, changes = a_phone_that_wrote(app)
    ben, others = a_phone_that_wrote(app)

    with app.app_context():
        accounts.remove(alma.account)
    scrubbed(app, settings)

    assert left_of(changes, settings) == 0
    assert [one[1] for one in ben.pulls()["changes"]] == others


def test_scrubbing_reaches_what_lay_there_before(app: Flask, settings: Settings) -> None:
    alma, changes = a_phone_that_wrote(app)
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM batch"))
    engine.dispose()

    done = app.test_cli_runner().invoke(args=["scrub"])

    assert done.exit_code == 0, done.output
    assert left_of(changes, settings) == 0
    assert alma.pulls()["changes"] == []
