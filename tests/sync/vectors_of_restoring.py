"""Vectors of PROTOCOL 15.2: what a file adds to a journal, in which order. Each `why` names its rule."""

import json
from collections.abc import Iterator
from typing import Any

from tests.sync.a_readable import CHECKLIST
from tests.sync.a_vector import Named, succeeds
from tests.sync.vectors_of_merge import A, B, deletes, sets, text

Given = dict[str, Any]
Said = dict[str, dict[str, Any]]
TODAY = "2026-11-23"
SECOND, THIRD = ({**CHECKLIST, "version": number} for number in (2, 3))
CALM = {"checklist": "calm", "version": 1}


def vectors() -> Iterator[Named]:
    for cases in (into_nothing(), beside_what_is_here(), wordings(), orders(), later_apps()):
        yield from cases


def restores(
    name: str,
    why: str,
    file: Given,
    *ops: list[Any],
    here: Said | None = None,
    seen: tuple[int, int, str, str] = (0, 0, "", ""),
    past: int = 0,
    today: str = TODAY,
) -> Named:
    """seen: how many entries, how many of them are here, the first day and the last."""
    entries, known, first, last = seen
    says = {"entries": entries, "here": known, "first": first, "last": last, "past": past}
    missing = [{"kind": kind, "id": id, "set": fields} for kind, id, fields in ops]
    given = {"file": file, "here": here or {}, "today": today}
    return succeeds(f"restoring_{name}", "15.2", "restoring", why, given, {**says, "missing": missing})


def readable(objects: Said) -> Given:
    """The JSON of 15.1, as the text that a file holds."""
    return {"json": json.dumps({"format": "plumbline-json", "version": 1, "objects": objects})}


def journal_file(**objects: Any) -> Given:
    """The writes of a journal file."""
    return {"writes": objects}


def into_nothing() -> Iterator[Named]:
    old = {"day": "1999-12-31", "x": 1}
    talk = {"date": "1999-12-30", "minutes": 50, "name": text("Ruth")}
    yield restores(
        "into_an_empty_journal",
        "all of it is missing: with the ids it has, and nothing is left out for its age",
        readable({"entry": {"b": {"day": TODAY}, "a": old}, "consultation": {"c": talk}}),
        ["consultation", "c", talk],
        ["entry", "a", old],
        ["entry", "b", {"day": TODAY}],
        seen=(2, 0, "1999-12-31", TODAY),
    )
    yield restores(
        "a_journal_file_into_an_empty_journal",
        "the objects of 15.1: nothing gone or empty, two texts as one, no device and no purge",
        journal_file(
            entry={
                "gone": [sets(A, 1, 1, x=1), deletes(A, 2, 2)],
                "empty": [sets(A, 3, 3)],
                "said": [sets(A, 4, 4, note=text("One.")), sets(B, 1, 5, note=text("Two."))],
            },
            device={A: [sets(A, 5, 5, name="Phone")]},
            purge={"p": [sets(A, 6, 6, changes=[], mac="")]},
        ),
        ["entry", "said", {"note": text("One.\n\nTwo.")}],
        seen=(1, 0, "", ""),
    )
    yield restores("nothing", "a file without objects adds nothing", readable({}))


