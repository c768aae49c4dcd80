"""fold(): changes into state, in any order; resolve(): what an object is now (PROTOCOL 5). Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeAlias

from sync import hlc
from sync.chain import Believed, Stub
from sync.checks import Purged
from sync.envelope import Change, Op, check_verb, read_seen
from sync.hlc import Hlc
from sync.problems import MalformedChange
from sync.purges import PURGE, purged_by
from sync.values import JsonValue, canonical, is_counter, is_device_hex

# An op's own name, and the members by which a write says who wrote it when: these come from the change alone.
_NOT_VERB = frozenset({"kind", "id", "device", "counter", "at", "seen"})

ById: TypeAlias = Mapping[str, tuple["Write", ...]]


@dataclass(frozen=True)
class Write:
    """One op of one change. `verb` is what the op does: {"set": {…}}, {"delete": true} or another."""

    device: str
    counter: int
    at: Hlc
    seen: Mapping[str, int]
    verb: Op

    def had_seen(self, other: "Write") -> bool:
        """Whether the writer knew of the other write when this one was made."""
        if other.device == self.device:
            return other.counter < self.counter
        return self.seen.get(other.device, 0) >= other.counter

    @property
    def fields(self) -> Op | None:
        """What it sets, if it is a set."""
        fields = self.verb.get("set")
        return fields if isinstance(fields, dict) else None

    @property
    def is_delete(self) -> bool:
        """Whether it deletes the object."""
        return "delete" in self.verb

    @property
    def place(self) -> tuple[str, int]:
        """What tells it from every other write of its object, and orders them in the canonical state."""
        return self.device, self.counter

    @property
    def rank(self) -> tuple[Hlc, str]:
        """What decides between versions that did not know of each other."""
        return self.at, self.device


@dataclass(frozen=True)
class State:
    """All writes by kind and id, each object's sorted by device and counter, and each device's head."""

    heads: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    objects: Mapping[str, ById] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """A field's value now; concurrent while no one write has seen all of its current versions."""

    value: JsonValue
    concurrent: bool


@dataclass(frozen=True)
class Resolved:
    """An object as it is read: its fields, and whether it is gone (the fields are kept for an undo)."""

    fields: Mapping[str, Field]
    gone: bool


def fold(state: State, changes: Iterable[Change]) -> State:
    """The state with these changes in it. Any order, any repeats: the same set gives the same state."""
    heads = dict(state.heads)
    objects = {kind: dict(by_id) for kind, by_id in state.objects.items()}
    for change in changes:
        _move(heads, change.device, (change.counter, change.id.hex()))
        for op in change.ops:
            by_id = objects.setdefault(str(op["kind"]), {})
            writes = {write.place: write for write in by_id.get(str(op["id"]), ())}
            write = _write(change, op)
            writes[write.place] = write
            by_id[str(op["id"])] = tuple(writes[place] for place in sorted(writes))
    return without_purged(State(heads, objects))


def pass_over(state: State, changes: Iterable[Believed | Stub]) -> State:
    """The state with its heads moved by what is believed and cannot be read: stubs, and what did not open."""
    heads = dict(state.heads)
    for change in changes:
        _move(heads, change.header.device.hex(), (change.header.counter, change.id.hex()))
    return State(heads, state.objects)


def purges_of(state: State) -> list[Purged]:
    """Every change that the state's purges name: what `checks.must_be_ordered` asks for."""
    writes = (write for writes in state.objects.get(PURGE, {}).values() for write in writes)
    return [purged for write in writes for purged in purged_by(write.verb)]


def without_purged(state: State) -> State:
    """The state without the writes that its purges name; the purges themselves always stay."""
    purged = {(device, counter) for device, counter, _ in purges_of(state)}
    if not purged:
        return state
    objects = {
        kind: by_id if kind == PURGE else _left(by_id, purged) for kind, by_id in state.objects.items()
    }
    return State(state.heads, {kind: by_id for kind, by_id in objects.items() if by_id})


def resolve(writes: Sequence[Write]) -> Resolved:
    """What the object is now, from all its writes."""
    sets = [write for write in writes if write.fields is not None]
    deletes = [write for write in writes if write.is_delete]
    names = dict.fromkeys(name for write in sets for name in write.fields or ())
    gone = bool(deletes) and all(any(delete.had_seen(it) for delete in deletes) for it in sets)
    return Resolved({name: _resolve_field(name, sets) for name in names}, gone)


def canonical_state(state: State) -> bytes:
    """RFC 8785 JSON of the state: equal bytes exactly when the states are equal."""
    return canonical({"heads": heads_as_json(state), "objects": _objects_as_json(state)})


def heads_as_json(state: State) -> dict[str, JsonValue]:
    """Each device's highest counter folded, with that change's id in hex."""
    return {device: [counter, id] for device, (counter, id) in state.heads.items()}


def read_write(content: Op) -> Write:
    """A write as it stands in the canonical state. Raises MalformedChange."""
    verb = dict(content)
    device, counter, at = verb.pop("device", None), verb.pop("counter", None), verb.pop("at", None)
    seen = verb.pop("seen", None)
    if not isinstance(device, str) or not is_device_hex(device) or not is_counter(counter):
        raise MalformedChange("write")
    if not isinstance(at, str):
        raise MalformedChange("write")
    hlc.parse(at)
    check_verb(verb)
    return Write(device, counter, Hlc(at), read_seen(seen, device), verb)


def _move(heads: dict[str, tuple[int, str]], device: str, head: tuple[int, str]) -> None:
    heads[device] = max(heads.get(device, head), head)


def _left(by_id: ById, purged: Set[tuple[str, int]]) -> ById:
    left = {id: tuple(it for it in writes if it.place not in purged) for id, writes in by_id.items()}
    return {id: writes for id, writes in left.items() if writes}


def _objects_as_json(state: State) -> dict[str, JsonValue]:
    return {
        kind: {id: [_write_as_json(write) for write in writes] for id, writes in by_id.items()}
        for kind, by_id in state.objects.items()
    }


def _write_as_json(write: Write) -> dict[str, JsonValue]:
    own: Op = {"device": write.device, "counter": write.counter, "at": write.at, "seen": dict(write.seen)}
    return {**write.verb, **own}


def _write(change: Change, op: Op) -> Write:
    verb = {name: value for name, value in op.items() if name not in _NOT_VERB}
    return Write(change.device, change.counter, change.at, change.seen, verb)


def _resolve_field(name: str, sets: Sequence[Write]) -> Field:
    versions = [write for write in sets if name in (write.fields or ())]
    current = [it for it in versions if not any(other.had_seen(it) for other in versions)]
    current.sort(key=lambda write: write.rank)
    values = [(write.fields or {})[name] for write in current]
    texts = [text for text in map(_text, values) if text is not None]
    if len(texts) > 1 and _text(values[-1]) is not None:
        return Field({"text": "\n\n".join(dict.fromkeys(texts))}, concurrent=True)
    return Field(values[-1], concurrent=len(current) > 1)


def _text(value: JsonValue) -> str | None:
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) else None
