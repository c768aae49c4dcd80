"""Details go for good: counted, written anew where they stay, then ordered gone (PROTOCOL 4.4, 6.3).

The twin of pwa/src/journal/purging.ts. Nothing goes before what stays of it is on the disk. Broken off
anywhere, it is asked anew what goes: what is done is then not there any more. The next sync tells the server,
and then leaves nothing of it here (reading.stub_purged).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sync import reading, writing
from sync.checks import Purged
from sync.core import Core, NotWhole
from sync.goings import Goings, going_before
from sync.kept_counts import counted_among, counts_to_write, is_known
from sync.merge import State, Write, resolve
from sync.month import objects_of, scales_in
from sync.purges import purge_mac, purge_op
from sync.sizes import PURGE_CHANGES
from sync.trends import Scales
from sync.written_anew import written_anew


@dataclass(frozen=True)
class Purge:
    """What goes. waiting: how many of its changes stay until the server has them."""

    goings: Goings
    waiting: int


def going_in(core: Core, month: str, content: object) -> Goings:
    """What goes when details before this month do. content: the app's checklists. Raises MustBeOpen."""
    state = reading.unfold(core).state
    return going_by(state, month, _scales(state, content))


def going_by(state: State, month: str, scales: Scales) -> Goings:
    """What goes when details before this month do, where these wordings are known. Pure."""

    def can_go(writes: Sequence[Write]) -> bool:
        now = resolve(writes)
        fields = {name: it.value for name, it in now.fields.items()}
        # What cannot be counted here waits for a phone that can; what was removed, or names no checklist,
        # counts nowhere.
        return now.gone or fields.get("checklist") in (None, "") or is_known(fields, scales)

    return going_before(state, month, counted_among(state.objects.get("entry", {}), state), can_go)


def purge_before(core: Core, month: str, content: object) -> Purge:
    """What went. Raises MustBeOpen, and NotWhole while older changes may still be to come."""
    core.keys()
    if core.replica.standing.floor:
        raise NotWhole
    state = reading.unfold(core).state
    scales, seen = _scales(state, content), reading.seen_in(core)
    goings = going_by(state, month, scales)
    for op in counts_to_write(state, goings, scales):
        writing.write(core, [op], seen)
    for at, ops in written_anew(state, goings):
        writing.write(core, ops, seen, at)
    named = _in_the_log(core, goings)
    for start in range(0, len(named), PURGE_CHANGES):
        order(core, named[start : start + PURGE_CHANGES])
    return Purge(goings, len(goings.places) - len(named))


def purge_object(core: Core, kind: str, id: str) -> int:
    """Order every change of an object gone: how many. Raises MustBeOpen, NotWhole."""
    core.keys()
    if core.replica.standing.floor:
        raise NotWhole
    writes = reading.unfold(core).state.objects.get(kind, {}).get(id, ())
    ids = _ids(core)
    named = [(*write.place, ids[write.place]) for write in writes if write.place in ids]
    if named:
        order(core, named)
    return len(named)


def order(core: Core, named: Sequence[Purged]) -> None:
    """Keep the change that orders these gone, sizes.PURGE_CHANGES at most."""
    keyring = core.keys()
    id = writing.uuid7(core.parts.now_ms(), core.parts.random)
    mac = purge_mac(keyring.vaults[keyring.epoch].purges, named)
    writing.write(core, [purge_op(id, named, mac)], reading.seen_in(core))


def _scales(state: State, content: object) -> Scales:
    return scales_in(objects_of(state), content)


def _in_the_log(core: Core, goings: Goings) -> list[Purged]:
    """The changes that go, each with its id; but for this device's own that the log does not have yet."""
    standing, ids = core.replica.standing, _ids(core)
    own = standing.device.hex()
    head = standing.heads.get(standing.device)
    held = max(standing.taken.get(standing.device, 0), head.counter if head else 0)
    return [
        (device, counter, ids[device, counter])
        for device, counter in sorted(goings.places)
        if (device, counter) in ids and (device != own or counter <= held)
    ]


def _ids(core: Core) -> dict[tuple[str, int], str]:
    return {(row.header.device.hex(), row.header.counter): row.id.hex() for row in core.replica.rows()}
