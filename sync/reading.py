"""What an open phone reads: changes folded as they come, and the checks that need it (PROTOCOL 5, 7)."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from sync import envelope, hlc
from sync.chain import Believed, ChangeId, Stub
from sync.checks import must_be_ordered, must_not_miss
from sync.client import Server
from sync.core import Core, MustBeOpen, Unfolded
from sync.keyring import Keyring
from sync.merge import State, fold, pass_over, purges_of
from sync.problems import BadCertificate, BadSnapshot, Problem
from sync.purges import PURGE
from sync.sizes import PURGE_CHANGES_MAX
from sync.snapshot import Snapshot, open_snapshot
from sync.steps import Row


def unfold(core: Core) -> Unfolded:
    """All that this phone holds, read: what came since the last time is added. Raises MustBeOpen."""
    if core.keyring is None:
        raise MustBeOpen
    if core.replica.standing.is_copied or core.unfolded.place == 0:
        core.unfolded = Unfolded(state=_before_the_floor(core))
    rows = [*core.replica.rows_added(core.unfolded.place), *core.replica.aside()]
    _add(core, rows)
    _meet(core)
    return core.unfolded


def seen_in(core: Core) -> dict[str, int]:
    """What of other devices can be read here now: what an edit has seen. Raises MustBeOpen."""
    own = core.replica.standing.device.hex()
    heads = unfold(core).state.heads.items()
    return {device: counter for device, (counter, _) in heads if device != own}


def must_hold(core: Core) -> None:
    """The checks of an unlocked phone, after a pull.

    Raises BadCertificate, SeenMissing, DeviceCopied, UnorderedPurge.
    """
    keyring, stubs, shown = core.keys(), core.replica.stubs(), core.replica.standing.shown
    unfolded = unfold(core)
    # Stubs before what is read and heads after it: another program of this phone may pull meanwhile.
    standing = core.replica.standing
    keyring.must_vouch(standing.vault)
    if standing.is_copied:
        return  # the log's own order is whole; who is who will be told once this phone has begun anew
    seens = [*(change.seen for change in unfolded.unchecked), standing.vault.ends()]
    must_not_miss(standing.heads, seens, core.own())
    unfolded.unchecked.clear()
    must_be_ordered([*stubs, *shown], purges_of(unfolded.state))
    if shown:
        with core.replica.step("ordered") as step:
            left = tuple(stub for stub in step.standing.shown if stub not in shown)
            step.standing = replace(step.standing, shown=left)


def read_rows(keyring: Keyring, rows: Iterable[Row], before: State) -> Unfolded:
    """These rows read onto a state; what does not open moves the heads alone."""
    unfolded = Unfolded(state=before)
    _read(unfolded, keyring, rows)
    return unfolded


def open_kept(keyring: Keyring, sealed: bytes) -> Snapshot:
    """A snapshot of any epoch whose root is held. Raises BadSnapshot."""
    root = keyring.roots.get(int.from_bytes(sealed[1:5]))
    if root is None:
        raise BadSnapshot("epoch")
    return open_snapshot(sealed, root, keyring.account)


def stub_purged(core: Core) -> int:
    """Leave stubs of what purges name: on the server of what this device ordered, and here. How many, here.

    Only once the order itself is in the log: a stub that nobody ordered is taken for a lie.
    """
    state, heads = unfold(core).state, core.replica.standing.heads
    own = core.replica.standing.device
    ordered = {ChangeId(bytes.fromhex(id)) for _, _, id in purges_of(state)}
    if not ordered:
        return 0
    left = [row for row in core.replica.rows() if row.id in ordered and not isinstance(row.item, Stub)]
    if not left or core.replica.unsent():
        return 0
    by_this_phone = [
        write.place for writes in state.objects.get(PURGE, {}).values() for write in writes
        if write.device == own.hex() and write.counter <= heads[own].counter
    ]  # fmt: skip
    if by_this_phone:
        for start in range(0, len(left), PURGE_CHANGES_MAX):
            batch = left[start : start + PURGE_CHANGES_MAX]
            core.ask(partial(Server.purge, ids=[row.id for row in batch]))
    with core.replica.step("stubbed") as step:
        for row in left:
            step.stub(row.id)
    return len(left)


def _before_the_floor(core: Core) -> State:
    sealed = core.replica.snapshot()
    if sealed is None or core.keyring is None:
        return State()
    return open_kept(core.keyring, sealed).state


def _add(core: Core, rows: Iterable[Row]) -> None:
    vouched = core.replica.standing.vouched
    known = [row for row in rows if row.header.device in vouched]
    strangers = [row for row in rows if row.header.device not in vouched]
    core.unfolded.unread += [(_believed(row), BadCertificate.type) for row in strangers]
    if core.keyring is not None:
        _read(core.unfolded, core.keyring, known)
    core.unfolded.place = max((row.place for row in rows), default=core.unfolded.place)


def _read(unfolded: Unfolded, keyring: Keyring, rows: Iterable[Row]) -> None:
    opened, passed = [], []
    for row in rows:
        if isinstance(row.item, Stub):
            passed.append(_believed(row))
            continue
        try:
            opened.append(envelope.open(row.item, keyring.vaults))
        except Problem as problem:
            passed.append(_believed(row))
            unfolded.unread.append((_believed(row), problem.type))
    unfolded.unchecked += opened
    unfolded.state = pass_over(fold(unfolded.state, opened), passed)


def _believed(row: Row) -> Believed | Stub:
    return row.item if isinstance(row.item, Stub) else Believed(row.item, row.header, row.id)


def _meet(core: Core) -> None:
    """Move the clock on to those of the changes read, where that may be."""
    own, clock = core.replica.standing.device.hex(), core.replica.standing.clock
    met = clock
    for change in core.unfolded.unchecked:
        if change.device != own:
            met = hlc.meet(met, change.at, core.parts.now_ms())
    if met == clock:
        return
    with core.replica.step("met") as step:
        step.standing = replace(step.standing, clock=max(step.standing.clock, met))
