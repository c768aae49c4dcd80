"""send() and pull(): to the server's log and from it, every lie found out on the way (PROTOCOL 6, 7).

Durable steps: `took` after each reply to a push, `vault` when locks or devices moved, `page` for each page.
A crash between two of them loses nothing: what was sent is sent again, what was pulled is asked for again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from sync.answers import Taken
from sync.chain import Believed, DeviceId, Head, Header, Stub
from sync.checks import (
    Page,
    Place,
    must_have_own,
    must_not_roll_back,
    must_not_shrink,
    trust_page,
)
from sync.client import Refused, Server
from sync.copied import was_copied
from sync.core import Core, trusting
from sync.members import device_as_json
from sync.problems import (
    ChainBroken,
    DeviceCopied,
    LogShortened,
    MalformedAnswer,
    OwnChangeLost,
    Problem,
    UnknownDevice,
    UnorderedPurge,
    WrongAccount,
)
from sync.standing import Standing
from sync.vault import Vault, read_head

# Our place in the log, and the log's head.
OnPage: TypeAlias = Callable[[int, int], None]


def send(core: Core) -> int:
    """Send what waits, in batches: how many changes the server took.

    Raises DeviceCopied and what PROTOCOL 7 finds; Refused (quota-reached), Unreachable: the rest waits.
    """
    with trusting(core):
        register(core)
        standing = core.replica.standing
        if standing.is_copied:
            return 0
        # An account that is registered anew brings along what its closed devices wrote.
        return sum(_send_of(core, device) for device in (*standing.vault.closings(), standing.device))


def pull(core: Core, on_page: OnPage = lambda _seq, _head: None) -> int:
    """Take what the log has beyond our place: how many changes came."""
    count = 0
    with trusting(core):
        register(core)
        while True:
            before = core.replica.standing
            page, version = core.ask(partial(Server.changes, after=before.seq))
            count += _take(core, before, page, version)
            standing = core.replica.standing
            on_page(standing.seq, page.head)
            if standing.seq >= page.head:
                break
        for device, counter in before.taken.items():
            must_have_own(standing.heads, device, counter)
        owed = core.replica.owed(standing.floor)
        if owed:
            raise LogShortened(f"{owed} changes that it had shown before")
    return count


def register(core: Core) -> None:
    """Make this device known to the server, if it is not yet; again after a lost reply."""
    standing = core.replica.standing
    if standing.is_registered:
        return
    device = standing.vault.device(standing.device)
    if device is None:
        raise UnknownDevice(standing.device.hex())
    try:
        vault = core.reach().add_device(device_as_json(device))
    except Refused as refused:
        if refused.type != "device-exists":
            raise
        vault = core.ask(Server.vault)
    keep_vault(core, vault)
    with core.replica.step("registered") as step:
        step.standing = replace(step.standing, is_registered=True)


def fetch_vault(core: Core) -> Vault:
    """The vault as the server has it now, checked against what was believed, and kept."""
    vault = core.ask(Server.vault)
    keep_vault(core, vault)
    return vault


def keep_vault(core: Core, vault: Vault) -> None:
    """Keep a vault that came, once it passes. Raises EpochRolledBack, DeviceWithheld, BadCertificate."""
    standing = core.replica.standing
    if vault.account != standing.account:
        raise WrongAccount
    must_not_roll_back(standing.vault.membership(), vault.membership())
    is_vouched = core.keyring is not None and core.keyring.epoch == vault.epoch
    vouched = standing.vouched
    if core.keyring is not None and is_vouched:
        core.keyring.must_vouch(vault)
        vouched = core.keyring.vouched(vault)
    with core.replica.step("vault") as step:
        step.standing = replace(step.standing, vault=vault, vouched=vouched)
        for device, end in vault.closings().items() if is_vouched else ():
            step.forget_beyond(device, end.counter)


def _take(core: Core, before: Standing, page: Page, version: int) -> int:
    """Keep a page. before: where this phone stood when it was asked for.

    A page is held against nothing that came later: another program of this phone may have sent or pulled in
    the meantime, and what it was told is no lie of this page.
    """
    must_not_shrink(before.place(), page.head)
    vault = before.vault if version == before.vault.version else fetch_vault(core)
    place, found = _trusted(core, before, page, vault)
    with core.replica.step("page") as step:
        if step.standing.seq != before.seq:
            return 0  # another program of this phone has taken the same page
        for seq, change in enumerate(found, start=before.seq + 1):
            step.take(seq, change)
        heads, own = place.trusted.heads, step.standing.device
        told = max(step.standing.told, place.told)
        standing = replace(step.standing, seq=place.seq, told=told, heads=heads)
        step.standing = standing.with_taken(own, heads[own].counter) if own in heads else standing
    return len(found)


def _trusted(core: Core, before: Standing, page: Page, vault: Vault) -> tuple[Place, list[Believed | Stub]]:
    def trusted(by: Vault) -> tuple[Place, list[Believed | Stub]]:
        return trust_page(replace(before, vault=by).place(), page, by.closings(), core.own())

    try:
        return trusted(vault)
    except UnknownDevice:
        return trusted(fetch_vault(core))
    except UnorderedPurge as found:
        raise _proven(core, found) from None


def _proven(core: Core, otherwise: Problem) -> Problem:
    """Whose fault it is that the server tells of own changes that were never written here."""
    fetch_vault(core)
    return DeviceCopied("its changes are in the log") if was_copied(core) else otherwise


def _send_of(core: Core, device: DeviceId) -> int:
    count = 0
    while batch := core.replica.outbox(device, core.replica.standing.taken.get(device, 0)):
        _note(core, batch, _sent(core, batch))
        count += len(batch)
    return count


def _sent(core: Core, batch: Sequence[bytes]) -> Taken:
    try:
        return core.ask(partial(Server.send, envelopes=batch))
    except Refused as refused:
        if refused.type not in ("chain-gap", "chain-forked"):
            raise
        head = _head_of(refused)
    taken = core.replica.standing.taken.get(Header.parse(batch[0]).device, 0)
    if head.counter < taken:
        raise OwnChangeLost(f"{head.counter} after {taken}")
    raise _proven(core, ChainBroken(f"the server says change {head.counter}, and does not show it"))


def _head_of(refused: Refused) -> Head:
    try:
        return read_head(refused.members["head"])
    except (ValueError, TypeError, KeyError):
        raise MalformedAnswer("head") from None


def _note(core: Core, batch: Sequence[bytes], taken: Taken) -> None:
    """Keep what a reply says was taken. Raises DeviceCopied when it names a change that is not ours."""
    last = Header.parse(batch[-1])
    if taken.head.counter < last.counter:
        raise MalformedAnswer("a head below what was taken")
    if core.replica.id_at(last.device, taken.head.counter) != taken.head.id:
        raise _proven(core, ChainBroken(f"the server says change {taken.head.counter}, and does not show it"))
    with core.replica.step("took") as step:
        standing = replace(step.standing, told=max(step.standing.told, taken.seq))
        step.standing = standing.with_taken(last.device, taken.head.counter)
