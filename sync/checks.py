"""What a client checks on every pull, so that a server that lies is found out (PROTOCOL 7).

Pure: what was remembered and what the server answered come in, and the first lie is raised. For each page
trust_page(); after the last one must_have_own() and must_not_roll_back(); once the changes are opened
must_not_miss() and must_be_ordered(). Nothing of a page that raises is kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sync.chain import Believed, ChangeId, DeviceId, Head, Item, Stub, Trusted, believe
from sync.problems import (
    ClosedDeviceWrote,
    DeviceCopied,
    DeviceWithheld,
    EpochRolledBack,
    LogGap,
    LogShortened,
    OwnChangeLost,
    SeenMissing,
    UnorderedPurge,
)

# Device and change id in hex, as they stand in a purge: whose, which, and what it was.
Purged: TypeAlias = tuple[str, int, str]


@dataclass(frozen=True)
class Logged:
    """One item of a page, under the number that the server gave it."""

    seq: int
    item: Item


@dataclass(frozen=True)
class Page:
    """An answer to a pull. head: the last number of the whole log."""

    head: int
    items: Sequence[Logged]


@dataclass(frozen=True)
class Place:
    """How far the log is believed. told: the highest head that the server has named, in pages and replies.

    The heads in `trusted` are those of the log: for this device, of what the server has shown to hold.
    """

    trusted: Trusted
    seq: int = 0
    told: int = 0


@dataclass(frozen=True)
class Own:
    """What this device knows of itself. counter: its own head's. id_at: the id it kept under a counter.

    Ids are kept for purged changes too. A reader without a device of its own has none of this.
    """

    device: DeviceId
    counter: int
    id_at: Callable[[int], ChangeId | None]

    def wrote(self, counter: int, id: ChangeId) -> bool:
        """Whether the change under this counter is the one that this device wrote."""
        return counter <= self.counter and self.id_at(counter) == id


@dataclass(frozen=True)
class Membership:
    """The vault's epoch and the public keys of all its devices, closed ones too."""

    epoch: int
    devices: Mapping[DeviceId, bytes] = field(default_factory=dict)


def trust_page(
    place: Place, page: Page, closings: Mapping[DeviceId, Head], own: Own | None
) -> tuple[Place, list[Believed | Stub]]:
    """The place after this page, and what it brought, in the log's order.

    closings: where the chain of each removed device ends. Raises LogShortened, LogGap; then for each change
    in turn the problems of PROTOCOL 4 up to the chain, DeviceCopied, UnorderedPurge, ClosedDeviceWrote. After
    UnknownDevice the vault is fetched once and the page is checked again.
    """
    must_not_shrink(place, page.head)
    must_be_whole(place.seq, page)
    trusted, found = place.trusted, []
    for logged in page.items:
        change = believe(trusted, logged.item)
        must_be_own(own, change)
        must_not_be_closed(closings, change)
        trusted = trusted.with_head(change.header, change.id)
        found.append(change)
    told = max(place.told, page.head)
    return replace(place, trusted=trusted, seq=place.seq + len(found), told=told), found


def must_not_shrink(place: Place, head: int) -> None:
    """Raises LogShortened when the log ends before what is known of it."""
    if head < max(place.seq, place.told):
        raise LogShortened(f"{head} after {max(place.seq, place.told)}")


def must_be_whole(seq: int, page: Page) -> None:
    """Raises LogGap unless the page goes on from `seq`, number by number, not beyond the head it names."""
    numbers = [logged.seq for logged in page.items]
    if numbers != list(range(seq + 1, seq + 1 + len(numbers))) or seq + len(numbers) > page.head:
        raise LogGap(f"after {seq}")
    if not numbers and page.head > seq:
        raise LogGap(f"nothing after {seq}, and a head of {page.head}")


def must_be_own(own: Own | None, change: Believed | Stub) -> None:
    """Raises DeviceCopied when it is signed by this device, which never wrote it.

    A stub is signed by nobody, and anyone can make one up: one that it never wrote is UnorderedPurge.
    """
    if own is None or change.header.device != own.device or own.wrote(change.header.counter, change.id):
        return
    counter = change.header.counter
    if isinstance(change, Stub):
        raise UnorderedPurge(f"own change {counter}")
    raise DeviceCopied(f"change {counter}")


def must_not_be_closed(closings: Mapping[DeviceId, Head], change: Believed | Stub) -> None:
    """Raises ClosedDeviceWrote when it is beyond its device's closing, or another one at its end."""
    closing = closings.get(change.header.device)
    if closing is None or change.header.counter < closing.counter:
        return
    if Head(change.header.counter, change.id) != closing:
        raise ClosedDeviceWrote(f"change {change.header.counter} after {closing.counter}")


def must_have_own(heads: Mapping[DeviceId, Head], device: DeviceId, taken: int) -> None:
    """Raises OwnChangeLost when the log lacks what the server said it took of this device, up to `taken`."""
    if heads.get(device, Head()).counter < taken:
        raise OwnChangeLost(f"up to {taken}")


def must_not_roll_back(before: Membership, after: Membership) -> None:
    """Raises EpochRolledBack, and DeviceWithheld for a device that is gone or has another key."""
    if after.epoch < before.epoch:
        raise EpochRolledBack(f"epoch {after.epoch} after {before.epoch}")
    for device, public_key in before.devices.items():
        if after.devices.get(device) != public_key:
            raise DeviceWithheld(device.hex())


def must_not_miss(
    heads: Mapping[DeviceId, Head], seens: Iterable[Mapping[str, int]], own: Own | None
) -> None:
    """Raises SeenMissing when a writer had seen what the log has not; of this device, DeviceCopied.

    heads: the log's. seens: of opened changes; closings too, as counters by device in hex.
    """
    held = {device.hex(): head.counter for device, head in heads.items()}
    for device, counter in ((device, seen[device]) for seen in seens for device in seen):
        if own is not None and device == own.device.hex():
            if counter > own.counter:
                raise DeviceCopied(f"change {counter}")
        elif counter > held.get(device, 0):
            raise SeenMissing(f"change {counter} of {device}")


def must_be_ordered(stubs: Iterable[Stub], purged: Iterable[Purged]) -> None:
    """Raises UnorderedPurge for a stub that no purge names by its device, counter and id."""
    named = set(purged)
    for stub in stubs:
        if (stub.header.device.hex(), stub.header.counter, stub.id.hex()) not in named:
            raise UnorderedPurge(f"change {stub.header.counter} of {stub.header.device.hex()}")
