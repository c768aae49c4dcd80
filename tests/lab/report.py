"""The tables of the laboratory, and its targets beside the figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.table import AtLeast, Measure, lines
from tests.lab import figures
from tests.lab.figures import SOON
from tests.lab.lives import MONTH, Episode, Life
from tests.lab.models import DRIFTS

# What befalls the people of a model, by its state; the steady have episodes in name only.
STATES = {
    "steady": "calm",
    "seasonal strain": "strained",
    **dict.fromkeys(DRIFTS, "drifting"),
    "sudden crisis": "in-crisis",
    "careless": "drifting",
}


@dataclass(frozen=True)
class Found:
    """The same people twice: as they are, and some of them with a habit of snoozing."""

    lives: Sequence[Life]
    snoozing: Sequence[Life]

    def twins(self) -> list[Life]:
        """Those who also live as snoozers, as they are."""
        people = {life.person for life in self.snoozing}
        return [life for life in self.lives if life.person in people]


def report(found: Found) -> Iterator[str]:
    yield "Each kind of person, a month"
    yield from by_model(found.lives)
    yield ""
    yield "Each rule, a month: cards, false alarms and nudges of the steady, cards of all people; then the"
    yield "share of drifts, strains and crises that it noticed first, and the days that took for half of them"
    yield from by_rule(found.lives)
    yield ""
    yield "The same people, when they snooze four cards and nudges in five"
    yield from by_snoozing(found)
    yield ""
    yield "Targets"
    yield from lines(targets(found.lives))


def by_model(lives: Sequence[Life]) -> Iterator[str]:
    yield (
        f"{'':18}{'people':>6}{'cards':>7}{'alone':>7}{'nudges':>8}{'act now':>9}{'notes':>7}"
        f"{'episodes':>10}{'noticed':>9}{'in 18 d':>9}{'half by':>9}{'90 % by':>9}"
    )
    for name in dict.fromkeys(life.model for life in lives):
        own = figures.of_model(lives, name)
        cards = figures.cards_a_month(own)
        alone = figures.on_their_own_a_month(own)
        act_now = figures.a_month(own, lambda card: card.level == "act-now")
        notes = figures.a_month(own, lambda card: card.level == "note")
        yield (
            f"{name:18}{len(own):6}{cards:7.2f}{alone:7.2f}{figures.nudges_a_month(own):8.2f}"
            f"{act_now:9.2f}{notes:7.2f}{noticing(figures.episodes(own, STATES.get(name, '')))}"
        )
    yield "alone: cards that came while nothing else waited for a talk. Days: from the first changed answer."
    yield "The steady have episodes in name only: what chance alone would have noticed."


def noticing(found: Sequence[Episode]) -> str:
    if not found:
        return ""
    after = figures.noticed_after(found)
    return (
        f"{len(found):10}{figures.share_noticed(found):9.0%}{figures.share_noticed(found, SOON):9.0%}"
        f"{median(after) if after else float('nan'):7.0f} d{ninety(found):>9}"
    )


def ninety(found: Sequence[Episode]) -> str:
    """The day by which nine in ten of all were noticed."""
    after = figures.noticed_after(found)
    at = -(-len(found) * 9 // 10) - 1
    return f"{after[at]} d" if at < len(after) else "never"


def by_rule(lives: Sequence[Life]) -> Iterator[str]:
    yield (
        f"{'':24}{'level':>8}{'cards':>7}{'false':>7}{'nudges':>8}{'all people':>12}"
        f"{'drift':>8}{'strain':>8}{'crisis':>8}{'half by':>9}"
    )
    steady = figures.of_model(lives, "steady")
    attentive = figures.of_model(lives, *(name for name in STATES if name != "careless"))
    episodes = {state: figures.episodes(attentive, state) for state in ("drifting", "strained", "in-crisis")}
    for rule, level in rules_of(lives):
        own = figures.a_month(steady, lambda card, rule=rule: card.rule == rule)  # type: ignore[misc]
        everyone = figures.a_month(lives, lambda card, rule=rule: card.rule == rule)  # type: ignore[misc]
        yield (
            f"{rule:24}{level:>8}{own:7.2f}{figures.false_alarms_a_month(steady, rule):7.2f}"
            f"{figures.nudges_a_month(steady, rule):8.2f}{everyone:12.2f}"
            f"{first_of(rule, episodes['drifting'])}{first_of(rule, episodes['strained'])}"
            f"{first_of(rule, episodes['in-crisis'])}{half_by(rule, episodes.values())}"
        )
    total = figures.a_month(steady, lambda card: card.level != "note")
    yield (
        f"{'all but notes':32}{total:7.2f}{figures.false_alarms_a_month(steady):7.2f}"
        f"{figures.nudges_a_month(steady):8.2f}"
    )


def rules_of(lives: Sequence[Life]) -> list[tuple[str, str]]:
    """Rules that raised a card, the loudest level first, then the most frequent."""
    cards = [card for life in lives for card in life.cards]
    order = ("act-now", "consult", "note")
    times: dict[tuple[str, str], int] = {}
    for card in cards:
        times[card.rule, card.level] = times.get((card.rule, card.level), 0) + 1
    return sorted(times, key=lambda one: (order.index(one[1]), -times[one], one[0]))


def first_of(rule: str, found: Sequence[Episode]) -> str:
    """The share of these episodes that this rule was the first to notice."""
    first = [one for one in found if one.rule == rule]
    return f"{figures.share(len(first), len(found)):8.0%}" if first else f"{'':8}"


def half_by(rule: str, all_found: Iterable[Sequence[Episode]]) -> str:
    after = figures.noticed_after(one for found in all_found for one in found if one.rule == rule)
    return f"{median(after):7.0f} d" if after else ""


def by_snoozing(found: Found) -> Iterator[str]:
    yield f"{'':46}{'as they are':>13}{'snoozing':>13}"
    both = (found.twins(), list(found.snoozing))
    drifts = [figures.episodes(figures.of_model(lives, *DRIFTS), "drifting") for lives in both]

    def row(what: str, unit: str, *values: float) -> str:
        return f"{what:46}" + "".join(f"{value:>13{unit}}" for value in values)

    yield row("consultation cards a month", ".2f", *map(figures.cards_a_month, both))
    yield row("nudges a month", ".2f", *map(figures.nudges_a_month, both))
    yield row("half of the cards are closed after, days", ".0f", *map(figures.days_open, both))
    yield row("drifts noticed within 18 days", ".0%", *[figures.share_noticed(one, SOON) for one in drifts])
    yield row("drifts talked about within 28 days of onset", ".0%", *[talked(one, 28) for one in drifts])
    yield row("drifts talked about within 60 days of onset", ".0%", *[talked(one, 60) for one in drifts])


def talked(found: Sequence[Episode], within: int) -> float:
    return figures.share(sum(days <= within for days in figures.talked_after(found)), len(found))


def targets(lives: Sequence[Life]) -> list[Measure]:
    """The figures that the rules are held to, and those that say how far each can be believed."""
    steady = figures.of_model(lives, "steady")
    given, at_once = figures.met(lives, lambda life: life.act_now)
    asked, met = figures.met(lives, lambda life: life.consult)
    false = figures.false_alarms_a_month(steady)
    every = figures.a_month(steady, lambda card: card.level != "note")
    return [
        Measure("consultation cards a month, steady", figures.cards_a_month(steady), "", 2),
        Measure(
            "  of those, while nothing else waited for a talk", figures.on_their_own_a_month(steady), "", 2
        ),
        Measure("  an answer asked for it (act now with them)", every - false, ""),
        Measure("  false alarms: no answer asked for it", false, ""),
        Measure("  one steady therapist in ten gets as many, or more", figures.spread(steady, 0.9), ""),
        Measure("nudges a month, steady", figures.nudges_a_month(steady), "", 1.7),
        *(noticed_in_time(lives, name) for name in DRIFTS),
        AtLeast("drifts noticed at all", 100 * figures.share_noticed(drifts_of(lives, *DRIFTS)), "%", 90),
        AtLeast(f"act-now answers met at once ({given})", 100 * figures.share(at_once, given), "%", 100),
        AtLeast(f"answers marked consult met at once ({asked})", 100 * figures.share(met, asked), "%"),
    ]


def noticed_in_time(lives: Sequence[Life], model: str) -> Measure:
    found = drifts_of(lives, model)
    return AtLeast(f"{model}: noticed within 18 days", 100 * figures.share_noticed(found, SOON), "%", 90)


def drifts_of(lives: Sequence[Life], *models: str) -> list[Episode]:
    return figures.episodes(figures.of_model(lives, *models), "drifting")


def cost(lives: Sequence[Life]) -> str:
    """What the engine itself takes for a person."""
    spent = sorted(life.fold_ms for life in lives)
    years = median(life.days for life in lives) / (12 * MONTH)
    checks = median(life.checks for life in lives)
    return (
        f"The engine took {median(spent):.0f} ms for a person in the middle, {spent[-1]:.0f} ms at most: "
        f"{years:.1f} years, {checks:.0f} checks, each day looked at."
    )
