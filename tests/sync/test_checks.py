"""A server that drops, swaps, repeats, alters or invents is found out on the page where it does."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sync.chain import Head, Item, Stub, Trusted, change_id
from sync.checks import Logged, Own, Page, Place, must_be_ordered, must_not_miss, trust_page
from sync.problems import (
    ChainBroken,
    ClosedDeviceWrote,
    DeviceCopied,
    LogGap,
    LogShortened,
    Problem,
    SeenMissing,
    UnknownDevice,
    UnorderedPurge,
)
from tests.sync.cast import Journal, an_entry, flipped

pytestmark = pytest.mark.promise(4)


class Log:
    """What Alma's phone and tablet wrote, in the order that a server gave it: two, one, two, one."""

    def __init__(self) -> None:
        self.alma = Journal()
        self.phone, self.tablet = self.alma.a_phone(), self.alma.a_phone()
        phone, tablet = self.phone, self.tablet
        self.items = [
            writer.write(an_entry(x=place))
            for place, writer in enumerate((phone, phone, tablet, phone, phone, tablet))
        ]

    def place(self) -> Place:
        return Place(Trusted(self.alma.account, {it.id: it.public_key for it in self.alma.phones}))

    def own(self) -> Own:
        """What the tablet knows of itself."""
        ids = {1: change_id(self.items[2]), 2: change_id(self.items[5])}
        return Own(self.tablet.id, 2, ids.get)


def a_page(items: Sequence[Item], first: int = 1, head: int | None = None) -> Page:
    numbered = [Logged(seq, item) for seq, item in enumerate(items, start=first)]
    return Page(first - 1 + len(items) if head is None else head, numbered)


def as_stub(envelope: bytes) -> Stub:
    return Stub.parse(envelope[:77], change_id(envelope))


def writer(envelope: bytes) -> bytes:
    return envelope[17:33]


LOG = Log()


@given(st.integers(0, 6), st.integers(0, 6), st.sets(st.integers(0, 5)))
def test_an_honest_log_is_believed_in_any_pages(one: int, other: int, purged: set[int]) -> None:
    items = [as_stub(it) if place in purged else it for place, it in enumerate(LOG.items)]
    cuts = [0, *sorted((one, other)), 6]
    place = LOG.place()

    for start, end in pairwise(cuts):
        if start < end:
            place, _ = trust_page(place, a_page(items[start:end], start + 1, head=6), {}, LOG.own())

    assert (place.seq, place.told) == (6, 6)
    assert place.trusted.heads == {it.id: it.head for it in LOG.alma.phones}


@given(st.data())
def test_a_page_that_was_tampered_with_is_refused(data: st.DataObject) -> None:
    items, at = list(LOG.items), data.draw(st.integers(0, 5))
    tampering = data.draw(st.sampled_from([drop, repeat, swap, flip, invent]))

    tampering(items, at, data)

    with pytest.raises(Problem):
        trust_page(LOG.place(), a_page(items), {}, LOG.own())


def drop(items: list[bytes], at: int, _: st.DataObject) -> None:
    dropped = items.pop(at)
    assume(writer(dropped) in map(writer, items[at:]))  # the last of a chain is missed by other checks


def repeat(items: list[bytes], at: int, data: st.DataObject) -> None:
    items.insert(data.draw(st.integers(0, 6)), items[at])


def swap(items: list[bytes], at: int, data: st.DataObject) -> None:
    other = data.draw(st.integers(0, 5))
    assume(at != other and writer(items[at]) == writer(items[other]))  # between two chains there is no order
    items[at], items[other] = items[other], items[at]


def flip(items: list[bytes], at: int, data: st.DataObject) -> None:
    items[at] = flipped(items[at], data.draw(st.integers(0, 8 * len(items[at]) - 1)))


def invent(items: list[bytes], at: int, _: st.DataObject) -> None:
    items.insert(at, Journal().a_phone().write(an_entry(x=1)))


def test_nothing_changes_when_a_page_is_refused() -> None:
    place = LOG.place()

    with pytest.raises(ChainBroken):
        trust_page(place, a_page([*LOG.items[:4], LOG.items[0]]), {}, None)

    assert place == LOG.place()


def test_a_log_below_any_head_it_named_is_shortened() -> None:
    place, _ = trust_page(LOG.place(), a_page(LOG.items[:2], head=6), {}, None)

    trust_page(place, a_page(LOG.items[2:4], first=3, head=6), {}, None)
    with pytest.raises(LogShortened):
        trust_page(place, a_page(LOG.items[2:4], first=3, head=5), {}, None)


def test_a_page_is_judged_by_its_numbers_first() -> None:
    with pytest.raises(LogGap):
        trust_page(LOG.place(), a_page([b"nonsense"], first=2), {}, None)


def test_a_new_device_is_believed_once_the_vault_names_it() -> None:
    log = Log()
    late = log.alma.a_phone()
    page = a_page([*log.items, late.write(an_entry(x=9))])
    known = {it.id: it.public_key for it in (log.phone, log.tablet)}

    with pytest.raises(UnknownDevice):
        trust_page(Place(Trusted(log.alma.account, known)), page, {}, None)
    place, found = trust_page(log.place(), page, {}, None)

    assert len(found) == 7
    assert place.trusted.heads[late.id] == late.head


def test_a_restored_phone_learns_that_it_was() -> None:
    log = Log()
    before = replace(log.own(), counter=1)

    with pytest.raises(DeviceCopied):
        trust_page(log.place(), a_page(log.items), {}, before)


def test_a_copied_phone_learns_that_another_wrote() -> None:
    log = Log()
    log.tablet.head = Head(1, change_id(log.items[2]))
    copy = log.tablet.write(an_entry(x="written on the copy"))

    with pytest.raises(DeviceCopied):
        trust_page(log.place(), a_page([*log.items[:5], copy]), {}, log.own())


def test_a_removed_phone_cannot_rewrite_its_last_change() -> None:
    log = Log()
    closing = log.tablet.head
    log.tablet.head = Head(1, change_id(log.items[2]))
    rewritten = log.tablet.write(an_entry(x="another ending"))

    trust_page(log.place(), a_page(log.items), {log.tablet.id: closing}, None)
    with pytest.raises(ClosedDeviceWrote):
        trust_page(log.place(), a_page([*log.items[:5], rewritten]), {log.tablet.id: closing}, None)


@settings(max_examples=50)
@given(st.integers(1, 6))
def test_a_tail_that_somebody_had_read_is_missed(kept: int) -> None:
    place, _ = trust_page(LOG.place(), a_page(LOG.items[:kept]), {}, None)
    seen = {it.id.hex(): it.head.counter for it in LOG.alma.phones}

    if kept == 6:
        must_not_miss(place.trusted.heads, [seen], None)
    else:
        with pytest.raises(SeenMissing):
            must_not_miss(place.trusted.heads, [{}, seen], None)


def test_a_stub_stands_only_by_its_own_purge() -> None:
    first, second = as_stub(LOG.items[0]), as_stub(LOG.items[1])
    named = (first.header.device.hex(), 1, first.id.hex())

    must_be_ordered([first], [named])
    with pytest.raises(UnorderedPurge):
        must_be_ordered([first, second], [named])
