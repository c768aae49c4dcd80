"""A batch of changes, checked in the order of PROTOCOL 6.1: what of it is to be kept. Asks no database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sync.problems
from server.log_problems import (
    BadSignature,
    ChainForked,
    ChainGap,
    MalformedEnvelope,
    UnknownEpoch,
    UnknownVersion,
    WrongAccount,
    WrongDevice,
)
from sync.chain import AccountId, ChangeId, DeviceId, Head, Header, change_id, is_signed_by
from sync.sizes import INTEGER_MAX, SIGNATURE_BYTES

IdsFrom = Callable[[int], Mapping[int, ChangeId]]


@dataclass(frozen=True)
class Writer:
    """The device that a batch is of: what verifies its signature, where its chain stands and ends."""

    account: AccountId
    epoch: int
    id: DeviceId
    public_key: bytes
    head: Head
    closed_counter: int | None


class Fresh(NamedTuple):
    """A change that is not in the log yet and may come into it."""

    header: Header
    id: ChangeId
    envelope: bytes


def fresh(writer: Writer, envelopes: Sequence[bytes], ids_from: IdsFrom) -> list[Fresh]:
    """The changes that are not held yet: they follow the device's head, and the last signature verifies.

    ids_from: by counter, the ids that the log holds of this device from a counter on, a batch of them.
    Raises the problem of the first envelope that is not in order.
    """
    found = list(not_held(writer, envelopes, ids_from))
    if found:
        must_be_signed(writer, envelopes[-1])
    return found


def parse(account: AccountId, envelope: bytes) -> Header:
    """The header of an envelope that is of this account."""
    try:
        header = Header.parse(envelope)
    except sync.problems.UnknownVersion:
        raise UnknownVersion from None
    except sync.problems.MalformedEnvelope:
        raise MalformedEnvelope from None
    if header.account != account:
        raise WrongAccount
    return header


def not_held(writer: Writer, envelopes: Sequence[bytes], ids_from: IdsFrom) -> Iterator[Fresh]:
    last, last_id = writer.head
    held = dict[int, ChangeId]()
    for envelope in envelopes:
        header, id = parse(writer.account, envelope), change_id(envelope)
        must_be_of(writer, header)
        if header.counter > last:
            # The chain ends at the last counter there is.
            if (header.counter, header.previous) != (last + 1, last_id) or header.counter > INTEGER_MAX:
                raise ChainGap(head=told(writer.head))
            last, last_id = header.counter, id
            held[last] = id
            yield Fresh(header, id, envelope)
            continue
        if header.counter not in held:
            held |= ids_from(header.counter)
        if held.get(header.counter) != id:
            raise ChainForked(head=told(writer.head))


def must_be_of(writer: Writer, header: Header) -> None:
    """Of this device, not past its closing, and of an epoch that the account has."""
    is_closed = writer.closed_counter is not None and header.counter > writer.closed_counter
    if header.device != writer.id or is_closed:
        raise WrongDevice
    if not 1 <= header.epoch <= writer.epoch:
        raise UnknownEpoch


def must_be_signed(writer: Writer, envelope: bytes) -> None:
    """Who signs the last change of a chain vouches for all before it."""
    if not is_signed_by(writer.public_key, envelope[:-SIGNATURE_BYTES], envelope[-SIGNATURE_BYTES:]):
        raise BadSignature


def told(head: Head) -> dict[str, int | str]:
    """A head as JSON says it."""
    return {"counter": head.counter, "id": head.id.hex()}
