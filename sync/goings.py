"""What goes when all before a month is purged (PROTOCOL 4.4, 6.3). Pure: the same whenever it is asked.

The twin of pwa/src/journal/goings.ts.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from sync.ages import AGING, has_record, is_of_record, month_of_object
from sync.merge import State, Write, resolve
from sync.purges import PURGE


@dataclass(frozen=True)
class Going:
    """An object that goes, or of which only the record stays."""

    kind: str
    id: str
    month: str
    leaves_record: bool


@dataclass(frozen=True)
class Goings:
    """Objects that go, and every change that does: its device in hex, and its counter."""

    objects: Sequence[Going]
    places: frozenset[tuple[str, int]]


def going_before(
    state: State, kept_from: str, counted: Container[str], can_go: Callable[[Sequence[Write]], bool]
) -> Goings:
    """counted: entries that a month's counts hold. can_go: False of an entry that cannot be counted here."""
    going: list[Going] = []
    places: set[tuple[str, int]] = set()
    stays = frozenset(_bound(state))
    for kind in AGING:
        for id, writes in state.objects.get(kind, {}).items():
            found = _going(kind, id, writes, is_counted=kind == "entry" and id in counted)
            if found is None or found.month >= kept_from or (kind == "entry" and not can_go(writes)):
                continue
            goes = [it for it in writes if it.place not in stays]
            goes = [it for it in goes if not (found.leaves_record and _is_record(it))]
            if goes:
                going.append(found)
                places.update(write.place for write in goes)
    return Goings(going, frozenset(places))


def _going(kind: str, id: str, writes: Sequence[Write], *, is_counted: bool) -> Going | None:
    now = resolve(writes)
    fields = {name: it.value for name, it in now.fields.items()}
    month = month_of_object(kind, id, fields, [write.at for write in writes], is_counted=is_counted)
    return Going(kind, id, month, not now.gone and has_record(kind, fields)) if month else None


def _is_record(write: Write) -> bool:
    """A write that sets nothing but what stays."""
    return not write.is_delete and all(is_of_record(name) for name in write.fields or ())


def _bound(state: State) -> Iterator[tuple[str, int]]:
    """Changes that are never purged: they order a purge, or hold what only a later version understands."""
    for kind, by_id in state.objects.items():
        for writes in by_id.values():
            for write in writes:
                if kind == PURGE or not (write.is_delete or write.fields is not None):
                    yield write.place
