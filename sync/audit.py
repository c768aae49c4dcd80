"""check(): the whole log again, from its first change, against what is held here (PROTOCOL 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sync.chain import Believed, DeviceId, Head, Stub, Trusted
from sync.checks import (
    Place,
    must_be_ordered,
    must_have_own,
    must_not_miss,
    must_not_roll_back,
    trust_page,
)
from sync.client import Server
from sync.core import Core, watching
from sync.exchange import OnPage
from sync.going_back import go_back
from sync.keyring import Keyring
from sync.merge import State, purges_of
from sync.problems import BadSnapshot, LogGap, SnapshotDiffers, UnknownDevice, WrongAccount
from sync.reading import open_kept, read_rows
from sync.snapshot import must_not_differ
from sync.standing import Standing
from sync.steps import Row
from sync.vault import Vault


@dataclass
class Report:
    """What was verified. snapshot: `none`, `same`, while locked `unopened`, or a problem's type.

    known: how many changes of the log were already here, and are the same.
    """

    head: int = 0
    stubs: int = 0
    devices: int = 0
    closed: int = 0
    epoch: int = 0
    known: int = 0
    unsent: int = 0
    is_opened: bool = False
    snapshot: str = "none"
    unread: Sequence[tuple[Believed | Stub, str]] = field(default_factory=list)


def check(core: Core, on_page: OnPage = lambda _seq, _head: None) -> Report:
    """Ask for everything again and believe nothing that came before but what this phone itself has seen.

    Unlocked, certificates, histories, what every change had seen, purges and the snapshot as well. Raises the
    first problem, which stops sync; when there is none, what was found before is let go of.
    """
    with watching(core):
        vault = core.ask(Server.vault)
        _must_be_ours(core.replica.standing, vault)
        vault, rows, head = _whole_log(core, vault, on_page)
        report = _report(core, vault, rows, head)
        if core.keyring is not None and core.keyring.epoch == vault.epoch:
            _check_opened(core, core.keyring, vault, rows, report)
    if core.replica.standing.found:
        go_back(core)
    return report


def _must_be_ours(standing: Standing, vault: Vault) -> None:
    if vault.account != standing.account:
        raise WrongAccount
    if standing.is_registered:
        must_not_roll_back(standing.vault.membership(), vault.membership())


def _whole_log(core: Core, vault: Vault, on_page: OnPage) -> tuple[Vault, list[Row], int]:
    standing, rows = core.replica.standing, list[Row]()
    told = max(standing.told, standing.seq)
    place = Place(Trusted(standing.account, vault.membership().devices), 0, told)
    while True:
        page, _ = core.ask(partial(Server.changes, after=place.seq))
        try:
            after, found = trust_page(place, page, vault.closings(), core.own())
        except UnknownDevice:
            vault = core.ask(Server.vault)
            _must_be_ours(standing, vault)
            trusted = replace(place.trusted, devices=vault.membership().devices)
            place = replace(place, trusted=trusted)
            after, found = trust_page(place, page, vault.closings(), core.own())
        rows += _rows(core, place.seq, found)
        place = after
        on_page(place.seq, page.head)
        if place.seq >= page.head:
            break
    for device, counter in standing.taken.items():
        must_have_own(place.trusted.heads, device, counter)
    return vault, rows, page.head


def _rows(core: Core, seq: int, found: Sequence[Believed | Stub]) -> list[Row]:
    rows = []
    for number, change in enumerate(found, start=seq + 1):
        known = core.replica.id_at_seq(number)
        if known is not None and known != change.id:
            raise LogGap(f"another change under {number} than before")
        item = change if isinstance(change, Stub) else change.envelope
        rows.append(Row(0, number, change.header, change.id, item))
    return rows


def _report(core: Core, vault: Vault, rows: Sequence[Row], head: int) -> Report:
    closed = len(vault.closings())
    return Report(
        head=head,
        stubs=sum(isinstance(row.item, Stub) for row in rows),
        devices=len(vault.devices) - closed,
        closed=closed,
        epoch=vault.epoch,
        known=sum(core.replica.id_at_seq(row.seq) is not None for row in rows if row.seq),
        unsent=core.replica.unsent(),
        snapshot="none" if vault.snapshot_seq is None else "unopened",
    )


def _check_opened(core: Core, held: Keyring, vault: Vault, rows: Sequence[Row], report: Report) -> None:
    held.must_vouch(vault)
    keyring = Keyring.of(held.root, held.epoch, held.account, vault.histories, held.vault_keys)
    unfolded = read_rows(keyring, rows, State())
    seens = [*(change.seen for change in unfolded.unchecked), vault.ends()]
    must_not_miss(_heads(rows), seens, core.own())
    must_be_ordered((row.item for row in rows if isinstance(row.item, Stub)), purges_of(unfolded.state))
    report.is_opened, report.unread = True, unfolded.unread
    if vault.snapshot_seq is not None:
        report.snapshot = _compared(core, keyring, rows)


def _heads(rows: Sequence[Row]) -> dict[DeviceId, Head]:
    return {row.header.device: Head(row.header.counter, row.id) for row in rows}


def _compared(core: Core, keyring: Keyring, rows: Sequence[Row]) -> str:
    """How the newest snapshot stands to the log: nobody's lie, since only our own phones can seal one."""
    try:
        snapshot = open_kept(keyring, core.ask(Server.snapshot))
        upto = [row for row in rows if row.seq is not None and row.seq <= snapshot.seq]
        must_not_differ(snapshot.state, read_rows(keyring, upto, State()).state)
    except (BadSnapshot, SnapshotDiffers) as problem:
        return problem.type
    return "same"
