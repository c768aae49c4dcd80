"""Vectors of PROTOCOL 15.2: which changes hold what a file adds, at 48,000 bytes and one past them."""

from collections.abc import Iterator
from typing import Any

from sync.values import canonical
from tests.sync.a_vector import Named, succeeds
from tests.sync.vectors_of_restoring import TODAY, readable


def vectors() -> Iterator[Named]:
    half, all = 24_000, 48_000
    for name, why, file, made in (
        (
            "of_48000_bytes",
            "two objects that are as much as one change takes share it",
            {"entry": {"1": of_size("1", half), "2": of_size("2", half)}},
            [[said("1", "x"), said("2", "x")]],
        ),
        (
            "of_48001_bytes",
            "one byte more, and the second goes into a change of its own",
            {"entry": {"1": of_size("1", half), "2": of_size("2", half + 1)}},
            [[said("1", "x")], [said("2", "x")]],
        ),
        (
            "of_an_object_of_48000_bytes",
            "not larger than 48,000 bytes: it goes whole",
            {"entry": {"1": of_size("1", all, y=1)}},
            [[said("1", "x", "y")]],
        ),
        (
            "of_an_object_of_48001_bytes",
            "goes field by field, one op for an object in a change; what comes next joins the last of them",
            {"entry": {"1": of_size("1", all + 1, y=1, z=1), "2": {"x": 1}}},
            [[said("1", "x")], [said("1", "y")], [said("1", "z"), said("2", "x")]],
        ),
    ):
        given = {"file": readable(file), "here": {}, "today": TODAY}
        yield succeeds(f"restoring_in_changes_{name}", "15.2", "restoring_changes", why, given, {"ops": made})


def of_size(id: str, size: int, **more: int) -> dict[str, Any]:
    """Fields of an entry with that id, whose op is that many bytes; some letters of them take two."""
    around = len(canonical({"kind": "entry", "id": id, "set": {"x": "", **more}}))
    return {"x": "\u00e9" * 100 + "y" * (size - around - 200), **more}


def said(id: str, *fields: str) -> list[Any]:
    return ["entry", id, list(fields)]
