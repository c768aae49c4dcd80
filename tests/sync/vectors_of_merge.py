"""Vectors of PROTOCOL 5: histories of one object and what it says."""

from collections.abc import Iterator
from typing import Any

from tests.sync.a_vector import Named, succeeds

# Three devices whose ids sort in this order, so that a history can be read.
A, B, C = "a0" * 16, "b0" * 16, "c0" * 16


def at(minute: int) -> str:
    return f"2026-11-23T21:{minute:02}:00.000Z-0000"


def sets(
    device: str, counter: int, minute: int, seen: dict[str, int] | None = None, **fields: Any
) -> dict[str, Any]:
    return {"device": device, "counter": counter, "at": at(minute), "seen": seen or {}, "set": fields}


def deletes(device: str, counter: int, minute: int, seen: dict[str, int] | None = None) -> dict[str, Any]:
    write = sets(device, counter, minute, seen)
    del write["set"]
    return {**write, "delete": True}


def text(words: str) -> dict[str, str]:
    return {"text": words}


def vectors() -> Iterator[Named]:
    for name, why, writes, gone, fields in histories():
        gives = {
            "gone": gone,
            "fields": {
                field: {"value": value, "concurrent": concurrent}
                for field, (value, concurrent) in fields.items()
            },
        }
        yield succeeds(f"resolve_{name}", "5", "resolve", why, {"writes": writes}, gives)


History = tuple[str, str, list[dict[str, Any]], bool, dict[str, tuple[Any, bool]]]


def histories() -> Iterator[History]:
    yield from values()
    yield from texts()
    yield from texts_tidied_up()
    yield from odd_values()
    yield from deletions()
    yield from undos()
    yield from unknown_verbs()


def values() -> Iterator[History]:
    yield (
        "one_write",
        "as written",
        [sets(A, 1, 1, x=1, note=text("One."))],
        False,
        {"x": (1, False), "note": (text("One."), False)},
    )
    yield (
        "an_amended_field",
        "a device's own earlier write is always seen",
        [sets(A, 1, 1, x=1, y=1), sets(A, 2, 2, x=2)],
        False,
        {"x": (2, False), "y": (1, False)},
    )
    yield (
        "a_seen_write_with_a_later_clock",
        "a clock decides nothing between versions that knew of each other",
        [sets(A, 1, 50, x=1), sets(B, 1, 2, {A: 1}, x=2)],
        False,
        {"x": (2, False)},
    )
    yield (
        "concurrent_values",
        "the later clock wins",
        [sets(A, 1, 2, x="a"), sets(B, 1, 1, x="b")],
        False,
        {"x": ("a", True)},
    )
    yield (
        "concurrent_values_at_the_same_time",
        "then the higher device",
        [sets(A, 1, 1, x="a"), sets(B, 1, 1, x="b")],
        False,
        {"x": ("b", True)},
    )


def texts() -> Iterator[History]:
    yield (
        "concurrent_texts",
        "both, the earlier first, whatever the device",
        [sets(A, 1, 2, note=text("Later.")), sets(B, 1, 1, note=text("Earlier."))],
        False,
        {"note": (text("Earlier.\n\nLater."), True)},
    )
    yield (
        "concurrent_texts_at_the_same_time",
        "then the lower device first",
        [sets(A, 1, 1, note=text("Of a.")), sets(B, 1, 1, note=text("Of b."))],
        False,
        {"note": (text("Of a.\n\nOf b."), True)},
    )
    yield (
        "the_same_text_twice",
        "one text, still two versions",
        [sets(A, 1, 1, note=text("Same.")), sets(B, 1, 2, note=text("Same."))],
        False,
        {"note": (text("Same."), True)},
    )
    yield (
        "concurrent_texts_of_three_devices",
        "distinct texts, each where it first stands",
        [sets(A, 1, 3, note=text("x")), sets(B, 1, 1, note=text("y")), sets(C, 1, 2, note=text("x"))],
        False,
        {"note": (text("y\n\nx"), True)},
    )


def texts_tidied_up() -> Iterator[History]:
    yield (
        "texts_tidied_up",
        "one write has seen them all",
        [
            sets(A, 1, 1, note=text("Of a.")),
            sets(B, 1, 2, note=text("Of b.")),
            sets(A, 2, 3, {B: 1}, note=text("Of both.")),
        ],
        False,
        {"note": (text("Of both."), False)},
    )
    yield (
        "a_text_tidied_up_against_a_third",
        "the tidy text and the one it had not seen",
        [
            sets(A, 1, 1, note=text("a")),
            sets(B, 1, 2, note=text("b")),
            sets(A, 2, 4, {B: 1}, note=text("ab")),
            sets(C, 1, 3, {A: 1}, note=text("c")),
        ],
        False,
        {"note": (text("c\n\nab"), True)},
    )
    yield (
        "a_text_against_null",
        "the latest is no text, so it stands alone",
        [sets(A, 1, 1, note=text("Words.")), sets(B, 1, 2, note=None)],
        False,
        {"note": (None, True)},
    )
    yield (
        "null_against_texts",
        "the latest is a text, so all texts stand",
        [sets(A, 1, 1, note=text("a")), sets(B, 1, 2, note=None), sets(C, 1, 3, note=text("c"))],
        False,
        {"note": (text("a\n\nc"), True)},
    )


