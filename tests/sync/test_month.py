"""A month in numbers: tallied by hand here, and for a whole year as both languages must find them."""

import json
from typing import Any

import pytest

from sync.envelope import Op
from sync.kept_counts import hash_of
from sync.merge import State, fold
from sync.month import Goal, goal_in, month_in, months_in, moved, objects_of, scales_in
from sync.months import is_day, is_month, last_months, months_away, quarter_of
from sync.supervision import MEMBERS_MAX, Hours, Share, Talk, bodies_in, hours, talks_in
from sync.trends import ANSWERS_MIN, Tally, change, of_100
from tests.sync.a_year import BODIES, CHECKLISTS, COUNTS, NUMBERS, YEAR, numbers_of, texts
from tests.sync.cast import Journal, a_daily_check

BACP, AHPRA = bodies_in(BODIES)


def an_entry(day: str = "2026-11-23", checklist: str = "daily", version: int = 1, **answers: str) -> Any:
    """The fields of an entry; answers by linkId with _ for -."""
    coded = {f"answer.{link_id.replace('_', '-')}": code for link_id, code in answers.items()}
    return {"checklist": checklist, "version": version, "day": day, **coded}


def month_of(objects: Any, month: str = "2026-11") -> Any:
    return month_in(objects, scales_in(objects, CHECKLISTS), month)


def test_answers_are_tallied_by_domain() -> None:
    objects = {
        "entry": {
            "1": an_entry(daily_steady="wobbly", daily_energy="plenty", daily_privacy="yes"),
            "2": an_entry("2026-11-30", "after-session", session_pull="strong"),
            "3": an_entry("2026-12-01", daily_steady="unsteady"),
        }
    }

    november = month_of(objects)

    assert (november.checks, november.sessions) == (2, 1)
    assert november.days == {"2026-11-23": 1, "2026-11-30": 1}
    assert november.tallies == {
        "self-care": (1, 0, 1, 0), "confidentiality": (0, 0, 0, 1), "boundaries": (0, 0, 1, 0),
    }  # fmt: skip


def test_what_is_not_sure_or_unknown_is_left_out() -> None:
    objects = {
        "entry": {
            "1": an_entry(daily_interest="not-sure", daily_steady="of-a-later-app"),
            "2": an_entry(version=99, daily_steady="steady"),
            "3": an_entry(daily_steady="steady") | {"day": "2026-11-31"},
            "4": an_entry(nobody_asks="yes"),
        }
    }

    november = month_of(objects)

    assert (november.checks, november.tallies) == (3, {})


def test_an_answer_counts_by_the_wording_it_was_given_to() -> None:
    def asked(version: int, ordinal: int) -> Any:
        item = {
            "linkId": "supper",
            "domain": "self-care",
            "answerOption": [{"code": "yes", "ordinal": ordinal}],
        }
        return {"id": "own", "version": version, "item": [item]}

    own = {"version.1": asked(1, 0), "version.2": asked(2, 3)}
    entries = {str(it): an_entry(checklist="own", version=it, supper="yes") for it in (1, 2)}

    november = month_of({"entry": entries, "checklist": {"own": own}})

    assert november.tallies == {"self-care": (1, 0, 0, 1)}


def test_kept_counts_add_up_with_what_is_here() -> None:
    counted = {"self-care": [3, 0, 0, 1]}
    counts = {f"c.{hash_of('gone')}": counted, f"c.{hash_of('1')}": counted}
    others = {"c.00": counted, f"c.{hash_of('later')}.1": counted, f"c.{hash_of('no')}": [3, 0, 0, 1]}
    tallies = ([1], [1, 2, 3, -1], [True, 0, 0, 0], "4", None)
    wrong = {f"c.{it:016}": {"self-care": tally} for it, tally in enumerate(tallies)}

    november = month_of(
        {"entry": {"1": an_entry(daily_steady="wobbly")}, "counts": {"2026-11": counts | others | wrong}}
    )

    assert (november.checks, november.purged) == (7, 6)
    assert november.tallies == {"self-care": (3, 0, 1, 1)}


@pytest.mark.parametrize(
    ("now", "before", "moved"),
    [
        ((ANSWERS_MIN - 1, 0, 0, 0), (20, 0, 0, 0), None),
        ((20, 0, 0, 0), (0, 0, 0, ANSWERS_MIN - 1), None),
        ((3, 0, 0, 2), (5, 0, 0, 0), "harder"),  # two answers more, at the number
        ((4, 0, 0, 1), (5, 0, 0, 0), "as-before"),  # one past it
        ((85, 0, 15, 0), (100, 0, 0, 0), "harder"),  # fifteen in a hundred
        ((86, 0, 14, 0), (100, 0, 0, 0), "as-before"),
        ((100, 0, 0, 0), (85, 0, 0, 15), "easier"),
        ((100, 0, 0, 0), (86, 0, 0, 14), "as-before"),
        ((0, 5, 0, 0), (5, 0, 0, 0), "as-before"),  # neither is a hard one
    ],
)
def test_what_moved_has_moved_by_both_limits(now: Tally, before: Tally, moved: str | None) -> None:
    assert change(now, before) == moved


@pytest.mark.parametrize(
    ("tally", "share"),
    [((4, 0, 0, 0), None), ((5, 0, 0, 0), 0), ((0, 0, 2, 3), 100), ((7, 0, 1, 0), 13), ((0, 2, 1, 0), None)],
)
def test_fewer_than_five_answers_are_too_few(tally: Tally, share: int | None) -> None:
    assert of_100(tally) == share


