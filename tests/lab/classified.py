"""`python -m tests.lab.classified FILE`: how well gradient boosting tells the loud by all that others have.

Both of a pair are on one side of every split: what is left to tell them apart by is what their answers
changed.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from tests.lab.telling_apart import Observed, Upload, read

Numbers = NDArray[np.float64]
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
SPLITS = 5


def main() -> None:
    print(area_under_curve(read(Path(sys.argv[1]))))


def area_under_curve(accounts: Sequence[Observed]) -> float:
    """0.5 if a classifier, asked of accounts that it has not seen, tells no better than a coin."""
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


if __name__ == "__main__":
    main()
