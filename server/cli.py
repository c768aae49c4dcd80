"""Commands for whoever runs the server.

`flask --app server …` starts from the settings; `flask --app server.cli secrets new` makes the ones it needs.
"""

import os
import secrets
import socket
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

secrets_group = AppGroup("secrets", help="Secrets of this server.")


@secrets_group.command("new")
@click.option("--into", type=click.Path(path_type=Path), help="A file to make, readable by its owner alone.")
def new_secrets(into: Path | None) -> None:
    """Make new secrets; never over old ones: who asked before could then tell which handles are made up."""
    lines = f"SESSION_SECRET={secrets.token_hex(32)}\n"
    if into is None:
        click.echo(lines, nl=False)
        return
    into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    into.parent.chmod(0o700)
    try:
        descriptor = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{into} exists: move it away first if its secrets must go") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(lines)


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve on this machine alone, on PORT."""
    port = current_app.config["PORT"]
    must_be_free(port)
    os.execv(  # noqa: S606 - no shell is wanted
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--no-control-socket",
            "--config=python:server.serving",
            f"--bind=127.0.0.1:{port}",
        ],
    )


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
    app.cli.add_command(secrets_group)
    return app


def register(app: Flask) -> None:
    app.cli.add_command(secrets_group)
    app.cli.add_command(serve)
