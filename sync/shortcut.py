"""Snapshots: made for others, used by new phones, checked against the log once that is whole (PROTOCOL 8)."""

from dataclasses import replace
from functools import partial

from sync.chain import ChangeId, DeviceId, Head, Trusted
from sync.checks import Page, Place, trust_page
from sync.client import Server
from sync.core import Core, NotWhole, Unfolded, trusting
from sync.exchange import OnPage
from sync.merge import State
from sync.problems import LogShortened, SnapshotDiffers
from sync.reading import open_kept, read_rows
from sync.sizes import SNAPSHOT_BYTES_MAX
from sync.snapshot import Snapshot, must_not_differ, seal_snapshot
from sync.standing import Standing


def make_snapshot(core: Core) -> int:
    """Give the server the state at our place in its log: its size in bytes, 0 when it is too large.

    Raises NotWhole while this phone itself stands on a snapshot that the log has not confirmed.
    """
    keyring, standing = core.keys(), core.replica.standing
    if standing.floor:
        raise NotWhole
    rows = [
        row for row in core.replica.rows() if row.seq is not None and row.header.device in standing.vouched
    ]
    state = read_rows(keyring, rows, State()).state
    sealed = seal_snapshot(Snapshot(keyring.epoch, standing.seq, state), keyring.root, keyring.account)
    if len(sealed) > SNAPSHOT_BYTES_MAX:
        return 0
    core.ask(partial(Server.put_snapshot, seq=standing.seq, sealed=sealed))
    return len(sealed)


def use_snapshot(core: Core) -> bool:
    """Begin with the newest snapshot, so that the journal is readable at once: whether there was one.

    Only before the first pull. Raises BadSnapshot, and the log is pulled from its start.
    """
    keyring, standing = core.keys(), core.replica.standing
    if standing.seq or standing.vault.snapshot_seq is None:
        return False
    sealed = core.ask(Server.snapshot)
    snapshot = open_kept(keyring, sealed)
    heads = {
        DeviceId(bytes.fromhex(device)): Head(counter, ChangeId(bytes.fromhex(id)))
        for device, (counter, id) in snapshot.state.heads.items()
    }
    with core.replica.step("snapshot") as step:
        step.keep_snapshot(sealed)
        step.standing = replace(step.standing, seq=snapshot.seq, floor=snapshot.seq, heads=heads)
    core.unfolded = Unfolded()
    return True


def fill_back(core: Core, on_page: OnPage = lambda _seq, _head: None) -> int:
    """Pull what stands before the snapshot, checked from the log's first change: how many changes came.

    Raises SnapshotDiffers when the log says something else: it is dropped then, and the changes count.
    """
    count = 0
    while core.replica.standing.back < core.replica.standing.floor:
        with trusting(core):
            standing = core.replica.standing
            page, _ = core.ask(partial(Server.changes, after=standing.back))
            count += _take(core, standing, page)
            on_page(core.replica.standing.back, standing.floor)
    if core.replica.standing.floor:
        _compare(core)
    return count


def _take(core: Core, standing: Standing, page: Page) -> int:
    """standing: as it was before the page was asked for."""
    trusted = Trusted(
        standing.account, standing.vault.membership().devices, core.replica.heads_at(standing.back)
    )
    below = Page(page.head, [logged for logged in page.items if logged.seq <= standing.floor])
    place = Place(trusted, standing.back, standing.told)
    after, found = trust_page(place, below, standing.vault.closings(), core.own())
    with core.replica.step("filled") as step:
        if step.standing.back != standing.back:
            return 0  # another program of this phone has taken the same page
        for seq, change in enumerate(found, start=standing.back + 1):
            step.take(seq, change)
        step.standing = replace(step.standing, back=after.seq, told=max(step.standing.told, after.told))
    return len(found)


def _compare(core: Core) -> None:
    """The snapshot against the log that it stands for; it is needed no more, whichever way it goes."""
    keyring, standing = core.keys(), core.replica.standing
    sealed = core.replica.snapshot()
    if core.replica.owed(0):
        raise LogShortened("changes that it had shown before")
    rows = [row for row in core.replica.rows() if row.seq is not None and row.seq <= standing.floor]
    log = read_rows(keyring, rows, State()).state
    try:
        if sealed is not None:
            must_not_differ(open_kept(keyring, sealed).state, log)
    except SnapshotDiffers:
        _drop(core, keep_after=False)
        raise
    _drop(core, keep_after=True)


def _drop(core: Core, *, keep_after: bool) -> None:
    with core.replica.step("whole") as step:
        standing = step.standing
        if not keep_after:
            # What came after was believed on the snapshot's word: it is asked for again.
            heads = core.replica.heads_at(standing.floor)
            step.forget_log(standing.floor)
            standing = replace(standing, seq=standing.floor, heads=heads)
        step.keep_snapshot(None)
        step.standing = replace(standing, floor=0, back=0)
    core.unfolded = Unfolded()
