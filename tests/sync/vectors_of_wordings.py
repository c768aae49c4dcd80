"""Vectors of PROTOCOL 15.1 and 4.3: what stays of checklists that are out of use, and of purged entries."""

from collections.abc import Iterator
from typing import Any

from tests.sync.a_readable import CHECKLIST, ENTRY, ENTRY_HEADINGS, MARK
from tests.sync.a_vector import Named, succeeds
from tests.sync.vectors_of_merge import A, deletes, sets, text
from tests.sync.vectors_of_readable import written

FIRST, SECOND = CHECKLIST, {**CHECKLIST, "version": 2}
BOTH = {"version.1": FIRST, "version.2": SECOND, "from.1": "2026-11-20", "from.2": "2026-11-22"}
ANSWERED = {"checklist": "calm", "version": 1, "day": "2026-11-23", "answer.calm": "no"}


def vectors() -> Iterator[Named]:
    for name, why, writes, says in journals():
        given, gives = {"writes": writes}, {"json": written(says)}
        yield succeeds(f"journal_json_{name}", "15.1", "journal_json", why, given, gives)
    yield from answers_in_words()
    for name, why, entry, counts in counted():
        given = {"id": "abc", "fields": entry, "checklists": [FIRST]}
        yield succeeds(f"kept_counts_{name}", "4.3", "kept_counts", why, given, {"counts": counts})


def journals() -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    removed = {"calm": [sets(A, 1, 1, **BOTH), deletes(A, 5, 5)]}
    entry = {"1": [sets(A, 2, 2, **ANSWERED)]}
    yield (
        "of_a_removed_checklist",
        "the version that an entry was answered to stays, as a wording; the other does not",
        {"checklist": removed, "entry": entry},
        {"entry": {"1": ANSWERED}, "wording": {"calm": {"version.1": FIRST}}},
    )
    yield (
        "of_a_removed_checklist_that_nobody_answered",
        "what is out of use and of no use is left out",
        {"checklist": removed, "entry": {"1": [sets(A, 2, 2, **{**ANSWERED, "version": 3})]}},
        {"entry": {"1": {**ANSWERED, "version": 3}}},
    )
    yield (
        "of_a_removed_checklist_whose_answers_are_gone",
        "nobody reads them any more",
        {"checklist": removed, "entry": {"1": [sets(A, 2, 2, **ANSWERED), deletes(A, 3, 3)]}},
        {},
    )
    yield (
        "of_a_checklist_in_use",
        "all of its versions are there, and no wording",
        {"checklist": {"calm": [sets(A, 1, 1, **BOTH)]}, "entry": entry},
        {"checklist": {"calm": BOTH}, "entry": {"1": ANSWERED}},
    )
    yield (
        "of_a_wording_and_a_removed_checklist",
        "one that was restored stays; both stand together",
        {"checklist": removed, "entry": entry, "wording": {"calm": [sets(A, 6, 6, **{"version.7": SECOND})]}},
        {"entry": {"1": ANSWERED}, "wording": {"calm": {"version.1": FIRST, "version.7": SECOND}}},
    )
    other = {"other": [sets(A, 1, 1, **{"version.9": FIRST, "version.1": "text"}), deletes(A, 5, 5)]}
    yield (
        "of_a_removed_checklist_under_another_name",
        "what a version says of itself tells which it is",
        {"checklist": other, "entry": entry},
        {"entry": {"1": ANSWERED}, "wording": {"other": {"version.9": FIRST}}},
    )


def answers_in_words() -> Iterator[Named]:
    given = {"objects": {"entry": {"1": ENTRY}, "wording": {"calm": {"version.1": FIRST}}}, "checklists": []}
    said = "1,2026-11-23,Europe/Lisbon,2026-11-23T18:00:00Z,calm,1"
    rows = [
        ENTRY_HEADINGS,
        f'{said},calm,"Was I calm, really?",yes,"Yes, quite",\'=HYPERLINK(1)',
        f"{said},other,,odd,,",
        "",
    ]
    why = "old answers keep their words"
    csv = {"csv": MARK + "\r\n".join(rows)}
    yield succeeds("entries_csv_of_a_wording", "15.4", "entries_csv", why, given, csv)
    entry = {name: value for name, value in ENTRY.items() if name not in ("note", "answer.other")}
    objects = {"entry": {"1": entry}, "wording": {"calm": {"version.1": FIRST}}}
    page = (
        "# Plumbline journal\n\n## Entries\n\n### 2026-11-23\n\n**Calm**\n\n"
        "- Was I calm, really? **Yes, quite**\n"
    )
    given = {"objects": objects, "checklists": []}
    yield succeeds("markdown_of_a_wording", "15.5", "journal_markdown", why, given, {"markdown": page})


def counted() -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any] | None]]:
    # SHA-256 of the three bytes "abc" (FIPS 180-4).
    field = "c.ba7816bf8f01cfea"
    yield (
        "of_an_entry",
        "its month, the hash of its id, its answers by domain and level",
        {**ANSWERED, "note": text("Never again.")},
        {"month": "2026-11", "field": field, "value": {"own": [0, 0, 0, 1]}},
    )
    yield (
        "of_an_entry_without_levels",
        "an answer without a level counts for nothing, and neither does one that nobody knows",
        {**ANSWERED, "answer.calm": "perhaps", "answer.why": "b", "answer.what": "no"},
        {"month": "2026-11", "field": field, "value": {}},
    )
    yield (
        "of_a_leap_day",
        "the calendar has it",
        {**ANSWERED, "day": "2024-02-29"},
        {"month": "2024-02", "field": field, "value": {"own": [0, 0, 0, 1]}},
    )
    yield "of_no_day", "30 February is of no month", {**ANSWERED, "day": "2026-02-30"}, None
    yield "of_the_year_0", "the calendar begins with the year 1", {**ANSWERED, "day": "0000-01-01"}, None
    yield "of_another_version", "its levels are not known", {**ANSWERED, "version": 2}, None
    yield "of_another_checklist", "its levels are not known", {**ANSWERED, "checklist": "steady"}, None
    yield "of_a_version_that_is_true", "no number", {**ANSWERED, "version": True}, None
