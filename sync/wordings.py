"""The wordings of checklists that are out of use, as far as they are still needed (PROTOCOL 15.1). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from sync.merge import ById, resolve
from sync.values import JsonValue, is_counter

CHECKLIST = "checklist"
WORDING = "wording"
VERSION = "version."

Fields: TypeAlias = Mapping[str, JsonValue]
# A checklist's id and one of its versions.
Named: TypeAlias = tuple[str, int]


def wordings_in_use(entries: Iterable[Fields], checklists: ById) -> Iterator[tuple[str, Fields]]:
    """Of each checklist that is gone, the versions that an entry was answered to: its id, their fields."""
    used = {name for name in map(_named, entries) if name}
    for id, writes in checklists.items():
        now = resolve(writes)
        versions = {name: it.value for name, it in now.fields.items() if name.startswith(VERSION)}
        needed = {name: value for name, value in versions.items() if _name_of(value) in used}
        if now.gone and needed:
            yield id, needed


def _named(entry: Fields) -> Named | None:
    return _name(entry.get("checklist"), entry.get("version"))


def _name_of(definition: JsonValue) -> Named | None:
    return _name(definition.get("id"), definition.get("version")) if isinstance(definition, dict) else None


def _name(id: JsonValue, version: JsonValue) -> Named | None:
    return (id, version) if isinstance(id, str) and is_counter(version) else None
