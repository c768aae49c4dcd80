"""Two phones that do the same put the same schedules, whatever their people answered."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from server.config import Settings
from sync.sizes import NUDGE_BYTES
from tests.lab.on_a_server import kept_and_sent
from tests.lab.telling_apart import (
    Leak,
    Observed,
    area_under_curve,
    lived,
    pairs_of,
    without_ciphertext,
)

PAIRS = 1_000  # 2,000 accounts, half of them with open signals and act-now answers
LEAKING_PAIRS = 100
FROM_CHANCE_MAX = 0.03
FOUND_MIN = 0.8


def differing(accounts: Sequence[Observed]) -> list[int]:
    """Pairs of which somebody sees more differ than ciphertext."""
    both = pairs_of(accounts)
    return [one.pair for one, other in both if without_ciphertext(one) != without_ciphertext(other)]


@pytest.mark.promise(2)
def test_loud_accounts_cannot_be_told_from_calm_ones(tmp_path: Path) -> None:
    accounts = lived(tmp_path / "lived", PAIRS)

    pairs = pairs_of(accounts)
    assert len(pairs) == PAIRS
    assert [one.pair for one, _ in pairs if any(one.noticed.values())] == []
    assert [one.pair for _, one in pairs if not all(one.noticed.values())] == []
    assert {text for one, _ in pairs for text in one.texts} == {"check", "open-app", "reminder"}
    assert {text for _, one in pairs for text in one.texts} > {"talk", "hard-day", "planned", "after-talk"}
    assert {slot[1] for one in accounts for _, _, slots in one.uploads for slot in slots} == {NUDGE_BYTES}
    assert differing(accounts) == []
    assert area_under_curve(tmp_path / "lived") == pytest.approx(0.5, abs=FROM_CHANCE_MAX)


@pytest.mark.promise(2)
@pytest.mark.parametrize("leak", ["byte", "minute"])
def test_one_byte_or_minute_of_a_signal_shows(leak: Leak, tmp_path: Path) -> None:
    accounts = lived(tmp_path / "lived", LEAKING_PAIRS, leak=leak)

    assert differing(accounts)
    assert area_under_curve(tmp_path / "lived") > FOUND_MIN


@pytest.mark.promise(2)
def test_a_real_server_keeps_and_sends_the_same_of_both(settings: Settings, tmp_path: Path) -> None:
    pairs = pairs_of(lived(tmp_path / "lived", 2, days=16, is_whole=True))

    for calm, loud in pairs:
        assert loud.noticed["actNow"] > 0
        of_calm, of_loud = (kept_and_sent(settings, one) for one in (calm, loud))
        assert len(of_calm.sent) > 4
        assert of_calm == of_loud
