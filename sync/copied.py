"""Whether this phone was restored or copied: what the log has to show before it is believed (PROTOCOL 7)."""

from functools import partial

from sync import envelope
from sync.chain import Believed, ChangeId, Stub
from sync.checks import Own, trust_page
from sync.client import Server
from sync.core import Core
from sync.problems import Problem
from sync.purges import PURGE, purged_by


def was_copied(core: Core) -> bool:
    """Whether a copy of this phone has written to the log beyond our place. Looks, and keeps nothing.

    Proof is a signed change of this device that it never wrote or, for an open phone, another's purge of one.
    """
    own, standing = core.own(), core.replica.standing
    if own is None:
        return True
    place = standing.place()
    while True:
        page, _ = core.ask(partial(Server.changes, after=place.seq))
        place, found = trust_page(place, page, standing.vault.closings(), None)
        if any(_proves(core, own, change) for change in found):
            return True
        if place.seq >= page.head:
            return False


def _proves(core: Core, own: Own, change: Believed | Stub) -> bool:
    if isinstance(change, Stub):
        return False
    if change.header.device == own.device:
        return not own.wrote(change.header.counter, change.id)
    return _purges_a_strange_one(core, own, change)


def _purges_a_strange_one(core: Core, own: Own, change: Believed) -> bool:
    if core.keyring is None or change.header.device not in core.replica.standing.vouched:
        return False
    try:
        ops = envelope.open(change.envelope, core.keyring.vaults).ops
    except Problem:
        return False
    named = (purged for op in ops if op["kind"] == PURGE for purged in purged_by(op))
    return any(
        device == own.device.hex() and not own.wrote(counter, ChangeId(bytes.fromhex(id)))
        for device, counter, id in named
    )
