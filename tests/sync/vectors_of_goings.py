"""Vectors of PROTOCOL 4.4 and 6.3: what goes before a month, and what is counted before it does."""

from collections.abc import Iterator
from typing import Any

from tests.sync.a_readable import CHECKLIST
from tests.sync.a_vector import Named, succeeds
from tests.sync.vectors_of_merge import A, B, at, deletes, sets, text
from tests.sync.vectors_of_retention import OLD, RECORD, STILL, written

Said = dict[str, dict[str, Any]]
KEPT_FROM = "2025-11"
ASKED = {"calm": [sets(A, 1, 1, **{"version.1": CHECKLIST})]}
CALM = {"checklist": "calm", "version": 1, "day": OLD, "answer.calm": "no"}
# SHA-256 of the three bytes "abc" (FIPS 180-4), and what CALM counts for.
ABC, COUNTED = "c.ba7816bf8f01cfea", {"own": [0, 0, 0, 1]}


def vectors() -> Iterator[Named]:
    for cases in (months(), records(), wordings(), counts(), bound()):
        yield from cases


def purges(
    name: str,
    why: str,
    writes: dict[str, Any],
    goes: Said,
    places: list[str],
    anew: dict[str, Said] | None = None,
    counts: list[Any] | None = None,
) -> Named:
    """goes: the month of each object, and whether it leaves a record. places: devices with counters."""
    given = {"writes": writes, "kept_from": KEPT_FROM}
    gives = {"goes": goes, "places": places, "anew": anew or {}, "counts": counts or []}
    return succeeds(f"purging_{name}", "4.4", "purging", why, given, gives)


def month(month: str, leaves_record: bool = False) -> list[Any]:
    return [month, leaves_record]


def of(*counters: int, device: str = A) -> list[str]:
    return [f"{device} {counter}" for counter in counters]


def months() -> Iterator[Named]:
    yield purges("nothing", "of an empty journal nothing goes", {}, {}, [])
    aging: dict[str, Any] = {
        "entry": {"a": [sets(A, 1, 1, day=OLD)], "b": [sets(A, 2, 2, day=STILL)]},
        "signal": {"a": [sets(A, 3, 3, day=OLD)], "b": [sets(A, 4, 4, day=STILL)]},
        "worksheet": {
            "a": [written(OLD, 5, day=STILL, finished=STILL)],
            "b": [written(OLD, 6, day=OLD), written(STILL, 7)],
        },
        "reflection": {it: [sets(A, 8, 8, minutes=5)] for it in ("2025-10", "2025-11", "2024", "2025")},
    }
    others = {kind: {"a": [written(OLD, 9, day=OLD)]} for kind in ("contact", "setting", "rule", "weather")}
    yield purges(
        "what_is_of_an_earlier_month",
        "the last day of the month before goes, the first day of the month stays; other kinds stay all",
        {**aging, **others},
        {
            "entry": {"a": month("2025-10")},
            "signal": {"a": month("2025-10")},
            "worksheet": {"a": month("2025-10")},
            "reflection": {"2025-10": month("2025-10"), "2024": month("2024-12")},
        },
        of(1, 3, 5, 8),
        # The other reflections stand in the change of those that go.
        {at(8): {"reflection": {it: {"set": {"minutes": 5}} for it in ("2025-11", "2025")}}},
    )
    yield purges(
        "what_does_not_say_its_month",
        "an entry is of the month of its first write, all else of that of its last",
        {
            "entry": {"a": [written(OLD, 1, day="2025-02-30"), written(STILL, 2, x=1)]},
            "signal": {"a": [written(OLD, 3, x=1), written(STILL, 4, x=2)]},
            "consultation": {"a": [written(OLD, 5, x=1, when="soon")]},
        },
        {"entry": {"a": month("2025-10")}, "consultation": {"a": month("2025-10")}},
        of(1, 2, 5),
    )


def records() -> Iterator[Named]:
    details = {"name": text("Ruth"), "learned": text("Rest."), "closes.own": True}
    yield purges(
        "a_consultation_that_took_place",
        "a write of the record alone stays; what stands of it elsewhere is written anew, at its time",
        {"consultation": {"a": [sets(A, 1, 1, **RECORD, **details), sets(A, 2, 2, evidence=True)]}},
        {"consultation": {"a": month("2025-10", leaves_record=True)}},
        of(1),
        {at(1): {"consultation": {"a": {"set": RECORD}}}},
    )
    yield purges(
        "a_consultation_of_which_the_record_is_left",
        "nothing of it goes a second time",
        {"consultation": {"a": [sets(A, 1, 1, **RECORD), sets(A, 2, 2, evidence=True), sets(A, 3, 3)]}},
        {},
        [],
    )
    yield purges(
        "a_consultation_that_was_brought_back",
        "of its writes that say the record alone and of the one that removed it, that one goes",
        {"consultation": {"a": [sets(A, 1, 1, **RECORD), deletes(A, 2, 2), sets(A, 3, 3)]}},
        {"consultation": {"a": month("2025-10", leaves_record=True)}},
        of(2),
    )
    yield purges(
        "consultations_that_leave_no_record",
        "one that was planned, one without minutes, one that was removed",
        {
            "consultation": {
                "planned": [sets(A, 1, 1, when=f"{OLD}T13:00", minutes=50)],
                "no-minutes": [sets(A, 2, 2, date=OLD, minutes=True)],
                "removed": [sets(A, 3, 3, **RECORD), deletes(A, 4, 4)],
            }
        },
        {"consultation": {it: month("2025-10") for it in ("planned", "no-minutes", "removed")}},
        of(1, 2, 3, 4),
    )


