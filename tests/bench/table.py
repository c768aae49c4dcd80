"""A table of what was measured beside what was aimed at, as plain text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

TIMES = "×"


@dataclass(frozen=True)
class Measure:
    """One figure: lower is better; `target` is the most it may be, `reason` is told where it is missed."""

    what: str
    value: float
    unit: str
    target: float | None = None
    reason: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.target if self.target else None

    @property
    def holds(self) -> bool:
        return self.target is None or self.value <= self.target


class AtLeast(Measure):
    """One figure of which more is better; `target` is the least it may be."""

    @property
    def holds(self) -> bool:
        return self.target is None or self.value >= self.target


def grid(columns: Sequence[str], rows: Mapping[str, Sequence[float | None]]) -> Iterable[str]:
    """Figures side by side; None where there is nothing to measure."""
    yield f"{'':40}" + "".join(f"{column:>17}" for column in columns)
    for what, values in rows.items():
        yield f"{what:40}" + "".join(f"{'–' if value is None else figure(value):>17}" for value in values)


def figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def lines(measures: Iterable[Measure], otherwise: str = "") -> Iterable[str]:
    """`otherwise`: the reason of a miss that has none of its own."""
    yield f"{'':66}{'measured':>12}{'target':>12}{'ratio':>8}"
    for one in measures:
        target = f"{one.target:,.{decimals(one.target)}f} {one.unit}" if one.target is not None else ""
        ratio = f"{one.ratio:.2f}" if one.ratio is not None else ""
        missed = "" if one.holds else "  misses"
        value = f"{one.value:,.{2 if one.unit == TIMES else 1}f} {one.unit}"
        yield f"{one.what:66}{value:>12}{target:>12}{ratio:>8}{missed}"
        if not one.holds and (one.reason or otherwise):
            yield f"  {one.reason or otherwise}"


def decimals(target: float) -> int:
    return 0 if target == int(target) else 1
