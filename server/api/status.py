"""Is the process alive, is the whole server ready, and what is it."""

from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app, g
from flask_migrate import Migrate
from flask_smorest import Blueprint
from sqlalchemy.exc import OperationalError

from server import beats
from server.api import gives, may_answer, open_to_everyone
from server.db import db
from server.nudge_problems import WorkerLate
from server.nudge_schemas import WorkerBody
from server.problems import NotReady
from server.schemas import Health, Version
from sync import sizes

blueprint = Blueprint("status", __name__, url_prefix="/api", description="How the server is.")


@blueprint.get("/health/live")
@open_to_everyone
@gives(Health, 200)
@may_answer()
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@blueprint.get("/health/ready")
@open_to_everyone
@gives(Health, 200)
@may_answer(NotReady)
def ready() -> dict[str, str]:
    """The database answers and is at the newest migration."""
    if not is_migrated():
        raise NotReady
    return {"status": "ready"}


@blueprint.get("/health/worker")
@open_to_everyone
@gives(WorkerBody, 200)
@may_answer(WorkerLate)
def worker() -> dict[str, Any]:
    """Somebody sends what is due."""
    told = beats.show(g.now)
    if told["is_late"]:
        raise WorkerLate
    return told


@blueprint.get("/version")
@open_to_everyone
@gives(Version, 200)
@may_answer()
def version() -> dict[str, str | int | None]:
    """The build a person reads in the app's settings, and the protocol that is spoken."""
    return {"build": current_app.config["BUILD_ID"], "protocol": sizes.VERSION}


def is_migrated() -> bool:
    """Whether the database answers and holds exactly the tables this code was written for."""
    migrate: Migrate = current_app.extensions["migrate"]
    newest = set(ScriptDirectory(migrate.directory).get_heads())
    try:
        held = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    except OperationalError:
        return False
    return held == newest
