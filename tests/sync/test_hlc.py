"""The clock keeps one writer's order, whatever the phone's time does."""

from hypothesis import given
from hypothesis import strategies as st

from sync import hlc
from sync.hlc import Hlc
from sync.sizes import COUNT_MAX, TIME_MS_MAX

times_ms = st.integers(0, TIME_MS_MAX)
clocks = st.builds(hlc.write, times_ms, st.integers(0, COUNT_MAX))


@given(st.lists(times_ms, min_size=2))
def test_every_tick_is_later_than_the_last(phone_times_ms: list[int]) -> None:
    clock = hlc.ZERO
    for now_ms in phone_times_ms:
        if hlc.parse(clock) == (TIME_MS_MAX, COUNT_MAX):
            break
        following = hlc.tick(clock, now_ms)

        assert following > clock
        assert hlc.parse(following)[0] >= now_ms
        clock = following


@given(times_ms, st.integers(0, COUNT_MAX))
def test_a_clock_reads_back_as_written(time_ms: int, count: int) -> None:
    assert hlc.parse(hlc.write(time_ms, count)) == (time_ms, count)


@given(clocks, clocks)
def test_clocks_sort_as_text_and_as_time(one: Hlc, other: Hlc) -> None:
    assert (one < other) == (hlc.parse(one) < hlc.parse(other))


@given(clocks, clocks, times_ms)
def test_a_clock_is_met_within_a_day(one: Hlc, other: Hlc, now_ms: int) -> None:
    time_ms, _ = hlc.parse(other)
    now_ms = max(now_ms, time_ms - 24 * 60 * 60 * 1000)

    assert hlc.meet(one, other, now_ms) == max(one, other)


@given(clocks, times_ms)
def test_a_clock_over_a_day_ahead_is_not_met(one: Hlc, time_ms: int) -> None:
    ahead = hlc.write(time_ms, 0)

    assert hlc.meet(one, ahead, time_ms - 24 * 60 * 60 * 1000 - 1) == one
