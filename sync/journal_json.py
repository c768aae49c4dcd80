"""The readable journal: what every object says now, as one JSON text, and that text read back (PROTOCOL 15).

The same journal gives the same bytes. One object that cannot be what it says never hides the others: it is
named, and reading goes on.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from sync import sizes
from sync.merge import State, resolve
from sync.problems import (
    ChangeTooLarge,
    FileTooLarge,
    MalformedFile,
    MalformedRow,
    NewerJournalFile,
    NotAJournalFile,
    NotForRestoring,
    Problem,
    RowNotTaken,
)
from sync.purges import PURGE
from sync.values import JsonValue, allowed, canonical, is_counter
from sync.wordings import CHECKLIST, WORDING, wordings_in_use

FORMAT = "plumbline-json"
FORMAT_VERSION = 1
# Which phones wrote, and what they ordered gone, is of this journal alone.
NEVER = frozenset({"device", PURGE})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Fields: TypeAlias = Mapping[str, JsonValue]
Objects: TypeAlias = Mapping[str, Mapping[str, Fields]]

_UUID7 = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Refused:
    """What a file holds and cannot be taken: the object, and the type of what is wrong with it.

    line: in a table, the first being 1; 0 where lines say nothing. field: the first one that is wrong.
    """

    kind: str
    id: str
    type: str
    line: int = 0
    field: str = ""


@dataclass(frozen=True)
class Read:
    """What a readable file gave."""

    objects: Objects
    refused: list[Refused]


def objects_of(state: State) -> dict[str, dict[str, Fields]]:
    """What every object says now, by kind and id. Gone ones, and those that say nothing, are left out.

    Of gone checklists the wordings are there that an entry was answered to.
    """
    found: dict[str, dict[str, Fields]] = {}
    for kind, by_id in state.objects.items():
        for id, writes in by_id.items() if kind not in NEVER else ():
            now = resolve(writes)
            if not now.gone and now.fields:
                found.setdefault(kind, {})[id] = {name: it.value for name, it in now.fields.items()}
    entries, checklists = found.get("entry", {}), state.objects.get(CHECKLIST, {})
    for id, fields in wordings_in_use(entries.values(), checklists):
        wordings = found.setdefault(WORDING, {})
        wordings[id] = {**fields, **wordings.get(id, {})}
    return found


def write_journal_json(objects: Objects) -> bytes:
    """RFC 8785 JSON: equal bytes exactly when the journals say the same."""
    by_kind: JsonValue = {
        kind: {id: dict(fields) for id, fields in by_id.items()} for kind, by_id in objects.items()
    }
    return canonical({"format": FORMAT, "version": FORMAT_VERSION, "objects": by_kind})


def read_journal_json(content: bytes) -> Read:
    """What a file says.

    Raises FileTooLarge, MalformedFile, NotAJournalFile, NewerJournalFile, NotForRestoring: nothing is taken.
    """
    must_be_of_size(len(content))
    _must_be_of_few_parts(content)
    by_kind = _objects_in(_parsed(content))
    objects: dict[str, dict[str, Fields]] = {}
    refused: list[Refused] = []
    for kind, by_id in by_kind.items():
        for id, fields in by_id.items() if isinstance(by_id, dict) else ((("", None),)):
            try:
                objects.setdefault(kind, {})[id] = _row(kind, id, fields)
            except Problem as problem:
                refused.append(Refused(shown(kind), shown(id), problem.type))
    return Read({kind: by_id for kind, by_id in objects.items() if by_id}, refused)


def must_be_of_size(size: int) -> None:
    """Raises FileTooLarge."""
    if size > sizes.READABLE_BYTES_MAX:
        raise FileTooLarge(f"{size} bytes")


def check_row(kind: str, id: str, fields: Fields) -> None:
    """Raises RowNotTaken, MalformedRow, ChangeTooLarge: what no change could hold."""
    _row(kind, id, fields)


def shown(name: str) -> str:
    """A name as it can be said to a person: cut to what one can be, and what is no character replaced."""
    return name[: sizes.NAME_BYTES_MAX].encode("utf-8", "replace").decode()


def written_at(kind: str, id: str, fields: Fields) -> str:
    """About when an object was last written, for the order in which it is written again; "" if nothing tells.

    A UUIDv7 tells when it was made; a consultation was logged on its date or after.
    """
    made = _made_at(id) or _said_at(fields)
    date = fields.get("date")
    if kind == "consultation" and isinstance(date, str) and _DAY.fullmatch(date):
        return max(made, f"{date}T23:59:59.999Z")
    return made


def _made_at(id: str) -> str:
    found = _UUID7.fullmatch(id)
    if found is None:
        return ""
    time_ms = int(found[1] + found[2], 16)
    if time_ms > sizes.TIME_MS_MAX:
        return ""
    at = datetime.fromtimestamp(time_ms // 1000, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{time_ms % 1000:03}Z"


def _said_at(fields: Fields) -> str:
    authored = fields.get("authored")
    if isinstance(authored, str) and _INSTANT.fullmatch(authored):
        return authored
    days = (fields.get(name) for name in ("day", "date", "from"))
    return next((f"{day}T12:00:00.000Z" for day in days if isinstance(day, str) and _DAY.fullmatch(day)), "")


def _must_be_of_few_parts(content: bytes) -> None:
    parts = sum(map(content.count, (b",", b"[", b"{")))
    if parts > sizes.READABLE_PARTS_MAX:
        raise FileTooLarge(f"{parts} parts")


def _parsed(content: bytes) -> object:
    try:
        text = content.removeprefix(BYTE_ORDER_MARK).decode()
        return json.loads(text, parse_int=_whole, parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise MalformedFile(str(problem)[:80]) from None


def _objects_in(content: object) -> Mapping[str, object]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        is_fhir = isinstance(content, dict) and "resourceType" in content
        raise NotForRestoring("FHIR") if is_fhir else NotAJournalFile("another format")
    version, objects = content.get("version"), content.get("objects")
    if not is_counter(version):
        raise NotAJournalFile("version")
    if version > FORMAT_VERSION:
        raise NewerJournalFile(f"version {version}")
    if not isinstance(objects, dict):
        raise MalformedFile("objects")
    return objects


def _row(kind: str, id: str, fields: object) -> Fields:
    if kind in NEVER:
        raise RowNotTaken(kind)
    try:
        # In a change an op stands around the fields: one level of what may be nested.
        known = allowed(fields, sizes.NESTING_MAX - 1)
        if not isinstance(known, dict) or not known or not _is_name(kind) or not _is_name(id):
            raise ValueError("not an object with fields")
    except ValueError as problem:
        raise MalformedRow(str(problem)[:80]) from None
    for op in _single(kind, id, known):
        if len(canonical(op)) > sizes.OP_BYTES_MAX:
            raise ChangeTooLarge(kind)
    return known


def _single(kind: str, id: str, fields: Fields) -> Iterator[JsonValue]:
    """An op for each field alone: the smallest that a change can be made of."""
    for name, value in fields.items():
        yield {"kind": kind, "id": id, "set": {name: value}}


def _is_name(text: str) -> bool:
    return 0 < len(text.encode()) <= sizes.NAME_BYTES_MAX


def _whole(digits: str) -> int:
    # 17 characters hold every integer allowed; Python itself refuses to read thousands of digits.
    return int(digits) if len(digits) <= 17 else 2**64


def _number(digits: str) -> float | int:
    # As JavaScript reads it, which cannot tell 1.0 from 1.
    number = float(digits)
    return int(number) if number.is_integer() else number


def _refuse(name: str) -> None:
    raise ValueError(name)
