"""A small crowd in the laboratory: the app's engine notices, and the rules hold their targets, roughly."""

from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from tests.lab import figures
from tests.lab.__main__ import crowd
from tests.lab.lives import Episode, Life
from tests.lab.models import SHARES, world
from tests.lab.pictures import cards, noticed
from tests.lab.report import STATES, Found, drifts_of, report, targets
from tests.lab.workers import lived

DAYS = 190


@cache
def everyone() -> list[Life]:
    """72 people of all kinds over half a year."""
    return lived(crowd(72, DAYS), world(), workers=2)


def some(
    model: str, people: int, rules: tuple[str, ...] | None = None, is_snoozing: bool = False
) -> list[Life]:
    jobs = [replace(job, is_snoozing=is_snoozing) for job in crowd(people, DAYS, (model,))]
    return lived(jobs, world(rules), workers=2)


def drifts() -> list[Episode]:
    """Those that are whole within four weeks."""
    return drifts_of(everyone(), "drift in 2 weeks", "drift in 4 weeks")


def steady() -> list[Life]:
    return figures.of_model(everyone(), "steady")


@pytest.mark.promise(8)
def test_steady_therapists_get_few_cards_and_nudges() -> None:
    assert 1 < figures.cards_a_month(steady()) < 3.7
    assert 1 < figures.on_their_own_a_month(steady()) < 2.3
    assert 0.3 < figures.nudges_a_month(steady()) < 1.2
    assert figures.false_alarms_a_month(steady()) < 1.3


def test_most_drifts_are_noticed_within_eighteen_days() -> None:
    assert len(drifts()) >= 10
    assert figures.share_noticed(drifts(), figures.SOON) >= 0.8


def test_drifts_are_noticed_oftener_than_by_chance() -> None:
    by_chance = figures.episodes(steady(), "calm", "boundaries")

    assert len(by_chance) >= 18
    assert (
        figures.share_noticed(by_chance, figures.SOON) < figures.share_noticed(drifts(), figures.SOON) - 0.2
    )


@pytest.mark.promise(8)
def test_long_absences_bring_few_nudges() -> None:
    away = figures.of_model(everyone(), "long absence")

    assert 0 < figures.nudges_a_month(away) < 1.7


def test_every_act_now_answer_is_met_at_once() -> None:
    given, met = figures.met(everyone(), lambda life: life.act_now)

    assert given > 15
    assert met == given


def test_nothing_is_noticed_with_all_rules_off() -> None:
    lives = some("drift in 2 weeks", 4, rules=())

    assert sum(life.checks for life in lives) > 300
    assert [card for life in lives for card in life.cards] == []
    assert figures.share_noticed(drifts_of(lives, "drift in 2 weeks")) == 0
    assert figures.nudges_a_month(lives) == 0


def test_only_the_rules_that_are_on_raise_cards() -> None:
    lives = some("drift in 2 weeks", 4, rules=("boundary-drift",))

    assert {card.rule for life in lives for card in life.cards} == {"boundary-drift"}


def test_the_same_people_live_the_same_lives() -> None:
    jobs = crowd(6, 120)

    one, other = (lived(jobs, world(), workers=workers) for workers in (1, 2))

    assert [replace(life, fold_ms=0) for life in one] == [replace(life, fold_ms=0) for life in other]
    assert len({life.checks for life in one}) > 1


def test_who_snoozes_gives_the_same_checks_and_waits_longer() -> None:
    snoozing = some("steady", len(steady()), is_snoozing=True)

    assert [life.checks for life in snoozing] == [life.checks for life in steady()]
    assert figures.days_open(snoozing) > figures.days_open(steady())


def test_the_report_has_every_rule_and_target() -> None:
    lives = everyone()

    text = "\n".join(report(Found(lives, lives)))

    raised = {card.rule for life in lives for card in life.cards}
    assert len(raised) > 20
    assert [rule for rule in raised if rule not in text] == []
    assert [target.what for target in targets(lives) if target.what not in text] == []


def test_plots_are_pictures_of_the_figures() -> None:
    lives = everyone()
    found = Found(lives, lives[:1])

    curves, bars = (ElementTree.fromstring(picture(found)) for picture in (noticed, cards))

    name = "{http://www.w3.org/2000/svg}"
    assert len(curves.findall(f"{name}polyline")) == len(STATES)
    widths = [float(bar.get("width", "nan")) for bar in bars.findall(f"{name}rect")[1:]]
    assert len(widths) == 2 * len(SHARES)
    assert min(widths) >= 0
    assert max(widths) > 100
