"""What a file would add to a journal, looked at before anything is written (PROTOCOL 15). Pure.

What stands here is never written over: a field that this journal has keeps its value, and what was removed
here stays removed. Objects keep their ids, so the same file twice adds nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sync.envelope import Op
from sync.journal_json import NEVER, Fields, Objects, written_at
from sync.merge import State, Write, resolve
from sync.values import JsonValue, canonical

BATCH_BYTES_MAX = 48_000  # what goes into one change, unless one field alone is more


@dataclass(frozen=True)
class Row:
    """One object as a file says it. at: about when it was last written there, as text that sorts."""

    at: str
    kind: str
    id: str
    fields: Fields


@dataclass(frozen=True)
class Preview:
    """What a file holds. first, last: practice days of its entries, "" if none says one.

    here: entries that are here already, removed ones among them.
    """

    entries: int
    here: int
    first: str
    last: str
    missing: Sequence[Op]


def rows_of(objects: Objects) -> list[Row]:
    """The objects of a readable file."""
    return [
        Row(written_at(kind, id, fields), kind, id, fields)
        for kind, by_id in objects.items()
        for id, fields in by_id.items()
    ]


def rows_in(state: State) -> list[Row]:
    """The objects of a journal file, each with the time that its writes tell."""
    rows = []
    for kind, by_id in state.objects.items():
        for id, writes in by_id.items() if kind not in NEVER else ():
            now = resolve(writes)
            if not now.gone and now.fields:
                fields = {name: it.value for name, it in now.fields.items()}
                rows.append(Row(_time_of(kind, writes), kind, id, fields))
    return rows


def preview(rows: Iterable[Row], here: State) -> Preview:
    """What these rows would add here."""
    rows = list(rows)
    entries = [row for row in rows if row.kind == "entry"]
    days = sorted(day for row in entries if isinstance(day := row.fields.get("day"), str) and day)
    known = here.objects.get("entry", {})
    return Preview(
        entries=len(entries),
        here=sum(row.id in known for row in entries),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        missing=_missing(rows, here),
    )


def batches(ops: Iterable[Op]) -> Iterator[list[Op]]:
    """The ops by changes; one that is too large for a change goes field by field."""
    batch: list[Op] = []
    size = 0
    for op in chain.from_iterable(map(_parts, ops)):
        is_same = any((it["kind"], it["id"]) == (op["kind"], op["id"]) for it in batch)
        length = len(canonical(dict(op)))
        if batch and (size + length > BATCH_BYTES_MAX or is_same):
            yield batch
            batch, size = [], 0
        batch.append(op)
        size += length
    if batch:
        yield batch


def _missing(rows: Iterable[Row], here: State) -> list[Op]:
    """In the order they were written in: what closed a signal closes only one that stood before it."""
    missing: list[Op] = []
    for row in sorted(rows, key=lambda row: (row.at, row.kind, row.id)):
        writes = here.objects.get(row.kind, {}).get(row.id)
        known = resolve(writes) if writes else None
        names = row.fields if known is None else row.fields.keys() - known.fields.keys()
        if names and not (known and known.gone):
            fields: JsonValue = {name: value for name, value in row.fields.items() if name in names}
            missing.append({"kind": row.kind, "id": row.id, "set": fields})
    return missing


def _time_of(kind: str, writes: Sequence[Write]) -> str:
    times = [write.at for write in writes]
    # What was asked stood before the first answer to it.
    return min(times) if kind in {"entry", "checklist"} else max(times)


def _parts(op: Op) -> Iterator[Op]:
    fields = op["set"]
    if len(canonical(dict(op))) <= BATCH_BYTES_MAX or not isinstance(fields, dict):
        yield op
        return
    for name, value in fields.items():
        yield {**op, "set": {name: value}}
