"""Vectors of PROTOCOL 15.2 and 4.4: what a journal no longer keeps does not come back with a file."""

from collections.abc import Iterator
from typing import Any

from tests.sync.a_vector import Named
from tests.sync.vectors_of_merge import A, B, deletes, sets, text
from tests.sync.vectors_of_restoring import TODAY, Said, journal_file, readable, restores

# By a span of 12 months, on 23 November 2026, November 2025 is the first month that stays.
OLD, STILL = "2025-10-31", "2025-11-01"
# The last millisecond of OLD and the first of STILL since 1970, 19a3cb6bbff and 19a3cb6bc00, in UUIDv7.
OLD_ID, STILL_ID = "019a3cb6-bbff-7000-8000-00000000000", "019a3cb6-bc00-7000-8000-00000000000"
RECORD = {"date": OLD, "minutes": 50, "kind": "supervision", "domain.own": True, "hours-for.bacp": True}


def vectors() -> Iterator[Named]:
    for cases in (months(), records(), worksheets(), unsaid(), all_others(), checks(), spans()):
        yield from cases


def agreed(value: Any = 12, agreed: Any = 12) -> Said:
    return {"setting": {"retention": [sets(B, 1, 1, value=value, agreed=agreed)]}}


def written(on: str, counter: int, /, **fields: Any) -> dict[str, Any]:
    return {**sets(A, counter, 0, **fields), "at": f"{on}T12:00:00.000Z-0000"}


def months() -> Iterator[Named]:
    yield restores(
        "what_is_of_an_earlier_month",
        "the last day of the month before is left out, the first day of the month comes back",
        readable(
            {
                "signal": {"said-old": {"day": OLD}, "said-still": {"day": STILL}},
                "consultation": {
                    "plan-old": {"when": f"{OLD}T13:00"},
                    "plan-still": {"when": f"{STILL}T13:00"},
                },
                "worksheet": {"sheet-old": {"finished": OLD}, "sheet-still": {"finished": STILL}},
                "reflection": {it: {"minutes": 5} for it in ("2025-10", "2025-11", "2024", "2025")},
            }
        ),
        ["reflection", "2025", {"minutes": 5}],
        ["reflection", "2025-11", {"minutes": 5}],
        ["consultation", "plan-still", {"when": f"{STILL}T13:00"}],
        ["worksheet", "sheet-still", {"finished": STILL}],
        ["signal", "said-still", {"day": STILL}],
        here=agreed(),
        past=5,
    )


def records() -> Iterator[Named]:
    details = {"name": text("Ruth"), "learned": text("Rest."), "when": f"{STILL}T13:00", "closes.own": True}
    yield restores(
        "an_old_consultation",
        "of one that took place the record comes back; of one that did not, nothing",
        readable({"consultation": {"a": {**RECORD, **details}, "b": {"date": OLD, **details}, "c": RECORD}}),
        ["consultation", "a", RECORD],
        ["consultation", "c", RECORD],
        here=agreed(),
        past=2,
    )
    yield restores(
        "an_old_consultation_whose_record_is_here",
        "nothing comes back, and what is left out is counted",
        readable({"consultation": {"a": {**RECORD, **details}}}),
        here={**agreed(), "consultation": {"a": [sets(B, 2, 2, **RECORD)]}},
        past=1,
    )
    yield restores(
        "an_old_consultation_that_is_here",
        "what is here already is not left out: nothing is counted",
        readable({"consultation": {"a": {**RECORD, **details}}}),
        here={**agreed(), "consultation": {"a": [sets(B, 2, 2, **RECORD, **details)]}},
    )


def worksheets() -> Iterator[Named]:
    done = {"finished": OLD}
    yield restores(
        "worksheets_of_a_readable_file",
        "one not finished comes back; a finished one by its UUIDv7, where that is later",
        readable({"worksheet": {f"{OLD_ID}1": {"day": OLD}, f"{OLD_ID}2": done, f"{STILL_ID}3": done}}),
        ["worksheet", f"{OLD_ID}1", {"day": OLD}],
        ["worksheet", f"{STILL_ID}3", done],
        here=agreed(),
        past=1,
    )
    yield restores(
        "worksheets_of_a_journal_file",
        "the month of the last write counts where it is later than the one it was finished in",
        journal_file(
            worksheet={
                "open": [written(OLD, 1, day=OLD)],
                "old": [written(OLD, 2, **done)],
                "amended": [written(OLD, 3, **done), written(STILL, 4, title=text("One"))],
                "ahead": [written(OLD, 5, finished=STILL)],
            }
        ),
        ["worksheet", "ahead", {"finished": STILL}],
        ["worksheet", "open", {"day": OLD}],
        ["worksheet", "amended", {**done, "title": text("One")}],
        here=agreed(),
        past=1,
    )


