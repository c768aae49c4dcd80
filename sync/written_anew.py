"""What stays and stands in a change that goes is written anew before it (PROTOCOL 6.3). Pure.

With the values it had, at the time it had, so that the order of what happened stays as it was. The twin of
pwa/src/journal/writtenAnew.ts.
"""

from collections.abc import Iterator, Sequence

from sync.ages import is_of_record
from sync.envelope import Op
from sync.goings import Goings
from sync.hlc import Hlc
from sync.merge import Resolved, State, Write, resolve
from sync.values import JsonValue, canonical


def written_anew(state: State, goings: Goings) -> list[tuple[Hlc, list[Op]]]:
    """Ops by their time of writing, the earliest first; nothing where all that stays stands elsewhere too."""
    leaves_record = {(it.kind, it.id): it.leaves_record for it in goings.objects}
    by_time: dict[Hlc, list[Op]] = {}
    for kind, by_id in state.objects.items():
        for id, writes in by_id.items():
            is_record = leaves_record.get((kind, id))
            goes = [write for write in writes if write.place in goings.places]
            if not goes or is_record is False:
                continue
            for at, verb in _missing(writes, goes, is_record=is_record is True):
                by_time.setdefault(at, []).append({"kind": kind, "id": id, **verb})
    return sorted(by_time.items())


def _missing(writes: Sequence[Write], goes: Sequence[Write], *, is_record: bool) -> Iterator[tuple[Hlc, Op]]:
    """What the writes that are left would no longer say, by the time of the write that had said it."""
    left = [write for write in writes if write not in goes]
    before, after = resolve(writes), resolve(left)
    last = max(write.at for write in goes)
    if before.gone:
        if left and not after.gone:
            yield last, {"delete": True}
        return
    sets: dict[Hlc, dict[str, JsonValue]] = {}
    for name, field in before.fields.items():
        if (not is_record or is_of_record(name)) and not _is_same(field.value, after, name):
            at = max(write.at for write in goes if name in (write.fields or ()))
            sets.setdefault(at, {})[name] = field.value
    # It would be taken for removed, or be no more: a write that sets nothing keeps it.
    if not sets and (after.gone or not left):
        sets[last] = {}
    for at, fields in sets.items():
        yield at, {"set": fields}


def _is_same(value: JsonValue, after: Resolved, name: str) -> bool:
    # A field that was never set says what one says that is null.
    return canonical(value) == canonical(after.fields[name].value if name in after.fields else None)