def beside_what_is_here() -> Iterator[Named]:
    one, two = {"day": "2026-11-01", "x": 1}, {"day": "2026-11-02", "x": 2}
    contact = {"slot": "cover"}
    yield restores(
        "the_same_file_twice",
        "adds nothing: all of it is here, an entry that was amended since among it",
        readable({"entry": {"1": one, "2": two}, "contact": {"c": contact}}),
        here={
            "entry": {"1": [sets(B, 1, 1, **one)], "2": [sets(B, 1, 1, **two), sets(B, 2, 2, x=3)]},
            "contact": {"c": [sets(B, 1, 1, **contact)]},
        },
        seen=(2, 2, "2026-11-01", "2026-11-02"),
    )
    yield restores(
        "a_field_that_is_here",
        "keeps its value, also null; what the object does not have here is added to it",
        readable({"entry": {"1": {"x": 2, "y": 2, "z": 2}}}),
        ["entry", "1", {"z": 2}],
        here={"entry": {"1": [sets(B, 1, 1, x=1, y=None)]}},
        seen=(1, 1, "", ""),
    )
    yield restores(
        "what_was_removed_here",
        "stays removed, with what the file has more of it; it counts as here",
        readable({"entry": {"1": {"x": 1, "y": 1}}, "checklist": {"calm": {"version.2": SECOND}}}),
        here={
            "entry": {"1": [sets(B, 1, 1, x=1), deletes(B, 2, 2)]},
            "checklist": {"calm": [sets(B, 1, 1, **{"version.1": CHECKLIST}), deletes(B, 3, 3)]},
        },
        seen=(1, 1, "", ""),
    )
    yield restores(
        "what_was_brought_back_here",
        "is not removed: what it does not have is added",
        readable({"entry": {"1": {"x": 2, "y": 2}}}),
        ["entry", "1", {"y": 2}],
        here={"entry": {"1": [sets(B, 1, 1, x=1), deletes(B, 2, 2), sets(B, 3, 3)]}},
        seen=(1, 1, "", ""),
    )


def wordings() -> Iterator[Named]:
    first, second, third = ({f"version.{it['version']}": it} for it in (CHECKLIST, SECOND, THIRD))
    removed = [sets(B, 1, 1, **first), deletes(B, 2, 2)]
    yield restores(
        "a_wording_of_a_checklist_here",
        "what the checklist says here is not missing, nor what the wording does",
        readable({"wording": {"calm": {**first, **second, **third}}}),
        ["wording", "calm", third],
        here={
            "checklist": {"calm": [sets(B, 1, 1, **first)]},
            "wording": {"calm": [sets(B, 2, 2, **second)]},
        },
    )
    yield restores(
        "a_wording_of_a_checklist_that_is_gone_here",
        "what a gone checklist says here is not missing either",
        readable({"wording": {"calm": {**first, **second}}}),
        ["wording", "calm", second],
        here={"checklist": {"calm": removed}},
    )
    yield restores(
        "a_wording_of_a_gone_checklist_in_the_file",
        "is as old as the checklist: before what was answered, however late that was removed",
        journal_file(
            entry={"1": [sets(A, 2, 2, **CALM)]},
            checklist={"calm": [sets(A, 1, 1, **first, **second), deletes(A, 3, 3)]},
        ),
        ["wording", "calm", first],
        ["entry", "1", CALM],
        seen=(1, 0, "", ""),
    )
    yield restores(
        "a_wording_beside_a_gone_checklist_in_the_file",
        "both as one, and as old as the checklist, although the wording came later itself",
        journal_file(
            entry={"1": [sets(A, 2, 2, **CALM)]},
            checklist={"calm": [sets(A, 1, 1, **first), deletes(A, 3, 3)]},
            wording={"calm": [sets(A, 4, 4, **second)]},
        ),
        ["wording", "calm", {**first, **second}],
        ["entry", "1", CALM],
        seen=(1, 0, "", ""),
    )
    yield restores(
        "what_was_asked_before_what_was_answered",
        "of one time come first checklists, then wordings, then the others by id",
        journal_file(
            entry={"1": [sets(A, 1, 1, **CALM)], "calm": [sets(A, 1, 1, x=1)]},
            wording={"calm": [sets(A, 1, 1, **first)]},
            checklist={"steady": [sets(A, 1, 1, **second)]},
        ),
        ["checklist", "steady", second],
        ["wording", "calm", first],
        ["entry", "1", CALM],
        ["entry", "calm", {"x": 1}],
        seen=(2, 0, "", ""),
    )


