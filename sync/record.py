"""The record of professional development: talks, reflections and what was learned, of a span of months. Pure.

The twin of pwa/src/leave/record.ts (PROTOCOL 15.7). Of a reflection it says that one was written, and of an
entry nothing: a text of either is in it only if that one was named.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from sync.definitions import by_units, text_of, words_of
from sync.journal_json import Fields, Objects
from sync.months import is_day, month_of
from sync.supervision import MINUTES_MAX, is_whole

TALK, REFLECTION, NOTE = "talk", "reflection", "note"
PROMPT = "prompt."


@dataclass(frozen=True)
class Row:
    """One line of the record.

    minutes: None where nothing was said. kind: of a talk, "" if none was said; of all else what it is.
    themes: domains. answers: of a reflection, each prompt's id with what was written to it.
    counts_towards: codes.
    """

    what: str
    id: str
    date: str
    minutes: int | None
    kind: str
    themes: Sequence[str] = ()
    learning: str = ""
    action: str = ""
    action_by: str = ""
    counts_towards: Sequence[str] = ()
    answers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Named:
    """Ids of what was named one by one: reflections and entries whose texts go along, talks that stay out."""

    reflections: Set[str] = frozenset()
    entries: Set[str] = frozenset()
    without: Set[str] = frozenset()


@dataclass(frozen=True)
class Sums:
    """What a record comes to. by_kind, towards: minutes of talks by code, most of them first."""

    talks: int
    minutes: int
    by_kind: Sequence[tuple[str, int]]
    towards: Sequence[tuple[str, int]]
    reflections: int
    reflection_minutes: int


NOTHING_NAMED = Named()


def rows_of(objects: Objects, first: str, last: str, named: Named = NOTHING_NAMED) -> list[Row]:
    """Every line of the months from `first` to `last`, by date."""
    rows = [*_talks(objects, named), *_reflections(objects, named), *_notes(objects, named)]
    within = (row for row in rows if first <= month_of(row.date) <= last)
    return sorted(within, key=lambda row: (row.date, by_units(row.what), by_units(row.id)))


def sums_of(rows: Sequence[Row]) -> Sums:
    """What these lines come to."""
    talks = [row for row in rows if row.what == TALK]
    reflections = [row for row in rows if row.what == REFLECTION]
    return Sums(
        talks=len(talks),
        minutes=_minutes(talks),
        by_kind=_most_first((row.kind, row.minutes or 0) for row in talks),
        towards=_most_first((code, row.minutes or 0) for row in talks for code in row.counts_towards),
        reflections=len(reflections),
        reflection_minutes=_minutes(reflections),
    )


def _talks(objects: Objects, named: Named) -> Iterator[Row]:
    """Logged ones, which is what has a day and minutes.

    One that does not say that no client can be recognised from it keeps its texts to itself.
    """
    for id, fields in objects.get("consultation", {}).items():
        date, minutes = fields.get("date"), fields.get("minutes")
        if id in named.without or not is_day(date) or not is_whole(minutes, MINUTES_MAX):
            continue
        may_be_read = fields.get("de-identified") is True
        by = text_of(fields.get("action-by"))
        yield Row(
            what=TALK,
            id=id,
            date=date,
            minutes=minutes,
            kind=text_of(fields.get("kind")),
            themes=_ids(fields, "domain."),
            learning=words_of(fields.get("learned")) if may_be_read else "",
            action=words_of(fields.get("action")) if may_be_read else "",
            action_by=by if may_be_read and is_day(by) else "",
            counts_towards=[code for code in _ids(fields, "hours-for.") if code != "nothing"],
        )


def _reflections(objects: Objects, named: Named) -> Iterator[Row]:
    for id, fields in objects.get("reflection", {}).items():
        day, minutes = fields.get("day"), fields.get("minutes")
        written = [
            (name.removeprefix(PROMPT), words_of(fields[name]))
            for name in sorted(fields, key=by_units)
            if name.startswith(PROMPT) and words_of(fields[name])
        ]
        if not is_day(day) or not written:
            continue
        said = minutes if is_whole(minutes, MINUTES_MAX) else None
        answers = written if id in named.reflections else ()
        yield Row(REFLECTION, id, day, said, REFLECTION, answers=answers)


def _notes(objects: Objects, named: Named) -> Iterator[Row]:
    for id, fields in objects.get("entry", {}).items():
        day, note = fields.get("day"), words_of(fields.get("note"))
        if id in named.entries and is_day(day) and note:
            yield Row(NOTE, id, day, None, NOTE, learning=note)


def _ids(fields: Fields, family: str) -> list[str]:
    names = (name for name, value in fields.items() if name.startswith(family) and value is True)
    return sorted((name.removeprefix(family) for name in names), key=by_units)


def _minutes(rows: Sequence[Row]) -> int:
    return sum(row.minutes or 0 for row in rows)


def _most_first(all: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for code, minutes in all:
        sums[code] += minutes
    return sorted(sums.items(), key=lambda one: (-one[1], by_units(one[0])))
