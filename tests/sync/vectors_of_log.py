"""Vectors of PROTOCOL 6.2 and 7: stubs, and what is checked on every page of the log."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import ACCOUNT, OTHER_ACCOUNT, SeededPhone, a_change, an_op, devices_of, seed

PHONE, TABLET = "Alma's phone", "Alma's tablet"
HEADER_BYTES = 77


def vectors() -> Iterator[Named]:
    yield from stubs()
    yield from pages()
    yield from shortened_and_gaps()
    yield from stubs_in_pages()
    yield from changes_in_pages()
    yield from own_changes()
    yield from closings()


class Log:
    """Six changes by two phones as the server numbers them, and what a reader knows before the first."""

    def __init__(self) -> None:
        self.phone, self.tablet = SeededPhone(PHONE), SeededPhone(TABLET)
        a, b = self.phone, self.tablet
        self.items = [a.write(), b.write(), a.write(), a.write(), b.write(), a.write()]

    def head(self, phone: SeededPhone, counter: int) -> list[object]:
        return [counter, sha256(phone.written[counter - 1]).hexdigest()]

    def page(self, *items: object, first: int = 1, head: int | None = None) -> dict[str, Any]:
        numbered = [[first + place, as_item(item)] for place, item in enumerate(items)]
        return {"head": len(self.items) if head is None else head, "items": numbered}

    def given(self, page: dict[str, Any], **more: object) -> dict[str, Any]:
        known = {"account": ACCOUNT.hex(), "devices": devices_of(self.phone, self.tablet), "heads": {}}
        place = {"seq": 0, "told": 0, "closings": {}, "own": None}
        return {**known, **place, **more, "page": page}

    def own(self, **ids: str) -> dict[str, object]:
        """What the tablet knows of itself when it wrote two changes."""
        kept = {str(place): sha256(it).hexdigest() for place, it in enumerate(self.tablet.written, start=1)}
        return {"device": self.tablet.device.hex(), "counter": 2, "ids": {**kept, **ids}}

    def gives(self, seq: int, told: int, found: Sequence[bytes], **heads: int) -> dict[str, Any]:
        phones = {"phone": self.phone, "tablet": self.tablet}
        ended = {phones[who].device.hex(): self.head(phones[who], counter) for who, counter in heads.items()}
        ids = [sha256(envelope).hexdigest() for envelope in found]
        return {"seq": seq, "told": told, "heads": ended, "found": ids}


def as_item(item: object) -> object:
    return b64(item) if isinstance(item, bytes) else item


def stub(envelope: bytes, header: bytes | None = None) -> list[str]:
    """What is left of this change, as header and id."""
    return [b64(header or envelope[:HEADER_BYTES]), sha256(envelope).hexdigest()]


def stubs() -> Iterator[Named]:
    envelope = SeededPhone(PHONE).write()
    header, id = envelope[:HEADER_BYTES], sha256(envelope).digest()
    counted = {"device": SeededPhone(PHONE).device.hex(), "counter": 1, "id": id.hex()}
    whole = {"header": b64(header), "id": b64(id)}
    yield succeeds("stub", "6.2", "stub", "the header, and the id of what it stands for", whole, counted)
    for how, part, problem in (
        ("without_a_header", {"header": ""}, "malformed-envelope"),
        ("with_a_whole_envelope", {"header": b64(envelope)}, "malformed-envelope"),
        ("one_byte_short", {"header": b64(header[:-1])}, "malformed-envelope"),
        ("of_version_2", {"header": b64(b"\x02" + header[1:])}, "unknown-version"),
        ("with_a_short_id", {"id": b64(id[:-1])}, "malformed-envelope"),
        ("with_a_long_id", {"id": b64(id + b"\0")}, "malformed-envelope"),
    ):
        yield fails(f"stub_{how}", "6.2", "stub", problem, "77 bytes and 32", {**whole, **part})


def pages() -> Iterator[Named]:
    log = Log()
    a1, b1, _, a3, b2, a4 = log.items
    why = "numbered from one on, each chain of its own"
    yield succeeds(
        "page_of_the_whole_log",
        "7",
        "trust_page",
        why,
        log.given(log.page(*log.items)),
        log.gives(6, 6, log.items, phone=4, tablet=2),
    )
    held = {log.phone.device.hex(): log.head(log.phone, 2), log.tablet.device.hex(): log.head(log.tablet, 1)}
    yield succeeds(
        "page_goes_on_from_its_place",
        "7",
        "trust_page",
        "what is believed need not be read again",
        log.given(log.page(a3, b2, a4, first=4), heads=held, seq=3, told=4),
        log.gives(6, 6, [a3, b2, a4], phone=4, tablet=2),
    )
    yield succeeds(
        "page_before_the_last",
        "7",
        "trust_page",
        "a head beyond the page is remembered",
        log.given(log.page(a1, b1)),
        log.gives(2, 6, [a1, b1], phone=1, tablet=1),
    )
    at_end = {"heads": {}, "seq": 6, "told": 6}
    yield succeeds(
        "page_empty_at_the_head",
        "7",
        "trust_page",
        "nothing is left",
        log.given(log.page(), **at_end),
        log.gives(6, 6, []),
    )


def shortened_and_gaps() -> Iterator[Named]:
    log = Log()
    a1, b1, *_ = log.items
    for how, page, more in (
        ("below_its_place", log.page(head=5), {"seq": 6, "told": 6}),
        ("below_what_a_reply_said", log.page(a1, b1, head=6), {"told": 7}),
        ("below_its_place_and_out_of_order", log.page(b1, a1, head=2), {"seq": 3, "told": 3}),
    ):
        why = "a log never gets shorter; looked at first"
        yield fails(f"page_{how}", "7", "trust_page", "log-shortened", why, log.given(page, **more))
    for how, page in (
        ("empty_below_the_head", log.page(head=1)),
        ("whose_first_is_left_out", log.page(b1, first=2)),
        ("whose_first_is_0", log.page(a1, b1, first=0)),
        ("with_a_number_left_out", {"head": 6, "items": [[1, b64(a1)], [3, b64(b1)]]}),
        ("with_a_number_twice", {"head": 6, "items": [[1, b64(a1)], [1, b64(b1)]]}),
        ("beyond_its_head", log.page(a1, b1, head=1)),
        ("with_a_gap_and_a_forgery", {"head": 6, "items": [[1, b64(a1[:-1] + b"\0")], [3, b64(b1)]]}),
    ):
        why = "seq + 1, seq + 2, up to the head: looked at before any change"
        yield fails(f"page_{how}", "7", "trust_page", "log-gap", why, log.given(page))


def stubs_in_pages() -> Iterator[Named]:
    log = Log()
    a1, b1, a2, a3, b2, a4 = log.items
    yield succeeds(
        "page_with_stubs",
        "7",
        "trust_page",
        "the id of a stub is believed, since the next change names it",
        log.given(log.page(stub(a1), b1, stub(a2), a3, b2, stub(a4))),
        log.gives(6, 6, log.items, phone=4, tablet=2),
    )
    other = [b64(a1[:HEADER_BYTES]), seed("another id").hex()]
    elsewhere = SeededPhone(PHONE, account=OTHER_ACCOUNT).write()
    cleo = SeededPhone("Cleo's phone").write()
    for how, items, problem in (
        ("with_another_id", (other, b1, a2), "chain-broken"),
        ("after_a_gap", (a1, b1, stub(a3)), "chain-broken"),
        ("repeated", (stub(a1), stub(a1)), "chain-broken"),
        ("of_another_account", (stub(elsewhere),), "wrong-account"),
        ("of_an_unknown_device", (stub(cleo),), "unknown-device"),
    ):
        why = "account, device, counter and previous are checked as those of an envelope"
        yield fails(f"page_with_a_stub_{how}", "7", "trust_page", problem, why, log.given(log.page(*items)))
    last = {log.phone.device.hex(): [2**53 - 2, seed("last").hex()]}
    header = log.phone.header(2**53 - 1, seed("last"))
    final = [b64(header), seed("final").hex()]
    yield succeeds(
        "page_with_a_stub_of_the_last_counter",
        "7",
        "trust_page",
        "the limit",
        log.given(log.page(final, head=1), heads=last),
        {
            "seq": 1,
            "told": 1,
            "heads": {log.phone.device.hex(): [2**53 - 1, seed("final").hex()]},
            "found": [seed("final").hex()],
        },
    )
    past = [b64(log.phone.header(2**53, seed("final"))), seed("past").hex()]
    yield fails(
        "page_with_a_stub_past_the_last_counter",
        "7",
        "trust_page",
        "chain-broken",
        "2^53 is no counter",
        log.given(log.page(final, past, head=2), heads=last),
    )


def changes_in_pages() -> Iterator[Named]:
    log = Log()
    a1, b1, a2, a3, *_ = log.items
    forged = a1[:-64] + SeededPhone("Cleo's phone").key.sign(a1[:-64])
    for how, items, problem in (
        ("with_an_unknown_device", (SeededPhone("Cleo's phone").write(),), "unknown-device"),
        ("of_another_account", (SeededPhone(PHONE, account=OTHER_ACCOUNT).write(),), "wrong-account"),
        ("with_a_forgery", (b1, forged), "bad-signature"),
        ("with_a_newer_version", (b"\x02" + a1[1:],), "unknown-version"),
        ("with_half_a_change", (a1[:700],), "malformed-envelope"),
        ("with_a_change_left_out", (a1, b1, a3), "chain-broken"),
        ("with_a_change_before_its_turn", (a2, a1), "chain-broken"),
        ("with_a_change_twice", (a1, a1), "chain-broken"),
        ("with_a_break_and_then_a_forgery", (a2, forged), "chain-broken"),
    ):
        why = "each change as section 4 says, in the log's order"
        yield fails(f"page_{how}", "7", "trust_page", problem, why, log.given(log.page(*items)))


def own_changes() -> Iterator[Named]:
    log = Log()
    a1, b1, a2, a3, b2, _ = log.items
    yield succeeds(
        "page_with_own_changes",
        "7",
        "trust_page",
        "each is the one that was kept",
        log.given(log.page(a1, stub(b1), a2, a3, b2), own=log.own()),
        log.gives(5, 6, [a1, b1, a2, a3, b2], phone=3, tablet=2),
    )
    another = SeededPhone(TABLET).seal(a_change([an_op(x=1)]), 1)
    for how, items, own in (
        ("another", (another,), log.own()),
        ("beyond_its_own_head", (a1, b1, a2, a3, b2), {**log.own(), "counter": 1}),
        ("it_did_not_keep", (b1,), {**log.own(), "ids": {}}),
    ):
        why = "this device never wrote it: it was restored or copied"
        given = log.given(log.page(*items), own=own)
        yield fails(f"page_with_an_own_change_{how}", "7", "trust_page", "device-copied", why, given)
    made_up = [b64(another[:HEADER_BYTES]), seed("id").hex()]
    for how, items, own in (
        ("in_the_place_of_its_own", (made_up,), log.own()),
        ("beyond_its_own_head", (a1, b1, a2, a3, stub(b2)), {**log.own(), "counter": 1}),
        ("of_a_phone_that_never_wrote", (stub(b1),), {**log.own(), "counter": 0, "ids": {}}),
        ("and_then_what_only_a_copy_can_sign", (made_up, another), log.own()),
    ):
        why = "a stub is signed by nobody: it is no proof of a copy"
        given = log.given(log.page(*items), own=own)
        yield fails(f"page_with_a_stub_of_its_own_{how}", "7", "trust_page", "unordered-purge", why, given)
    yield fails(
        "page_with_an_own_change_that_is_forged",
        "7",
        "trust_page",
        "bad-signature",
        "what somebody else signed is no copy",
        log.given(log.page(another[:-1] + bytes([another[-1] ^ 1])), own=log.own()),
    )


def closings() -> Iterator[Named]:
    log = Log()
    a1, b1, a2, a3, b2, _ = log.items
    tablet = log.tablet.device.hex()
    yield succeeds(
        "page_up_to_a_closing",
        "7",
        "trust_page",
        "a removed device's changes stay",
        log.given(log.page(a1, b1, a2, a3, b2), closings={tablet: log.head(log.tablet, 2)}),
        log.gives(5, 6, [a1, b1, a2, a3, b2], phone=3, tablet=2),
    )
    for how, closing in (
        ("beyond_a_closing", log.head(log.tablet, 1)),
        ("of_a_device_closed_before_its_first", [0, bytes(32).hex()]),
        ("that_ends_with_another_change", [2, seed("another id").hex()]),
    ):
        why = "a removed device writes nothing more, and rewrites nothing"
        given = log.given(log.page(a1, b1, a2, a3, b2), closings={tablet: closing})
        yield fails(f"page_{how}", "7", "trust_page", "closed-device-wrote", why, given)
