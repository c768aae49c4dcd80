"""What a server and a push service have of phones that are nudged, and how well a classifier tells by it who is calm.

Each pair does the same and answers differently, and both of a pair are on one side of every split: what is left to tell
them apart by is what their answers changed.
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tests.adversary.node import command
from tests.house.places import HOUSE

Leak = Literal["", "byte", "minute"]
Upload = tuple[int, int, list[list[int]]]
MINUTE_MS, DAY_MS = 60_000, 86_400_000


@dataclass(frozen=True)
class Observed:
    """One account. uploads: when, window, and of each slot its minute, sizes and how its sealed part is spread."""

    pair: int
    is_loud: bool
    uploads: list[Upload]
    changes: list[tuple[int, int]]
    pushed: list[list[int]]


def observed(pairs: int, days: int = 30, leak: Leak = "") -> list[Observed]:
    """So many pairs of accounts, each synced for so many days; a pair does not hang on how many there are."""
    asked = json.dumps({"pairs": pairs, "days": days, "leak": leak})
    run = subprocess.run(
        [*command("tests/lab/nudged.ts"), asked], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return [as_observed(json.loads(line)) for line in run.stdout.splitlines()]


def as_observed(told: dict[str, Any]) -> Observed:
    views = (told["uploads"], told["changes"], told["pushed"])
    return Observed(told["pair"], told["half"] == "loud", *views)


def without_ciphertext(one: Observed) -> tuple[list[Upload], list[tuple[int, int]], list[list[int]]]:
    """All but how the sealed part is spread, which is chance for everyone."""
    bare = [(at, window, [slot[:-1] for slot in slots]) for at, window, slots in one.uploads]
    return bare, one.changes, [slot[:-1] for slot in one.pushed]


def features(one: Observed) -> list[float]:
    """What could tell, as numbers: counts, sizes, minutes, what a new schedule changed of the one before, ciphertext."""
    slots = [slot for _, _, some in one.uploads for slot in some]
    counts = [float(len(some)) for _, _, some in one.uploads]
    moved = [float(len(gone)) for gone in changed(one.uploads)]
    columns = [[float(slot[place]) for slot in slots] for place in range(1, 5)]
    minutes = [slot[0] / MINUTE_MS % 60 for slot in slots]
    hours = [slot[0] % DAY_MS / MINUTE_MS for slot in slots]
    pushed = [slot[0] % DAY_MS / MINUTE_MS for slot in one.pushed]
    sizes = [float(slot[1]) for slot in one.pushed]
    changes = [float(size) for _, size in one.changes]
    windows = [float(window) for _, window, _ in one.uploads]
    return [
        float(len(one.uploads)), float(len(one.changes)), float(len(one.pushed)),
        *(number for some in (counts, moved, *columns, minutes, hours, pushed, sizes, changes, windows)
          for number in spread(some)),
    ]  # fmt: skip


def changed(uploads: Sequence[Upload]) -> Iterator[set[int]]:
    """Of each upload, the minutes to come that the one before had and this one has not, and the other way."""
    for (_, _, before), (at, _, after) in zip(uploads, uploads[1:], strict=False):
        minutes = {slot[0] for slot in before if slot[0] > at}, {slot[0] for slot in after}
        last = max(minutes[0], default=0)
        yield minutes[0] ^ {one for one in minutes[1] if one <= last}


def spread(some: Sequence[float]) -> tuple[float, float, float, float]:
    """Sum, least, most, and the sum of squares about the mean; zeros for none."""
    if not some:
        return 0.0, 0.0, 0.0, 0.0
    mean = sum(some) / len(some)
    return sum(some), min(some), max(some), sum((one - mean) ** 2 for one in some)