def orders() -> Iterator[Named]:
    yield restores(
        "a_journal_file_in_its_order",
        "an entry and a checklist as of their first write, all else as of its last",
        journal_file(
            entry={"late": [sets(A, 4, 4, x=1)], "early": [sets(A, 2, 2, x=1), sets(A, 8, 8, x=2)]},
            checklist={"calm": [sets(A, 3, 3, x=1), sets(A, 9, 9, x=2)]},
            consultation={"talk": [sets(A, 1, 1, x=1), sets(A, 5, 5, x=2)]},
            setting={"one": [sets(A, 6, 6, x=1)], "other": [sets(A, 1, 1, x=1), sets(A, 7, 7, x=1)]},
        ),
        ["entry", "early", {"x": 2}],
        ["checklist", "calm", {"x": 2}],
        ["entry", "late", {"x": 1}],
        ["consultation", "talk", {"x": 2}],
        ["setting", "one", {"x": 1}],
        ["setting", "other", {"x": 1}],
        seen=(2, 0, "", ""),
    )
    yield from orders_told()


def orders_told() -> Iterator[Named]:
    # 2026-11-23T12:00:00.000Z is 1a20846fe00 in milliseconds since 1970, as hex.
    noon = "01a20846-fe00-7000-8000-000000000001"
    objects: Said = {
        "checklist": {"calm": {"title": "Calm"}},
        "consultation": {
            "of-the-day": {"date": "2026-11-23"},
            noon: {"date": "2026-11-22"},
            f"{noon[:-1]}2": {"date": "2026-11-24"},
        },
        "entry": {
            "a": {"authored": "2026-11-23T12:00:00.001Z"},
            "b": {"authored": "today", "day": "2026-11-23"},
            f"{noon[:-1]}3": {"authored": "2020-01-01T00:00:00Z"},
        },
        "rule": {"own-aaaaaaaa": {"from": "2026-11-22"}},
        "setting": {"b": {"value": 1}},
    }
    ordered = (
        *(("checklist", "calm"), ("setting", "b"), ("rule", "own-aaaaaaaa"), ("consultation", noon)),
        *(("entry", f"{noon[:-1]}3"), ("entry", "b"), ("entry", "a"), ("consultation", "of-the-day")),
        ("consultation", f"{noon[:-1]}2"),
    )
    yield restores(
        "a_readable_file_in_its_order",
        "what tells no time; then by UUIDv7, `authored`, noon of a day; a talk not before its day's end",
        readable(objects),
        *([kind, id, objects[kind][id]] for kind, id in ordered),
        seen=(3, 0, "2026-11-23", "2026-11-23"),
    )
    # U+1F600 begins with the code unit D83D, before the one of U+FB33.
    smile, dalet = "\U0001f600", "\ufb33"
    yield restores(
        "what_is_of_one_time_in_its_order",
        "by id in UTF-16 code units, then by kind: 10 before 9, and a signal with its id before the next",
        readable(
            {
                "signal": {"9": {"x": 1}, "10": {"x": 2}, dalet: {"x": 3}},
                "contact": {"9": {"x": 4}, smile: {"x": 5}},
            }
        ),
        ["signal", "10", {"x": 2}],
        ["contact", "9", {"x": 4}],
        ["signal", "9", {"x": 1}],
        ["contact", smile, {"x": 5}],
        ["signal", dalet, {"x": 3}],
    )


def later_apps() -> Iterator[Named]:
    odd = {"__proto__": 1, "constructor": [{"x": None}], "\U0001f600": True, "answer.later": "often"}
    yield restores(
        "what_a_later_app_wrote",
        "kinds, ids and fields that are not known are carried on as they are",
        readable({"weather": {"__proto__": odd}, "constructor": {"sun": {"day": "1999-12-31"}}}),
        ["weather", "__proto__", odd],
        ["constructor", "sun", {"day": "1999-12-31"}],
        here={"setting": {"retention": [sets(B, 1, 1, value=12, agreed=12)]}},
    )
