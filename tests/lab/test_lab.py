"""A small crowd through the laboratory: it uses the app's engine, and the rules hold what they are held to, roughly."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from tests.lab import figures
from tests.lab.__main__ import crowd
from tests.lab.lives import Life
from tests.lab.models import SHARES, world
from tests.lab.pictures import cards, noticed
from tests.lab.report import STATES, Found, report, targets
from tests.lab.workers import lived

DAYS = 300


@cache
def a_crowd(model: str, people: int, rules: tuple[str, ...] | None = None, is_snoozing: bool = False) -> list[Life]:
    """So many people of one model over ten months."""
    jobs = [replace(job, is_snoozing=is_snoozing) for job in crowd(people, DAYS, (model,))]
    return lived(jobs, world(rules), workers=2)


def drifts(lives: Sequence[Life]) -> float:
    found = figures.episodes(lives, "drifting")
    assert len(found) >= len(lives) - 1
    return figures.share_noticed(found, figures.SOON)


def everyone() -> list[Life]:
    return [life for model in SHARES for life in a_crowd(model, 20)]


@pytest.mark.promise(8)
def test_steady_therapists_get_few_cards_and_nudges() -> None:
    steady = a_crowd("steady", 20)

    assert 0.5 < figures.cards_a_month(steady) < 2.2
    assert figures.nudges_a_month(steady) < 1.2
    assert figures.false_alarms_a_month(steady) < 1


def test_most_drifts_are_noticed_within_eighteen_days() -> None:
    assert drifts(a_crowd("drift in 2 weeks", 20)) >= 0.8


def test_drifts_are_noticed_oftener_than_by_chance() -> None:
    by_chance = figures.episodes(a_crowd("steady", 20), "calm", "boundaries")

    assert figures.share_noticed(by_chance, figures.SOON) < drifts(a_crowd("drift in 2 weeks", 20)) - 0.2


def test_every_act_now_answer_is_met_at_once() -> None:
    given, met = figures.met(everyone(), lambda life: life.act_now)

    assert given > 20
    assert met == given


def test_nothing_is_noticed_with_all_rules_off() -> None:
    lives = a_crowd("drift in 2 weeks", 4, rules=())

    assert sum(life.checks for life in lives) > 400
    assert [card for life in lives for card in life.cards] == []
    assert drifts(lives) == 0
    assert figures.nudges_a_month(lives) == 0


def test_only_the_rules_that_are_on_raise_cards() -> None:
    lives = a_crowd("drift in 2 weeks", 4, rules=("boundary-drift",))

    assert {card.rule for life in lives for card in life.cards} == {"boundary-drift"}


def test_the_same_people_live_the_same_lives() -> None:
    jobs = crowd(6, 120)

    one, other = (lived(jobs, world(), workers=workers) for workers in (1, 2))

    assert [replace(life, fold_ms=0) for life in one] == [replace(life, fold_ms=0) for life in other]
    assert len({life.checks for life in one}) > 1


def test_who_snoozes_gives_the_same_checks_and_waits_longer() -> None:
    plain, snoozing = (a_crowd("steady", 20, is_snoozing=habit) for habit in (False, True))

    assert [life.checks for life in plain] == [life.checks for life in snoozing]
    assert figures.days_open(snoozing) > figures.days_open(plain)


def test_long_absences_bring_few_nudges() -> None:
    away = a_crowd("long absence", 20)

    assert figures.nudges_a_month(away) < 1.2


def test_the_report_has_every_rule_and_target() -> None:
    lives = everyone()
    found = Found(lives, a_crowd("steady", 20, is_snoozing=True))

    text = "\n".join(report(found))

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
