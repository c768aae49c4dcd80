"""Who has open signals and hard days looks to the server and the push service like anyone else."""

import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from tests.lab.telling_apart import Leak, Observed, features, observed

PAIRS = 1000  # 2,000 accounts, half calm, half with open signals and act-now answers


def area_under_curve(accounts: list[Observed]) -> float:
    """0.5 if a classifier, asked of accounts that it has not seen, tells no better than a coin."""
    pairs = [one.pair for one in accounts]
    told = cross_val_predict(
        HistGradientBoostingClassifier(random_state=1),
        [features(one) for one in accounts],
        [one.is_loud for one in accounts],
        groups=pairs,
        cv=GroupKFold(5),
        method="predict_proba",
    )
    return float(roc_auc_score([one.is_loud for one in accounts], told[:, 1]))


@pytest.mark.promise(2)
def test_a_classifier_cannot_tell_loud_accounts_from_calm() -> None:
    accounts = observed(PAIRS)

    assert len(accounts) == 2 * PAIRS
    assert abs(area_under_curve(accounts) - 0.5) <= 0.03


@pytest.mark.promise(2)
@pytest.mark.parametrize("leak", ["byte", "minute"])
def test_a_classifier_finds_the_least_leak(leak: Leak) -> None:
    assert area_under_curve(observed(PAIRS // 4, leak=leak)) > 0.8