def wordings() -> Iterator[Named]:
    yield purges(
        "an_entry_of_a_wording_that_is_not_known",
        "stays, as it cannot be counted; one that was removed, and one that names no checklist, go uncounted",
        {
            "entry": {
                "version": [sets(A, 1, 1, **{**CALM, "version": 2})],
                "number": [sets(A, 2, 2, **{**CALM, "checklist": 5})],
                "removed": [sets(A, 3, 3, **{**CALM, "version": 2}), deletes(A, 4, 4)],
                "no-checklist": [sets(A, 5, 5, day=OLD, version=1)],
                "null": [sets(A, 6, 6, day=OLD, checklist=None)],
            }
        },
        {"entry": {it: month("2025-10") for it in ("removed", "no-checklist", "null")}},
        of(3, 4, 5, 6),
    )


def counts() -> Iterator[Named]:
    gone = {"entry": {"abc": month("2025-10")}}
    count = {"kind": "counts", "id": "2025-10", "set": {ABC: COUNTED}}
    entry = {"checklist": ASKED, "entry": {"abc": [sets(A, 2, 2, **CALM)]}}
    counted = [sets(B, 1, 3, **{ABC: COUNTED})]
    yield purges("an_entry", "what it counts for is written", entry, gone, of(2), counts=[count])
    wording = {"wording": ASKED, "entry": entry["entry"]}
    yield purges("an_entry_of_a_wording", "it is counted by it", wording, gone, of(2), counts=[count])
    why = "is not written again"
    yield purges("an_entry_that_is_counted", why, {**entry, "counts": {"2025-10": counted}}, gone, of(2))
    for name, before in (("with_other_answers", {"own": [1, 0, 0, 0]}), ("without_an_answer", {})):
        other = {"2025-10": [sets(B, 1, 3, **{ABC: before})]}
        why = "what it counts for now is written over what it counted for before"
        amended = {**entry, "counts": other}
        yield purges(f"an_entry_that_was_counted_{name}", why, amended, gone, of(2), counts=[count])
    removed = {"checklist": ASKED, "entry": {"abc": [sets(A, 2, 2, **CALM), deletes(A, 3, 3)]}}
    yield purges("an_entry_that_was_removed", "goes uncounted", removed, gone, of(2, 3))
    yield purges(
        "a_signal_of_the_same_id",
        "an entry that stays is not counted",
        {
            "checklist": ASKED,
            "entry": {"abc": [sets(A, 2, 2, **{**CALM, "day": STILL})]},
            "signal": {"abc": [sets(A, 3, 3, day=OLD)]},
        },
        {"signal": {"abc": month("2025-10")}},
        of(3),
    )
    yield purges(
        "what_is_left_of_a_counted_entry",
        "a part without a day goes, whenever it was written, and changes no count",
        {"entry": {"abc": [sets(A, 2, 2, x=1)]}, "counts": {"2025-10": counted}},
        {"entry": {"abc": month("0000-00")}},
        of(2),
    )
    yield purges(
        "a_part_of_an_entry_that_was_not_counted",
        "is of the month of its first write, which stays",
        {"entry": {"abc": [sets(A, 2, 2, x=1)]}},
        {},
        [],
    )


def bound() -> Iterator[Named]:
    later = {"device": A, "counter": 2, "at": at(2), "seen": {}, "archive": True}
    for name, why, other in (
        ("an_order", "a change that orders a purge", {"purge": {"p": [sets(A, 2, 2, changes=[], mac="")]}}),
        ("a_later_verb", "a change with a verb of a later version", {"setting": {"s": [later]}}),
    ):
        yield purges(
            f"what_stands_beside_{name}",
            f"{why} is never purged, whatever else it holds",
            {
                "signal": {"a": [sets(A, 1, 1, day=OLD), sets(A, 2, 2, x=1)], "b": [sets(A, 2, 2, day=OLD)]},
                **other,
            },
            {"signal": {"a": month("2025-10")}},
            of(1),
        )
