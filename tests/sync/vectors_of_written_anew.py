"""Vectors of PROTOCOL 6.3: what stays and stands in a change that goes is written anew before."""

from collections.abc import Iterator

from tests.sync.a_vector import Named
from tests.sync.vectors_of_goings import month, of, purges
from tests.sync.vectors_of_merge import A, B, at, deletes, sets, text
from tests.sync.vectors_of_retention import OLD


def vectors() -> Iterator[Named]:
    for cases in (beside(), beside_others(), removed_beside()):
        yield from cases


def beside() -> Iterator[Named]:
    """What stays and stands in a change that goes: the one of A that holds an old signal."""
    old = {"signal": {"old": [sets(A, 2, 2, day=OLD)]}}
    goes = {"signal": {"old": month("2025-10")}}
    for name, why, setting, anew in (
        (
            "a_value",
            "is written anew at the time it had; one that stands elsewhere too is not, nor is null",
            [sets(A, 1, 1, x=1, y=1), sets(A, 2, 2, x=2, y=1, z=None)],
            {at(2): {"set": {"x": 2}}},
        ),
        (
            "a_value_of_which_a_later_one_stays",
            "is not what is said now",
            [sets(A, 2, 2, x=1), sets(A, 3, 3, x=2)],
            {},
        ),
        (
            "null_over_a_value_that_stays",
            "is written anew, as else the value would stand again",
            [sets(A, 1, 1, x=1), sets(A, 2, 2, x=None)],
            {at(2): {"set": {"x": None}}},
        ),
        (
            "one_of_two_texts",
            "both are written anew as the one text that they are",
            [sets(A, 2, 2, x=text("One.")), sets(B, 1, 3, x=text("Two."))],
            {at(2): {"set": {"x": text("One.\n\nTwo.")}}},
        ),
        (
            "nothing_but_itself",
            "an object that nothing else says is kept by a write that sets nothing",
            [sets(A, 2, 2)],
            {at(2): {"set": {}}},
        ),
    ):
        made = {time: {"setting": {"s": verb}} for time, verb in anew.items()}
        writes = {**old, "setting": {"s": setting}}
        yield purges(f"beside_{name}", why, writes, goes, of(2), made)


def beside_others() -> Iterator[Named]:
    two = {
        "signal": {"old": [sets(A, 2, 2, day=OLD), sets(B, 1, 5, {A: 2}, x=1)]},
        "setting": {"s": [sets(A, 2, 2, x=1, y=1), sets(B, 1, 5, {A: 2}, x=2)]},
        "contact": {"c": [sets(A, 2, 2, slot="cover")]},
    }
    yield purges(
        "beside_values_of_two_times",
        "each is written at the time of its last write, what is of one time in one change",
        two,
        {"signal": {"old": month("2025-10")}},
        [*of(2), *of(1, device=B)],
        {
            at(2): {"setting": {"s": {"set": {"y": 1}}}, "contact": {"c": {"set": {"slot": "cover"}}}},
            at(5): {"setting": {"s": {"set": {"x": 2}}}},
        },
    )
    yield purges(
        "beside_a_kind_with_a_space",
        "it is another object than the one that goes, although both names read alike",
        {"signal": {"a b": [sets(A, 2, 2, day=OLD)]}, "signal a": {"b": [sets(A, 2, 2, x=1)]}},
        {"signal": {"a b": month("2025-10")}},
        of(2),
        {at(2): {"signal a": {"b": {"set": {"x": 1}}}}},
    )


def removed_beside() -> Iterator[Named]:
    old = {"signal": {"old": [sets(A, 3, 3, day=OLD)]}}
    goes = {"signal": {"old": month("2025-10")}}
    for name, why, setting, verb in (
        (
            "a_removal",
            "what was removed stays removed",
            [sets(A, 1, 1, x=1), deletes(A, 3, 3)],
            {"delete": True},
        ),
        (
            "a_removal_of_which_another_stays",
            "it is removed by that",
            [sets(A, 1, 1, x=1), deletes(A, 2, 2), deletes(A, 3, 3)],
            None,
        ),
        ("a_removal_of_what_goes_with_it", "nothing is left to be removed", [deletes(A, 3, 3)], None),
        (
            "what_brought_back",
            "what was brought back is not taken for removed",
            [sets(A, 1, 1, x=1), deletes(A, 2, 2), sets(A, 3, 3, x=1)],
            {"set": {}},
        ),
    ):
        made = {at(3): {"setting": {"s": verb}}} if verb else {}
        writes = {**old, "setting": {"s": setting}}
        yield purges(f"beside_{name}", why, writes, goes, of(3), made)
