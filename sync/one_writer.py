"""What one device would have written to say what several had: for a journal that joins an account."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sync import hlc
from sync.chain import NO_CHANGE
from sync.envelope import Change, Op
from sync.hlc import Hlc
from sync.merge import Resolved, State, fold, resolve
from sync.purges import PURGE
from sync.values import JsonValue, canonical

# What belongs to the account it was written in: names of its devices, and orders to its server.
_STAYS_BEHIND = ("device", PURGE)


def as_one_writer(opened: Sequence[Change], clock: Hlc, now_ms: int) -> tuple[list[Change], Hlc]:
    """The same changes in the order of their writing, purged ones left out, and where the clock then stands.

    Where two devices had written at once, one writer's order could say something else: last changes, which
    tick on from `clock`, then say what the journal showed. What writers had seen of each other is left out.
    """
    shown = fold(State(), opened)
    in_order = sorted(opened, key=lambda change: change.at)
    changes = [replace(change, device="", seen={}, ops=_left(shown, change)) for change in in_order]
    changes = [change for change in changes if change.ops]
    for op in list(_corrections(shown, _as_written(changes))):
        clock = hlc.tick(clock, now_ms)
        changes.append(Change(NO_CHANGE, "", len(changes) + 1, clock, {}, [op]))
    return changes, clock


def _left(shown: State, change: Change) -> list[Op]:
    place = (change.device, change.counter)
    return [op for op in change.ops if op["kind"] not in _STAYS_BEHIND and place in _places(shown, op)]


def _places(state: State, op: Op) -> list[tuple[str, int]]:
    return [write.place for write in state.objects.get(str(op["kind"]), {}).get(str(op["id"]), ())]


def _as_written(changes: Sequence[Change]) -> State:
    return fold(State(), (replace(change, counter=at) for at, change in enumerate(changes, start=1)))


def _corrections(shown: State, written: State) -> Iterator[Op]:
    for kind, by_id in shown.objects.items():
        for id, writes in by_id.items() if kind not in _STAYS_BEHIND else ():
            yield from _correction(
                kind, id, resolve(writes), resolve(written.objects.get(kind, {}).get(id, ()))
            )


def _correction(kind: str, id: str, shown: Resolved, written: Resolved) -> Iterator[Op]:
    if shown.gone:
        if not written.gone:
            yield {"kind": kind, "id": id, "delete": True}
        return
    values, differing = _values(shown), dict[str, JsonValue]()
    for name, value in values.items():
        if name not in written.fields or canonical(value) != canonical(written.fields[name].value):
            differing[name] = value
    if written.gone or differing:
        yield {"kind": kind, "id": id, "set": values if written.gone else differing}


def _values(resolved: Resolved) -> dict[str, JsonValue]:
    return {name: field.value for name, field in resolved.fields.items()}
