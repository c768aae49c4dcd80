"""A PostgreSQL of our own for one test run: from the system's programs, on a socket, thrown away after.

It refuses to run as root, so as root it is started as the user `postgres` that its package made.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
NO_NETWORK = "listen_addresses="
# Nothing here has to survive a power cut.
IN_A_HURRY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", NO_NETWORK)


def server_programs() -> Path | None:
    """The folder that holds initdb and pg_ctl, newest version first."""
    folders = [
        path for place in PLACES for path in Path("/").glob(place.lstrip("/")) if (path / "initdb").exists()
    ]
    if folders:
        return max(
            folders,
            key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()],
        )
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def running_postgres(settings: Sequence[str] = IN_A_HURRY) -> Iterator[str]:
    """The address of a running server, without a database's name: `postgresql+psycopg://…/{name}?host=…`."""
    programs = server_programs()
    if programs is None:
        raise RuntimeError(
            "PostgreSQL is missing, and every server test runs on it: apt-get install postgresql"
        )
    folder = Path(tempfile.mkdtemp(prefix="plumbline-pg-"))
    as_root = os.geteuid() == 0
    if as_root:
        shutil.chown(folder, "postgres", "postgres")
    run_as = ["runuser", "-u", "postgres", "--"] if as_root else []

    def run(program: str, *arguments: str) -> None:
        command = [*run_as, str(programs / program), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    cluster = str(folder / "cluster")
    options = " ".join(f"-c {setting}" for setting in (*settings, f"unix_socket_directories={folder}"))
    try:
        run(
            "initdb",
            "--pgdata",
            cluster,
            "--no-sync",
            "--auth=trust",
            "--username=plumbline",
            "--encoding=UTF8",
        )
        run(
            "pg_ctl",
            "start",
            "--pgdata",
            cluster,
            "--wait",
            "--log",
            str(folder / "log"),
            "--options",
            options,
        )
        try:
            yield f"postgresql+psycopg://plumbline@/{{name}}?host={folder}"
        finally:
            run("pg_ctl", "stop", "--pgdata", cluster, "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
