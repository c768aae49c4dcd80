"""Entries and consultations as tables, and what such a table gives back (PROTOCOL 15). Pure.

One row for each answer, in the words that it was given to; only the codes are read back. A row that cannot be
what it says is named, and the others are taken.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sync.definitions import (
    Definitions,
    answers_in_words,
    by_units,
    entries_in,
    text_of,
    words_of,
)
from sync.journal_json import Fields, Objects, Read, Refused, check_row, must_be_of_size, shown
from sync.problems import MalformedFile, Problem
from sync.sizes import INTEGER_MAX
from sync.tables import read_table, write_table
from sync.values import JsonValue

ENTRY_COLUMNS = (
    "entry", "day", "zone", "authored", "checklist", "version",
    "question", "question in words", "answer", "answer in words", "note",
)  # fmt: skip
# What a column of a consultation holds; a family holds the ids in its fields' names.
TEXT, CODE, DAY, LOCAL, WHOLE, YES_OR_NO = "text", "code", "day", "local", "whole", "yes-or-no"
CONSULTATION_COLUMNS: Mapping[str, str] = {
    "date": DAY, "minutes": WHOLE, "kind": CODE, "mode": CODE, "role": CODE, "name": TEXT,
    "direction": CODE, "set-agenda": YES_OR_NO, "domain.": "true", "question": TEXT, "options": TEXT,
    "learned": TEXT, "goal": TEXT, "action": TEXT, "action-by": DAY, "outcome": TEXT, "benefit": TEXT,
    "hours-for.": "true", "evidence": YES_OR_NO, "de-identified": YES_OR_NO, "closes.": "said",
    "for.": "true", "when": LOCAL, "zone": CODE, "length": WHOLE, "contact": CODE,
}  # fmt: skip
# `closes.` says yes or no by rule: those that say no stand in a column of their own.
STAYS_OPEN = "stays-open"

Cells: TypeAlias = Mapping[str, str]
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_WHOLE = re.compile(r"0|[1-9]\d{0,15}", re.ASCII)
_IDS = re.compile(r"[^ ]+")


def entries_table(objects: Objects, definitions: Definitions) -> bytes:
    """The CSV of all entries, a row for each answer."""
    rows: list[Sequence[str]] = [ENTRY_COLUMNS]
    for entry in entries_in(objects):
        said = [entry.id, entry.day, entry.zone, entry.authored, entry.checklist, str(entry.version or "")]
        answers = [
            [it.link_id, it.question, it.code, it.display] for it in answers_in_words(entry, definitions)
        ]
        for place, answer in enumerate(answers or [["", "", "", ""]]):
            rows.append([*said, *answer, entry.note if place == 0 else ""])
    return write_table(rows)


def consultations_table(objects: Objects) -> bytes:
    """The CSV of all consultations, planned or logged, a row for each."""
    by_id = objects.get("consultation", {})
    ids = sorted(by_id, key=lambda id: (by_units(_when(by_id[id])), by_units(id)))
    rows = [_headings(), *([id, *_consultation_cells(by_id[id])] for id in ids)]
    return write_table(rows)


def read_spreadsheet(content: bytes) -> Read:
    """What a table of ours says, whichever of the two it is. Raises FileTooLarge, MalformedFile."""
    must_be_of_size(len(content))
    heading, *rows = read_table(content)
    if heading[1] == list(ENTRY_COLUMNS):
        return _Reader("entry", heading[1], _entry_fields).read(rows)
    if heading[1] == _headings():
        return _Reader("consultation", heading[1], _consultation_fields).read(rows)
    raise MalformedFile("other columns")


class _Wrong(ValueError):
    """A cell that cannot be read: its column."""


class _Reader:
    """Rows into objects of one kind: rows of one id say one object together."""

    def __init__(
        self, kind: str, columns: Sequence[str], fields: Callable[[Cells], dict[str, JsonValue]]
    ) -> None:
        self._kind, self._columns, self._fields = kind, columns, fields
        self._objects: dict[str, dict[str, JsonValue]] = {}
        self._refused: list[Refused] = []

    def read(self, rows: Sequence[tuple[int, Sequence[str]]]) -> Read:
        for line, cells in rows:
            self._take(line, cells)
        return Read({self._kind: self._objects} if self._objects else {}, self._refused)

    def _take(self, line: int, cells: Sequence[str]) -> None:
        id = cells[0]
        try:
            if len(cells) != len(self._columns):
                raise _Wrong(self._columns[0])
            self._join(id, self._fields(dict(zip(self._columns, cells, strict=True))))
        except _Wrong as wrong:
            self._refused.append(Refused(self._kind, shown(id), "malformed-row", line, str(wrong)))
        except Problem as problem:
            self._refused.append(Refused(self._kind, shown(id), problem.type, line))

    def _join(self, id: str, fields: dict[str, JsonValue]) -> None:
        known = self._objects.get(id, {})
        for name, value in fields.items():
            if name in known and known[name] != value:
                raise _Wrong(name)
        check_row(self._kind, id, {**known, **fields})
        self._objects[id] = {**known, **fields}


def _entry_fields(cells: Cells) -> dict[str, JsonValue]:
    if not cells["checklist"]:
        raise _Wrong("checklist")
    fields: dict[str, JsonValue] = {
        "checklist": cells["checklist"], "version": _whole("version", cells), "day": _day("day", cells),
    }  # fmt: skip
    fields |= {name: cells[name] for name in ("zone", "authored") if cells[name]}
    if bool(cells["question"]) != bool(cells["answer"]):
        raise _Wrong("answer")
    if cells["question"]:
        fields[f"answer.{cells['question']}"] = cells["answer"]
    if cells["note"]:
        fields["note"] = {"text": cells["note"]}
    return fields


def _consultation_fields(cells: Cells) -> dict[str, JsonValue]:
    fields: dict[str, JsonValue] = {}
    for name, holds in CONSULTATION_COLUMNS.items():
        cell = cells[_heading(name)]
        if not cell:
            continue
        if name.endswith("."):
            fields |= dict.fromkeys((f"{name}{id}" for id in _IDS.findall(cell)), True)
        else:
            fields[name] = _READERS[holds](name, cells)
    fields |= dict.fromkeys((f"closes.{id}" for id in _IDS.findall(cells[STAYS_OPEN])), False)
    return fields


def _consultation_cells(fields: Fields) -> list[str]:
    found: list[str] = []
    for name, holds in CONSULTATION_COLUMNS.items():
        if name.endswith("."):
            found.append(_ids(fields, name, True))
        else:
            found.append(_written(fields.get(name), holds))
        if name == "closes.":
            found.append(_ids(fields, name, False))
    return found


def _written(value: JsonValue, holds: str) -> str:
    if holds == TEXT:
        return words_of(value)
    if holds == YES_OR_NO:
        return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
    if holds == WHOLE:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else ""
    return text_of(value)


def _ids(fields: Fields, family: str, said: bool) -> str:
    ids = [
        name.removeprefix(family)
        for name, value in fields.items()
        if name.startswith(family) and value is said
    ]
    return " ".join(sorted((id for id in ids if id and " " not in id), key=by_units))


def _headings() -> list[str]:
    headings = ["consultation"]
    for name in CONSULTATION_COLUMNS:
        headings.append(_heading(name))
        if name == "closes.":
            headings.append(STAYS_OPEN)
    return headings


def _heading(name: str) -> str:
    return name.removesuffix(".")


def _when(fields: Fields) -> str:
    return text_of(fields.get("date")) or text_of(fields.get("when"))


def _day(name: str, cells: Cells) -> str:
    if not _DAY.fullmatch(cells[name]) or not _is_day(cells[name]):
        raise _Wrong(name)
    return cells[name]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _local(name: str, cells: Cells) -> str:
    found = _LOCAL.fullmatch(cells[name])
    if found is None or not _is_day(found[1]):
        raise _Wrong(name)
    return cells[name]


def _whole(name: str, cells: Cells) -> int:
    if not _WHOLE.fullmatch(cells[name]) or int(cells[name]) > INTEGER_MAX:
        raise _Wrong(name)
    return int(cells[name])


def _yes_or_no(name: str, cells: Cells) -> bool:
    if cells[name] not in ("yes", "no"):
        raise _Wrong(name)
    return cells[name] == "yes"


def _text(name: str, cells: Cells) -> JsonValue:
    return {"text": cells[name]}


def _code(name: str, cells: Cells) -> str:
    return cells[name]


_READERS: Mapping[str, Callable[[str, Cells], JsonValue]] = {
    TEXT: _text, CODE: _code, DAY: _day, LOCAL: _local, WHOLE: _whole, YES_OR_NO: _yes_or_no,
}  # fmt: skip
