"""Two phones that do the same put the same schedules, whatever their people answered."""

import pytest

from tests.lab.telling_apart import Leak, Observed, observed, without_ciphertext


def pairs_of(accounts: list[Observed]) -> list[tuple[Observed, Observed]]:
    calm = {one.pair: one for one in accounts if not one.is_loud}
    return [(calm[one.pair], one) for one in accounts if one.is_loud]


@pytest.mark.promise(2)
def test_all_but_the_ciphertext_is_the_same_for_both() -> None:
    pairs = pairs_of(observed(100))

    assert len(pairs) == 100
    assert [one.pair for one, other in pairs if without_ciphertext(one) != without_ciphertext(other)] == []


@pytest.mark.promise(2)
@pytest.mark.parametrize("leak", ["byte", "minute"])
def test_one_byte_or_minute_of_a_signal_shows(leak: Leak) -> None:
    pairs = pairs_of(observed(20, leak=leak))

    assert [one.pair for one, other in pairs if without_ciphertext(one) != without_ciphertext(other)]
