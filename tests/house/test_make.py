"""A second `make run` redoes nothing, a change only what hangs on it; what is missing is said plainly."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.places import HOUSE

INPUTS = (
    "Makefile",
    "requirements.txt",
    "pwa/requirements.txt",
    "pwa/package.json",
    "pwa/package-lock.json",
    "server/headers.py",
    "server/migrations/env.py",
    "server/migrations/versions/0001_baseline.py",
)
# In the order in which a first run makes them.
MADE = (
    ".venv/bin/python",
    ".make/tools",
    ".make/packages",
    "pwa/node_modules/.package-lock.json",
    ".make/node-packages",
    "pwa/dist/index.html",
    ".make/app",
    "instance/secrets.env",
    "instance/plumbline.sqlite",
    ".make/database",
)


def a_house_after_its_first_run(folder: Path) -> Path:
    """Our Makefile, its inputs, an app's source, and what a first run leaves, each newer than the last."""
    for number, name in enumerate((*INPUTS, "pwa/src/main.ts", *MADE)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HOUSE / name, path) if name in INPUTS else path.touch()
        if path.name == "secrets.env":
            path.write_text("VAPID_PRIVATE_KEY=kept\n")
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    (folder / ".venv/bin/python").chmod(0o755)
    return folder


def make(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    ours = ("DATABASE_URL", "PRODUCTION", "PORT", "MAKEFLAGS", "MAKELEVEL", "PYTHON")
    bare = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env={**bare, **env}, capture_output=True, text=True, check=False
    )


def plan(folder: Path, *arguments: str) -> list[str]:
    """What a run would say it does, without doing it."""
    steps = {
        "Fetching uv and Node": "tools",
        "Installing the server's packages": "packages",
        "Installing the app's packages": "node packages",
        "Building the app": "app",
        "Making secrets": "secrets",
        "Preparing the database": "database",
    }
    said = make(folder, "--dry-run", *arguments).stdout
    return [step for words, step in steps.items() if words in said]


def test_a_second_run_redoes_nothing(tmp_path: Path) -> None:
    house = a_house_after_its_first_run(tmp_path)

    assert make(house, "--question", "build", ".make/database").returncode == 0
    assert plan(house, "run") == []


def test_a_first_run_does_everything_once(tmp_path: Path) -> None:
    house = a_house_after_its_first_run(tmp_path)
    for name in MADE:
        (house / name).unlink()
    (house / "pwa/node_modules").rmdir()

    assert plan(house, "run") == ["tools", "packages", "node packages", "app", "secrets", "database"]


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ("pwa/src/main.ts", ["app"]),
        ("server/headers.py", ["app"]),
        ("pwa/package-lock.json", ["node packages", "app"]),
        ("requirements.txt", ["packages", "database"]),
        ("server/migrations/versions/0001_baseline.py", ["database"]),
        ("pwa/requirements.txt", ["tools", "packages", "node packages", "app", "database"]),
    ],
)
def test_a_change_redoes_only_what_hangs_on_it(tmp_path: Path, changed: str, redone: list[str]) -> None:
    house = a_house_after_its_first_run(tmp_path)

    assert plan(house, "--what-if", changed, "run") == redone


@pytest.mark.parametrize(
    ("deleted", "redone"),
    [
        ("pwa/node_modules", ["node packages", "app"]),
        ("pwa/dist", ["app"]),
        ("instance/plumbline.sqlite", ["database"]),
        (".venv", ["tools", "packages", "node packages", "app", "database"]),
    ],
)
def test_what_was_deleted_is_made_again(tmp_path: Path, deleted: str, redone: list[str]) -> None:
    house = a_house_after_its_first_run(tmp_path)
    gone = house / deleted
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()

    assert plan(house, "run") == redone


def test_secrets_from_before_there_were_nudges_are_completed(tmp_path: Path) -> None:
    house = a_house_after_its_first_run(tmp_path)
    (house / "instance/secrets.env").write_text("SESSION_SECRET=kept\n")

    assert plan(house, "run") == ["secrets", "database"]


def test_another_database_is_asked_each_time(tmp_path: Path) -> None:
    house = a_house_after_its_first_run(tmp_path)

    assert plan(house, "run", "DATABASE_URL=postgresql://db/plumbline") == ["database"]


def a_python(folder: Path, script: str) -> str:
    path = folder / "some-python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize(
    ("script", "remedy"),
    [
        ("exit 1", "is too old: install Python 3.11 or newer"),
        ('[ "$1" = -c ]', "install its venv module (Debian: apt install python3-venv)."),
    ],
)
def test_a_python_that_will_not_do_is_named(tmp_path: Path, script: str, remedy: str) -> None:
    house = a_house_after_its_first_run(tmp_path / "house")
    shutil.rmtree(house / ".venv")

    done = make(house, "build", f"PYTHON={a_python(tmp_path, script)}")

    assert done.returncode != 0
    assert remedy in done.stdout


def test_no_python_at_all_is_said(tmp_path: Path) -> None:
    house = a_house_after_its_first_run(tmp_path)
    shutil.rmtree(house / ".venv")

    assert "Python is missing: install Python 3.11" in make(house, "build", "PYTHON=").stdout


def test_a_python_by_one_name_alone_is_found(tmp_path: Path) -> None:
    house = a_house_after_its_first_run(tmp_path / "house")
    shutil.rmtree(house / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "sh", "sed", "mkdir", "rm", "test", "find"):
        (tools / name).symlink_to(shutil.which(name) or "")
    (tools / "python3").symlink_to(sys.executable)

    assert f'"{tools}/python3" -m venv' in make(house, "--dry-run", "build", PATH=str(tools)).stdout


def test_missing_browsers_are_named_with_the_remedy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.system"],
        cwd=HOUSE,
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "apt-get install chromium firefox-esr webkit2gtk-driver xvfb" in done.stdout


def test_the_locks_name_no_machine_and_hash_everything() -> None:
    for name in ("requirements.txt", "pwa/requirements.txt", "tests/requirements.txt"):
        text = (HOUSE / name).read_text()
        pins = [line for line in text.splitlines() if not line.startswith(" ")]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert not any(mark in text for mark in ("://", "--find-links", "index-url", "file:", "@ "))
