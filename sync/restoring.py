"""What a file would add to a journal, looked at before anything is written (PROTOCOL 15). Pure.

What stands here is never written over: a field that this journal has keeps its value, and what was removed
here stays removed. Objects keep their ids, so the same file twice adds nothing.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from sync.ages import AGING, has_record, is_of_record, month_of_object, month_said
from sync.definitions import by_units
from sync.envelope import Op
from sync.journal_json import Fields, Objects, objects_of, written_at
from sync.kept_counts import counted_among
from sync.merge import State, Write, resolve
from sync.values import JsonValue, canonical
from sync.wordings import CHECKLIST, WORDING

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

    here: entries that are here already, removed ones among them. past: objects of which something is left
    out, as this journal no longer keeps it.
    """

    entries: int
    here: int
    first: str
    last: str
    past: int
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
    return [
        Row(_time_of(kind, _writes_of(state, kind, id)), kind, id, fields)
        for kind, by_id in objects_of(state).items()
        for id, fields in by_id.items()
    ]


def preview(rows: Iterable[Row], here: State, kept_from: str | None = None) -> Preview:
    """What these rows would add here. kept_from: the first month whose details this journal keeps."""
    rows = list(rows)
    past, missing = _missing(rows, here, kept_from)
    entries = [row for row in rows if row.kind == "entry"]
    days = sorted(day for row in entries if isinstance(day := row.fields.get("day"), str) and day)
    known = here.objects.get("entry", {})
    return Preview(
        entries=len(entries),
        here=sum(row.id in known for row in entries),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        past=past,
        missing=missing,
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


def _missing(rows: Sequence[Row], here: State, kept_from: str | None) -> tuple[int, list[Op]]:
    """In the order they were written in: what closed a signal closes only one that stood before it."""
    missing: list[Op] = []
    past = 0
    counted = counted_among((row.id for row in rows if row.kind == "entry"), here)
    for row in sorted(rows, key=_turn):
        known = resolve(here.objects.get(row.kind, {}).get(row.id, ()))
        names = known.fields.keys() | _also_known(row, here)
        new = [] if known.gone else [name for name in row.fields if name not in names]
        fields: dict[str, JsonValue] = {
            name: row.fields[name] for name in new if not _is_past(row, name, counted, kept_from)
        }
        past += len(fields) < len(new)
        if fields:
            missing.append({"kind": row.kind, "id": row.id, "set": fields})
    return past, missing


def _turn(row: Row) -> tuple[str, int, bytes, bytes]:
    # A restored journal has what was asked and what was answered in one change.
    asked = {CHECKLIST: 0, WORDING: 1}.get(row.kind, 2)
    return row.at, asked, by_units(row.id), by_units(row.kind)


def _is_past(row: Row, field: str, counted: Container[str], kept_from: str | None) -> bool:
    """Whether this journal no longer keeps it: a purge has counted it here, or it is older than the span."""
    if row.kind == "entry":
        return row.id in counted
    if kept_from is None or row.kind not in AGING:
        return False
    month = _month_there(row)
    is_old = month is not None and month < kept_from
    return is_old and not (has_record(row.kind, row.fields) and is_of_record(field))


def _month_there(row: Row) -> str | None:
    """None where a file does not tell: when a worksheet that is not finished was last written on."""
    month = month_of_object(row.kind, row.id, row.fields, [row.at])
    if row.kind != "worksheet":
        return month
    finished = month_said(row.fields.get("finished"))
    return finished and max(finished, month or "")


def _also_known(row: Row, here: State) -> Iterable[str]:
    """What a checklist says here, one that is gone too, is not missing as a wording."""
    checklist = here.objects.get(CHECKLIST, {}).get(row.id, ()) if row.kind == WORDING else ()
    return resolve(checklist).fields


def _writes_of(state: State, kind: str, id: str) -> Sequence[Write]:
    own = state.objects.get(kind, {}).get(id, ())
    # A wording is as old as its checklist, which may be gone.
    return [*own, *state.objects.get(CHECKLIST, {}).get(id, ())] if kind == WORDING else own


def _time_of(kind: str, writes: Sequence[Write]) -> str:
    times = [write.at for write in writes]
    # What was asked stood before the first answer to it.
    return min(times) if kind in {"entry", CHECKLIST, WORDING} else max(times)


def _parts(op: Op) -> Iterator[Op]:
    fields = op["set"]
    if len(canonical(dict(op))) <= BATCH_BYTES_MAX or not isinstance(fields, dict):
        yield op
        return
    for name, value in fields.items():
        yield {**op, "set": {name: value}}
