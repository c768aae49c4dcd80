"""The entries of a journal as they read now, what was amended, and the words of their answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sync.merge import Resolved, State, Write, resolve
from sync.values import JsonValue
from sync.wordings import CHECKLIST, VERSION, WORDING

# Displays by code, by linkId, by (checklist, version): an answer shows with the wording it was given to.
Wording: TypeAlias = Mapping[tuple[str, int], Mapping[str, "Item"]]
ANSWER = "answer."


@dataclass(frozen=True)
class Item:
    """A question in words, and its options' words by their codes."""

    text: str
    displays: Mapping[str, str]


@dataclass(frozen=True)
class Amendment:
    """One later write of an entry: when, and the fields it set; none when it deleted the entry."""

    at: str
    fields: Mapping[str, JsonValue]


@dataclass(frozen=True)
class Entry:
    """An entry now. `day` is empty when it names none; `answers` are codes by linkId, as first written."""

    id: str
    day: str
    checklist: str
    version: int
    zone: str
    authored: str
    answers: Mapping[str, JsonValue]
    note: str
    amendments: Sequence[Amendment]
    is_concurrent: bool
    is_deleted: bool


def entries_of(state: State) -> list[Entry]:
    """Every entry, the deleted ones too, by day and then by when it was written."""
    read = [_entry(id, writes) for id, writes in state.objects.get("entry", {}).items()]
    return sorted(read, key=lambda entry: (entry.day, entry.authored, entry.id))


def wording_of(state: State, content: object) -> dict[tuple[str, int], dict[str, Item]]:
    """What the checklists say, the app's own (`content`, parsed JSON) and those in the journal."""
    shipped = content.get("checklists") if isinstance(content, dict) else None
    own = [
        field.value
        for kind in (CHECKLIST, WORDING)
        for writes in state.objects.get(kind, {}).values()
        for name, field in resolve(writes).fields.items()
        if name.startswith(VERSION)
    ]
    wording: dict[tuple[str, int], dict[str, Item]] = {}
    # The app's own come last: no other can take the place of what it asks.
    for checklist in [*own, *(shipped if isinstance(shipped, list) else [])]:
        if isinstance(checklist, dict):
            name = _text(checklist.get("id")), _integer(checklist.get("version"))
            wording[name] = dict(_items(checklist.get("item")))
    return wording


def _entry(id: str, writes: Sequence[Write]) -> Entry:
    now = resolve(writes)
    note = _value(now, "note")
    return Entry(
        id=id,
        day=_text(_value(now, "day")),
        checklist=_text(_value(now, "checklist")),
        version=_integer(_value(now, "version")),
        zone=_text(_value(now, "zone")),
        authored=_text(_value(now, "authored")),
        answers={
            name.removeprefix(ANSWER): it.value for name, it in now.fields.items() if name.startswith(ANSWER)
        },
        note=_text(note.get("text")) if isinstance(note, dict) else "",
        amendments=[Amendment(write.at, write.fields or {}) for write in sorted(writes, key=_rank)[1:]],
        is_concurrent=any(it.concurrent for it in now.fields.values()),
        is_deleted=now.gone,
    )


def _rank(write: Write) -> tuple[str, str]:
    return write.rank


def _value(now: Resolved, name: str) -> JsonValue:
    return now.fields[name].value if name in now.fields else None


def _items(items: object) -> list[tuple[str, Item]]:
    """Every question of a checklist, those inside groups too."""
    found: list[tuple[str, Item]] = []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            found.append((_text(item.get("linkId")), Item(_text(item.get("text")), _displays(item))))
            found.extend(_items(item.get("item")))
    return found


def _displays(item: Mapping[str, object]) -> dict[str, str]:
    options = item.get("answerOption")
    coded = [option for option in options if isinstance(option, dict)] if isinstance(options, list) else []
    return {_text(option.get("code")): _text(option.get("display")) for option in coded}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _integer(value: object) -> int:
    return value if isinstance(value, int) else 0
