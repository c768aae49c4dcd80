"""`python -m tests.lab.classified`: how well gradient boosting tells loud accounts from calm ones by all that others hold.

Needs scikit-learn, which the locked packages do not bring: `uv pip install scikit-learn` in an environment of one's own.
"""

import sys

from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from tests.lab.telling_apart import Observed, features, observed

PAIRS = 1000  # 2,000 accounts, half calm, half with open signals and act-now answers
FROM_CHANCE_MAX = 0.03
FOUND_MIN = 0.8


def main() -> None:
    """Ends with 1 if loud accounts can be told from calm ones, or if a leak on purpose is not found."""
    alike = area_under_curve(observed(PAIRS))
    print(f"as it is: {alike:.3f}, to be within 0.5 ± {FROM_CHANCE_MAX}")
    byte = area_under_curve(observed(PAIRS // 4, leak="byte"))
    minute = area_under_curve(observed(PAIRS // 4, leak="minute"))
    print(f"one byte of a signal: {byte:.3f}, one minute: {minute:.3f}, each to be over {FOUND_MIN}")
    sys.exit(abs(alike - 0.5) > FROM_CHANCE_MAX or min(byte, minute) < FOUND_MIN)


def area_under_curve(accounts: list[Observed]) -> float:
    """0.5 if a classifier, asked of accounts that it has not seen, tells no better than a coin."""
    told = cross_val_predict(
        HistGradientBoostingClassifier(random_state=1),
        [features(one) for one in accounts],
        [one.is_loud for one in accounts],
        groups=[one.pair for one in accounts],
        cv=GroupKFold(5),
        method="predict_proba",
    )
    return float(roc_auc_score([one.is_loud for one in accounts], told[:, 1]))


if __name__ == "__main__":
    main()
