"""How Alembic reaches the database: through the app's own engine, one migration run at a time."""

from alembic import context
from flask import current_app
from sqlalchemy import text

# Two releases that start at once must not both migrate (PostgreSQL; SQLite locks its file by itself).
MIGRATION_LOCK = 7_586_234

migrate = current_app.extensions["migrate"]

with migrate.db.engine.connect() as connection:
    context.configure(connection=connection, target_metadata=migrate.db.metadata, **migrate.configure_args)
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.run_migrations()
