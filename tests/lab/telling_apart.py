"""What others have of phones that are nudged, and how well a classifier tells by it who is calm.

Each pair does the same and answers differently, and both of a pair are on one side of every split: what is
left to tell them apart by is what their answers changed.
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from tests.adversary.node import command
from tests.house.places import HOUSE

Leak = Literal["", "byte", "minute"]
Slot = Sequence[int]  # its minute, bytes, the number of what it says openly, how its sealed part is spread
Upload = tuple[int, int, list[Slot]]
Numbers = NDArray[np.float64]
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
SPLITS = 5


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


def observed(pairs: int, days: int = 30, leak: Leak = "", *, is_whole: bool = False) -> list[Observed]:
    """So many pairs of accounts over so many days, each calm one before its loud one; two runs are equal."""
    asked = json.dumps({"pairs": pairs, "days": days, "leak": leak, "isWhole": is_whole})
    run = subprocess.run(
        [*command("tests/lab/nudged.ts"), asked], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return [Observed(**json.loads(line)) for line in run.stdout.splitlines()]


def pairs_of(accounts: Sequence[Observed]) -> list[tuple[Observed, Observed]]:
    return list(zip(accounts[::2], accounts[1::2], strict=True))


def without_ciphertext(one: Observed) -> tuple[Any, ...]:
    """All but how the sealed parts are spread, which is chance for everyone."""
    bare = [(at, window, [slot[:-1] for slot in slots]) for at, window, slots in one.uploads]
    return bare, one.changes, one.pushed, one.repeated


def area_under_curve(accounts: Sequence[Observed]) -> float:
    """0.5 if gradient boosting, asked of accounts that it has not seen, tells no better than a coin."""
    is_loud = [one.half == "loud" for one in accounts]
    told = cross_val_predict(
        HistGradientBoostingClassifier(max_iter=50, random_state=1),
        np.array([features(one) for one in accounts]),
        is_loud,
        groups=[one.pair for one in accounts],
        cv=GroupKFold(SPLITS),
        method="predict_proba",
    )
    return float(roc_auc_score(is_loud, told[:, 1]))


def features(one: Observed) -> list[float]:
    """What could tell: counts, sizes, minutes, distances, what a schedule changed, ciphertext."""
    slots = np.array([slot for _, _, some in one.uploads for slot in some], dtype=float).reshape(-1, 4)
    counts = [len(some) for _, _, some in one.uploads]
    at = np.array([at for at, _, _ in one.uploads], dtype=float)
    due, size, said, sealed = slots.T
    changed_at, change_bytes = np.array(one.changes, dtype=float).reshape(-1, 2).T
    pushed_at, pushed_bytes = np.array(one.pushed, dtype=float).reshape(-1, 2).T
    seen: list[Sequence[float] | Numbers] = [
        counts,
        [window for _, window, _ in one.uploads],
        [len(moved) for moved in moves(one.uploads)],
        due / MINUTE_MS % 60,
        due % DAY_MS / MINUTE_MS,
        (due - np.repeat(at, counts)) / HOUR_MS,
        np.diff(due) / MINUTE_MS,
        size, said, sealed,
        at % DAY_MS / MINUTE_MS, np.diff(at) / MINUTE_MS,
        changed_at % DAY_MS / MINUTE_MS, change_bytes,
        pushed_at % DAY_MS / MINUTE_MS, np.diff(pushed_at) / MINUTE_MS, pushed_bytes,
    ]  # fmt: skip
    return [float(one.repeated), *(number for some in seen for number in spread(np.array(some, dtype=float)))]


def moves(uploads: Sequence[Upload]) -> Iterator[set[int]]:
    """Of each upload, the minutes to come that the one before had and this one has not, and the other way."""
    for (_, _, before), (at, _, after) in pairwise(uploads):
        had = {slot[0] for slot in before if slot[0] > at}
        last = max(had, default=0)
        yield had ^ {slot[0] for slot in after if slot[0] <= last}


def spread(some: Numbers) -> tuple[float, float, float, float, float]:
    """How many, their sum, least and most, and how far they stand apart; zeros for none."""
    if not some.size:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    return float(some.size), float(some.sum()), float(some.min()), float(some.max()), float(some.std())
