"""What came of simulated lives: cards, nudges, episodes, and how the loudest answers were met."""

from dataclasses import dataclass
from typing import Any

# Mean length of a month, days.
MONTH = 365.25 / 12


@dataclass(frozen=True)
class Card:
    """A signal of the app's own engine. Days count from the first of the simulation."""

    rule: str
    level: str
    domain: str
    opened: int
    closed: int | None
    by: str | None
    # An answer that opened it is itself marked "consult" or "act now" in the checklist.
    is_asked_for: bool


@dataclass(frozen=True)
class Episode:
    """What befell a person, and the days on which a card of its domain noticed it and a talk was held."""

    state: str
    domain: str
    onset: int
    noticed: int | None
    rule: str | None
    talked: int | None


@dataclass(frozen=True)
class Life:
    person: int
    model: str
    is_snoozing: bool
    days: int
    checks: int
    cards: tuple[Card, ...]
    # The day of each, and the rules whose signals it told of.
    nudges: tuple[tuple[int, tuple[str, ...]], ...]
    # Answers marked so: how many were given, and how many a signal met at once.
    act_now: tuple[int, int]
    consult: tuple[int, int]
    episodes: tuple[Episode, ...]
    fold_ms: float

    @property
    def months(self) -> float:
        return self.days / MONTH


def life_of(told: dict[str, Any]) -> Life:
    """A life from the line that a worker gave."""
    return Life(
        person=told["person"],
        model=told["model"],
        is_snoozing=told["isSnoozing"],
        days=told["days"],
        checks=told["checks"],
        cards=tuple(card_of(card) for card in told["cards"]),
        nudges=tuple((day, tuple(rules)) for day, rules in told["nudges"]),
        act_now=(told["actNow"]["given"], told["actNow"]["met"]),
        consult=(told["consult"]["given"], told["consult"]["met"]),
        episodes=tuple(Episode(**episode) for episode in told["episodes"]),
        fold_ms=told["foldMs"],
    )


def card_of(told: dict[str, Any]) -> Card:
    rest = {name: told[name] for name in ("rule", "level", "domain", "opened", "closed", "by")}
    return Card(**rest, is_asked_for=told["isAskedFor"])
