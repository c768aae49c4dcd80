"""Figures of many lives: means a month, shares, and days."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from tests.lab.lives import Card, Episode, Life

SOON = 18


def of_model(lives: Iterable[Life], *models: str) -> list[Life]:
    return [life for life in lives if life.model in models]


def a_month(lives: Sequence[Life], counts: Callable[[Card], bool]) -> float:
    """Cards of a kind for each person and month."""
    months = sum(life.months for life in lives)
    return sum(counts(card) for life in lives for card in life.cards) / months if months else 0.0


def cards_a_month(lives: Sequence[Life], rule: str | None = None) -> float:
    """Consultation cards; of one rule if it is named."""
    return a_month(lives, lambda card: card.level == "consult" and rule in (None, card.rule))


def false_alarms_a_month(lives: Sequence[Life], rule: str | None = None) -> float:
    """Cards, consult or act now, that no answer asked for; false where nothing happens to the person."""
    return a_month(
        lives, lambda card: card.level != "note" and not card.is_asked_for and rule in (None, card.rule)
    )


def on_their_own(life: Life) -> list[Card]:
    """Consultation cards that came while nothing else waited for a talk; the others joined what was open."""
    loud = sorted((card for card in life.cards if card.level != "note"), key=lambda card: card.opened)
    own, open_until = [], -1.0
    for card in loud:
        if card.level == "consult" and card.opened > open_until:
            own.append(card)
        open_until = max(open_until, float("inf") if card.closed is None else card.closed)
    return own


def on_their_own_a_month(lives: Sequence[Life]) -> float:
    months = sum(life.months for life in lives)
    return share(sum(len(on_their_own(life)) for life in lives), months)


def nudges_a_month(lives: Sequence[Life], rule: str | None = None) -> float:
    """Nudges; those that told of one rule, with others or alone, if it is named."""
    months = sum(life.months for life in lives)
    told = [rules for life in lives for _, rules in life.nudges]
    return share(sum(rule is None or rule in rules for rules in told), months)


def episodes(lives: Iterable[Life], state: str, domain: str | None = None) -> list[Episode]:
    return [
        one for life in lives for one in life.episodes if one.state == state and domain in (None, one.domain)
    ]


def noticed_after(found: Iterable[Episode]) -> list[int]:
    """Days from onset to the first card of its domain, of those that were noticed, shortest first."""
    return sorted(one.noticed - one.onset for one in found if one.noticed is not None)


def share_noticed(found: Sequence[Episode], within: int | None = None) -> float:
    after = noticed_after(found)
    return share(sum(within is None or days <= within for days in after), len(found))


def talked_after(found: Iterable[Episode]) -> list[int]:
    return sorted(one.talked - one.onset for one in found if one.talked is not None)


def met(lives: Iterable[Life], which: Callable[[Life], tuple[int, int]]) -> tuple[int, int]:
    """Answers given, and met at once."""
    pairs = [which(life) for life in lives]
    return sum(given for given, _ in pairs), sum(found for _, found in pairs)


def days_open(lives: Iterable[Life]) -> float:
    """Half of the consultation cards are closed after so many days."""
    spans = [
        (card.closed if card.closed is not None else life.days) - card.opened
        for life in lives
        for card in life.cards
        if card.level == "consult"
    ]
    return median(spans) if spans else 0.0


def spread(lives: Sequence[Life], part: float) -> float:
    """Cards a month of the person at this place, from 0 (fewest) to 1 (most)."""
    each = sorted(cards_a_month([life]) for life in lives)
    return each[min(int(part * len(each)), len(each) - 1)] if each else 0.0


def share(some: float, all_of: float) -> float:
    return some / all_of if all_of else 0.0