def unsaid() -> Iterator[Named]:
    said = {"answer": "settled"}
    yield restores(
        "what_does_not_say_its_month_in_a_readable_file",
        "is of the month in its UUIDv7; what tells of none comes back",
        readable({"signal": {f"{OLD_ID}1": said, f"{STILL_ID}2": said, "x": said}}),
        ["signal", "x", said],
        ["signal", f"{STILL_ID}2", said],
        here=agreed(),
        past=1,
    )
    yield restores(
        "what_does_not_say_its_month_in_a_journal_file",
        "is of the month of its last write",
        journal_file(
            signal={"old": [written(OLD, 1, **said)], "late": [written(OLD, 2), written(STILL, 3, **said)]}
        ),
        ["signal", "late", said],
        here=agreed(),
        past=1,
    )


def all_others() -> Iterator[Named]:
    others: Said = {
        kind: {f"{OLD_ID}{place}": {"day": OLD, "from": OLD, "finished": OLD, "date": OLD, "minutes": 50}}
        for place, kind in enumerate(("contact", "rule", "nudge", "setting", "counts", "weather"), start=1)
    }
    yield restores(
        "what_is_old_of_other_kinds",
        "all of it comes back, of kinds that are not known too",
        readable(others),
        *([kind, id, fields] for kind, by_id in others.items() for id, fields in by_id.items()),
        here=agreed(),
    )


def checks() -> Iterator[Named]:
    # SHA-256 of the three bytes "abc" (FIPS 180-4).
    counted = {"c.ba7816bf8f01cfea": {}}
    entries = readable({"entry": {"abc": {"day": STILL, "x": 1}, "new": {"day": OLD}}})
    missing = ["entry", "new", {"day": OLD}]
    yield restores(
        "an_entry_that_was_counted_here",
        "stays out, in whatever month it was counted and without a span; an old one that was not comes back",
        entries,
        missing,
        here={"counts": {"2020-01": [sets(B, 1, 1, **counted)]}},
        seen=(2, 0, OLD, STILL),
        past=1,
    )
    yield restores(
        "an_entry_of_which_a_part_is_here",
        "is not made whole once it was counted; what was removed here is not among what is left out",
        readable({"entry": {"abc": {"day": STILL, "x": 1}, "gone": {"day": STILL}}}),
        here={
            "counts": {"2025-11": [sets(B, 1, 1, **counted)]},
            "entry": {"abc": [sets(B, 2, 2, x=2)], "gone": [sets(B, 3, 3, x=1), deletes(B, 4, 4)]},
        },
        seen=(2, 2, STILL, STILL),
        past=1,
    )
    yield restores(
        "an_old_entry_that_was_never_counted",
        "comes back, also past the span: the next purge counts it",
        entries,
        missing,
        ["entry", "abc", {"day": STILL, "x": 1}],
        here=agreed(),
        seen=(2, 0, OLD, STILL),
    )


def spans() -> Iterator[Named]:
    file = readable({"signal": {"said": {"day": STILL}}})
    back = ["signal", "said", {"day": STILL}]
    for name, why, here, today, past in (
        ("on_the_last_day_of_a_month", "12 months before November: it stays", agreed(), "2026-11-30", 0),
        ("on_the_first_day_of_the_next", "12 months before December: it does not", agreed(), "2026-12-01", 1),
        ("of_11_months", "one month less: it does not", agreed(11, 11), TODAY, 1),
        ("that_was_not_agreed_to", "nothing goes by it", agreed(11, None), TODAY, 0),
        ("that_was_agreed_to_before_another", "nothing goes by either", agreed(11, 6), TODAY, 0),
        ("of_no_months", "it is no span", agreed(0, 0), TODAY, 0),
        ("for_all", "all details are kept", agreed(None, None), TODAY, 0),
    ):
        ops = [] if past else [back]
        yield restores(f"by_a_span_{name}", why, file, *ops, here=here, today=today, past=past)
