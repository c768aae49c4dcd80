"""Commands for whoever runs the server.

`flask --app server …` starts from the settings; `flask --app server.cli secrets new` makes the ones it needs,
and `vapid new` another pair of application server keys.
"""

import os
import secrets
import socket
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from server import side_by_side, vapid
from server.db import scrub

# In a process that loads what sends; those that serve do without it.
WORKER = [sys.executable, "-m", "server.worker"]

secrets_group = AppGroup("secrets", help="Secrets of this server.")


vapid_group = AppGroup("vapid", help="Application server keys, by which push services know this server.")
nudges_group = AppGroup("nudges", help="What is due for phones.")


@secrets_group.command("new")
@click.option("--into", type=click.Path(path_type=Path), help="A file to make, readable by its owner alone.")
@click.option("--missing", is_flag=True, help="Add to the file what it lacks; what it holds stays.")
def new_secrets(into: Path | None, missing: bool) -> None:
    """Make new secrets; never over old ones: who asked before could then tell which handles are made up."""
    lines = {
        "SESSION_SECRET": f"SESSION_SECRET={secrets.token_hex(32)}\n",
        "VAPID_PRIVATE_KEY": vapid.make_pair().lines(),
    }
    if into is None:
        click.echo("".join(lines.values()), nl=False)
        return
    held = into.read_text("ascii") if missing and into.exists() else ""
    # A file may end without the end of its last line.
    between = "\n" if held and not held.endswith("\n") else ""
    lacking = [line for name, line in lines.items() if f"{name}=" not in held]
    if lacking:
        write_secrets(into, between + "".join(lacking), more=bool(held))


def write_secrets(into: Path, lines: str, *, more: bool) -> None:
    """Into a file that is made for it, or at the end of one that is there."""
    into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    into.parent.chmod(0o700)
    try:
        descriptor = os.open(into, os.O_WRONLY | (os.O_APPEND if more else os.O_CREAT | os.O_EXCL), 0o600)
    except FileExistsError:
        raise click.ClickException(f"{into} exists: move it away first if its secrets must go") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(lines)


@vapid_group.command("new")
def new_pair() -> None:
    """Make a pair of application server keys, to be put into the settings (README, nudges)."""
    click.echo(vapid.make_pair().lines(), nl=False)


@nudges_group.command("run")
def run_worker() -> None:
    """Send what is due until told to stop."""
    os.execv(sys.executable, WORKER)  # noqa: S606 - no shell is wanted


@click.command("scrub")
@with_appcontext
def scrub_files() -> None:
    """Write the tables anew, so that no file holds what was purged or deleted; once a week will do."""
    scrub()
    click.echo("Nothing that was deleted is in a table's file any more.")


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve on this machine alone, on PORT, and send what is due."""
    port = current_app.config["PORT"]
    must_be_free(port)
    web = ["gunicorn", "--no-control-socket", "--config=python:server.serving", f"--bind=127.0.0.1:{port}"]
    sys.exit(side_by_side.run([sys.executable, "-m", *web], WORKER))


def must_be_free(port: int) -> None:
    """Raise with the remedy when something else listens there; gunicorn alone would try five times first."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise click.ClickException(
                f"port {port} is taken: stop what uses it, or take another with `make run PORT={port + 1}`"
            ) from None


def create_app() -> Flask:
    """An app with nothing but the commands that need no settings."""
    app = Flask(__name__)
    for group in (secrets_group, vapid_group):
        app.cli.add_command(group)
    return app


def register(app: Flask) -> None:
    for command in (secrets_group, vapid_group, nudges_group, scrub_files, serve):
        app.cli.add_command(command)