def odd_values() -> Iterator[History]:
    yield (
        "a_text_with_other_members",
        "still a text; alone it is kept as it is",
        [sets(A, 1, 1, note={"text": "a", "lang": "en"})],
        False,
        {"note": ({"text": "a", "lang": "en"}, False)},
    )
    yield (
        "an_object_that_is_no_text",
        "its `text` is no string",
        [sets(A, 1, 1, note=text("a")), sets(B, 1, 2, note={"text": 1})],
        False,
        {"note": ({"text": 1}, True)},
    )
    yield (
        "different_fields_at_once",
        "fields merge one by one",
        [sets(A, 1, 1, x=1, y=1), sets(B, 1, 2, x=2), sets(C, 1, 3, y=3, z=3)],
        False,
        {"x": (2, True), "y": (3, True), "z": (3, False)},
    )
    yield (
        "a_field_of_an_odd_name",
        "names are data",
        [sets(A, 1, 1, **{"__proto__": 1, "constructor": 2}), sets(A, 2, 2, **{"__proto__": 3})],
        False,
        {"__proto__": (3, False), "constructor": (2, False)},
    )


def deletions() -> Iterator[History]:
    yield (
        "a_deleted_object",
        "its fields stay, for an undo",
        [sets(A, 1, 1, x=1), deletes(A, 2, 2)],
        True,
        {"x": (1, False)},
    )
    yield (
        "deleted_by_another_device",
        "that had seen the write",
        [sets(A, 1, 1, x=1), deletes(B, 1, 2, {A: 1})],
        True,
        {"x": (1, False)},
    )
    yield (
        "an_edit_during_a_delete",
        "the edit survives",
        [sets(A, 1, 1, x=1), deletes(B, 1, 3, {A: 1}), sets(A, 2, 2, x=2)],
        False,
        {"x": (2, False)},
    )
    yield (
        "two_deletes_that_saw_one_write_each",
        "every write was seen by some delete",
        [sets(A, 1, 1, x=1), sets(B, 1, 1, x=2), deletes(A, 2, 2), deletes(B, 2, 2)],
        True,
        {"x": (2, True)},
    )
    yield "only_a_delete", "the writes it had seen are not here yet", [deletes(A, 2, 2, {B: 4})], True, {}
    yield (
        "a_delete_with_an_old_clock",
        "clocks do not matter to a delete",
        [sets(A, 1, 50, x=1), deletes(B, 1, 1, {A: 1})],
        True,
        {"x": (1, False)},
    )


def undos() -> Iterator[History]:
    yield (
        "an_undone_delete",
        "an undo is a new write of the fields",
        [sets(A, 1, 1, x=1), deletes(A, 2, 2), sets(A, 3, 3, x=1)],
        False,
        {"x": (1, False)},
    )
    yield (
        "an_undo_that_sets_nothing",
        "a set that no delete had seen brings the object back, and both texts stay",
        [
            *(sets(A, 1, 1, t={"text": "a"}), sets(B, 1, 2, t={"text": "b"})),
            *(deletes(A, 2, 3, {B: 1}), sets(A, 3, 4, {B: 1})),
        ],
        False,
        {"t": ({"text": "a\n\nb"}, True)},
    )
    yield (
        "an_undo_deleted_again",
        "the second delete has seen the undo",
        [sets(A, 1, 1, x=1), deletes(A, 2, 2), sets(A, 3, 3, x=1), deletes(B, 1, 4, {A: 3})],
        True,
        {"x": (1, False)},
    )


def unknown_verbs() -> Iterator[History]:
    unknown = {"device": B, "counter": 1, "at": at(5), "seen": {A: 1}, "archive": True}
    yield (
        "an_unknown_verb",
        "changes nothing that this version can show",
        [sets(A, 1, 1, x=1), unknown],
        False,
        {"x": (1, False)},
    )
    yield (
        "an_unknown_verb_after_a_delete",
        "no field is written by it",
        [sets(A, 1, 1, x=1), deletes(A, 2, 2), unknown | {"seen": {A: 2}}],
        True,
        {"x": (1, False)},
    )
