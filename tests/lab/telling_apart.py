"""What others have of phones that are nudged, and how well a classifier tells by it who is calm.

Each pair does the same and answers differently.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.adversary.node import command
from tests.house.places import HOUSE

Leak = Literal["", "byte", "minute"]
Slot = Sequence[int]  # its minute, bytes, the number of what it says openly, how its sealed part is spread
Upload = tuple[int, int, list[Slot]]


@dataclass(frozen=True)
class Observed:
    """One account: what others have of it, and what they must not know: its half, what was noticed and said.

    uploads: when, the window, the slots. payloads: those of each upload, in base64url, if asked for.
    changes: when, bytes. pushed: its minute, bytes. repeated: sealed parts that came before.
    """

    pair: int
    half: Literal["calm", "loud"]
    noticed: dict[str, int]
    texts: list[str]
    uploads: list[Upload]
    payloads: list[list[str]]
    changes: list[tuple[int, int]]
    pushed: list[tuple[int, int]]
    repeated: int


def lived(
    into: Path, pairs: int, days: int = 30, leak: Leak = "", *, is_whole: bool = False
) -> list[Observed]:
    """So many pairs over so many days, each calm one before its loud one; two runs are equal."""
    asked = json.dumps({"pairs": pairs, "days": days, "leak": leak, "isWhole": is_whole})
    with into.open("wb") as file:
        run = subprocess.run(
            [*command("tests/lab/nudged.ts"), asked],
            cwd=HOUSE,
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode == 0, run.stderr.decode()
    return read(into)


def read(file: Path) -> list[Observed]:
    return [Observed(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def area_under_curve(file: Path) -> float:
    """Of the accounts in it; in a process of its own, since a classifier takes seconds to load."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.lab.classified", str(file)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return float(run.stdout)


def pairs_of(accounts: Sequence[Observed]) -> list[tuple[Observed, Observed]]:
    return list(zip(accounts[::2], accounts[1::2], strict=True))


def without_ciphertext(one: Observed) -> tuple[Any, ...]:
    """All but how the sealed parts are spread, which is chance for everyone."""
    bare = [(at, window, [slot[:-1] for slot in slots]) for at, window, slots in one.uploads]
    return bare, one.changes, one.pushed, one.repeated