def test_what_moved_is_told_of_each_domain() -> None:
    hard = {str(it): an_entry(daily_steady="unsteady", daily_boundary="no") for it in range(5)}
    calm = {f"o{it}": an_entry("2026-10-05", daily_steady="steady", daily_privacy="no") for it in range(5)}
    objects = {"entry": hard | calm}

    told = moved(month_of(objects), month_of(objects, "2026-10"))

    assert told == {"boundaries": None, "confidentiality": None, "self-care": "harder"}


@pytest.mark.parametrize(
    ("body", "example"),
    [(it, example) for it in BODIES["bodies"] for example in it["examples"]],
    ids=lambda it: it.get("why", it.get("id")),
)
def test_each_worked_example_of_supervision_holds(body: Any, example: Any) -> None:
    (rules,) = bodies_in({"bodies": [body]})
    fields = ("date", "minutes", "kind", "direction", "members")
    talks = [
        Talk(**{it: talk[it] for it in fields if it in talk}, is_left_out=talk.get("isLeftOut", False))
        for talk in example["talks"]
    ]

    assert hours(rules, talks, example["month"]) == Hours(example["counted"], example["unsaid"])


def test_the_members_of_a_group_have_a_limit() -> None:
    def logged(members: object) -> dict[str, object]:
        return {"date": "2026-11-03", "minutes": 99, "kind": "peer-group", "members": members}

    sizes = [1, MEMBERS_MAX, MEMBERS_MAX + 1, 0, True, "5", None]
    read = talks_in({"consultation": {str(it): logged(size) for it, size in enumerate(sizes)}})

    assert sorted(talk.members or 0 for talk in read) == [0, 0, 0, 0, 0, 1, MEMBERS_MAX]


@pytest.mark.parametrize("minutes", [0, 1441, True, "50", None])
def test_what_has_no_day_or_minutes_is_no_talk(minutes: object) -> None:
    without = {"date": "2026-11-03", "minutes": minutes}

    assert talks_in({"consultation": {"1": without, "2": {"date": "2026-11-31", "minutes": 1}}}) == []
    assert len(talks_in({"consultation": {"1": {"date": "2026-11-03", "minutes": 1440}}})) == 1


def test_what_was_said_to_count_for_nothing_does_not() -> None:
    logged = {"date": "2026-11-03", "minutes": 60, "kind": "peer", "hours-for.nothing": True}

    assert hours(BACP, talks_in({"consultation": {"1": logged}}), "2026-11") == Hours(0, 0)
    assert BACP.shares[1] == Share(4, 2)
    assert AHPRA.months == 12


def test_a_goal_that_does_not_fit_is_none() -> None:
    said = {"setting": {"supervision": {"minutes": 90, "body": "BACP"}}}

    assert goal_in(said) == Goal(90, "BACP")
    assert goal_in({"setting": {"supervision": {"minutes": 1441, "body": 7}}}) == Goal(None, None)
    assert goal_in({"setting": {"supervision": {"minutes": 0, "body": ""}}}) == Goal(None, None)
    assert goal_in({}) == Goal(None, None)


def test_months_are_counted_over_the_new_year() -> None:
    assert months_away("2026-01", -1) == "2025-12"
    assert last_months("2026-02", 3) == ["2025-12", "2026-01", "2026-02"]
    assert quarter_of("2026-11") == ["2026-10", "2026-11", "2026-12"]
    assert [is_month(it) for it in ("2026-12", "2026-13", "2026-1", 2026)] == [True, False, False, False]
    assert [is_day(it) for it in ("2028-02-29", "2026-02-29", "20261123", None)] == [
        True,
        False,
        False,
        False,
    ]


def test_all_months_that_anything_is_known_of_are_named() -> None:
    objects = {
        "entry": {"1": an_entry("2026-03-01"), "2": an_entry("nonsense")},
        "counts": {"2025-12": {}, "of a later app": {}},
        "consultation": {"1": {"date": "2026-05-01", "minutes": 30}},
    }

    assert months_in(objects) == ["2025-12", "2026-03", "2026-05"]


def test_what_was_removed_is_not_counted() -> None:
    alma = Journal()
    phone = alma.a_phone()
    phone.write(a_daily_check("2026-11-23", daily_steady="wobbly"))
    phone.write(gone := a_daily_check("2026-11-24", daily_steady="wobbly"))
    removal: Op = {"kind": "entry", "id": gone["id"], "delete": True}
    phone.write(removal)

    november = month_of(objects_of(fold(State(), [alma.open(it) for it in alma.envelopes])))

    assert (november.checks, november.tallies) == (1, {"self-care": (0, 0, 1, 0)})


def test_the_made_up_year_is_as_its_seed_makes_it() -> None:
    assert {path: path.read_bytes() for path in (YEAR, NUMBERS, COUNTS)} == texts()


def test_the_made_up_year_has_what_a_year_can_have() -> None:
    objects = json.loads(YEAR.read_bytes())["objects"]
    numbers = numbers_of(objects)
    told = [of["change"] for month in numbers["months"] for of in month["domains"].values()]
    checks = {month["month"]: month["checks"] for month in numbers["months"]}

    assert len(objects["entry"]) == 900
    assert sum(checks.values()) == 919
    assert checks["2026-08"] == 0
    assert {"harder", "as-before", "easier", None} == set(told)
    assert any(of["of-100"] is None for month in numbers["months"] for of in month["domains"].values())
    assert any(month["supervision"]["BACP"]["unsaid"] for month in numbers["months"])
