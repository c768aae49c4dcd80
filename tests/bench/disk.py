"""What a database takes on the disk, once it has been tidied."""

import sqlite3
from pathlib import Path

from sqlalchemy import create_engine, text


def sqlite_bytes(file: Path) -> int:
    """The file, with all that stood in its journal."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return file.stat().st_size


def postgres_bytes(address: str) -> int:
    """All of its tables with their indexes."""
    sizes = "SELECT sum(pg_total_relation_size(relid)) FROM pg_catalog.pg_statio_user_tables"
    engine = create_engine(address)
    with engine.connect() as connection:
        size = int(connection.execute(text(sizes)).scalar_one())
    engine.dispose()
    return size


def created(address: str, name: str) -> str:
    """The address of a new, empty database; `address` has `{name}` in its place."""
    engine = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.format(name=name)
