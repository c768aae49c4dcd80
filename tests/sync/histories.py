"""Random histories of phones that write, and now and then hear of each other; as hypothesis strategies."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

from sync import hlc
from sync.chain import ChangeId
from sync.envelope import Change, Op
from sync.sizes import INTEGER_MAX
from sync.values import JsonValue

DEVICES = ("a0" * 16, "b0" * 16, "c0" * 16)
# Few kinds, ids, fields and values: histories are about meeting, so they must meet often.
names = st.sampled_from(["note", "answer.daily-steady", "\U0001f600", "\ufb33", "__proto__"])
texts = st.sampled_from(["One.", "Two.", ""]).map(lambda text: {"text": text})
values: st.SearchStrategy[JsonValue] = st.sampled_from([None, True, 7, "calm", {"text": 1}]) | texts
verbs: st.SearchStrategy[Op] = (
    st.dictionaries(names, values, max_size=3).map(lambda fields: {"set": fields})
    | st.just({"delete": True})
    | st.just({"archive": [1], "at": "lost", "device": 7})
)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
any_value: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
# Small counters, so that most of what is purged was or will be written; and lists that are not of the form.
purged = st.builds(
    lambda device, counter: [device, counter, "ab" * 32], st.sampled_from(DEVICES), st.integers(0, 4)
)
purges: st.SearchStrategy[Op] = st.lists(purged, max_size=3).map(lambda it: {"set": {"changes": it}})
objects = st.tuples(st.sampled_from(["entry", "setting", "purge"]), st.sampled_from(["1", "2"]))


@dataclass
class Writers:
    """Three phones and what each has had of the others' changes."""

    counters: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DEVICES, 0))
    had: dict[str, dict[str, int]] = field(default_factory=lambda: {device: {} for device in DEVICES})

    def write(self, device: str, time_ms: int, ops: list[Op]) -> Change:
        self.counters[device] += 1
        counter = self.counters[device]
        id = ChangeId(bytes.fromhex(device) + counter.to_bytes(16))
        return Change(id, device, counter, hlc.write(time_ms, 0), dict(self.had[device]), ops)

    def pull(self, device: str) -> None:
        self.had[device] = {other: n for other, n in self.counters.items() if n and other != device}


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes in the order they were written. Clocks go any way, for they are wrong on phones."""
    writers, changes = Writers(), []
    for _ in range(draw(st.integers(0, 8))):
        device = draw(st.sampled_from(DEVICES))
        if draw(st.booleans()):
            writers.pull(device)
        places = draw(st.lists(objects, min_size=1, max_size=2, unique=True))
        ops: list[Op] = [
            {"kind": kind, "id": id, **draw(purges | verbs if kind == "purge" else verbs)}
            for kind, id in places
        ]
        changes.append(writers.write(device, draw(st.integers(0, 3)), ops))
    return changes
