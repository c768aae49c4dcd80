"""Vectors of PROTOCOL 4, up to the chain: what may be believed before anything is opened."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import (
    ACCOUNT,
    OTHER_ACCOUNT,
    SeededPhone,
    a_change,
    an_op,
    devices_of,
    seed,
)


def vectors() -> Iterator[Named]:
    yield from headers()
    yield from trusting()


def header_of(phone: SeededPhone, epoch: int, counter: int, previous: bytes) -> dict[str, Any]:
    own = {"account": phone.account.hex(), "device": phone.device.hex()}
    return {**own, "epoch": epoch, "counter": counter, "previous": previous.hex()}


def headers() -> Iterator[Named]:
    alma = SeededPhone("Alma's phone")
    envelope = alma.write()
    yield succeeds(
        "header_of_a_first_change",
        "4",
        "header",
        "bytes 0 to 76",
        {"envelope": b64(envelope)},
        {**header_of(alma, 1, 1, bytes(32)), "id": sha256(envelope).hexdigest()},
    )
    late = alma.seal(a_change(), counter=2**53 - 1, previous=seed("previous"), epoch=2**32 - 1)
    yield succeeds(
        "header_at_its_limits",
        "4",
        "header",
        "the last epoch and the last counter",
        {"envelope": b64(late)},
        {**header_of(alma, 2**32 - 1, 2**53 - 1, seed("previous")), "id": sha256(late).hexdigest()},
    )
    for how, content, problem in (
        ("empty", b"", "malformed-envelope"),
        ("of_one_byte", b"\x01", "malformed-envelope"),
        ("of_version_0", b"\x00" + envelope[1:], "unknown-version"),
        ("of_version_2", b"\x02" + envelope[1:], "unknown-version"),
        ("of_version_2_and_another_size", b"\x02" + bytes(700), "unknown-version"),
        ("one_byte_short", envelope[:-1], "malformed-envelope"),
        ("one_byte_long", envelope + b"\0", "malformed-envelope"),
    ):
        why = "the version is looked at first, then the size"
        yield fails(f"envelope_{how}", "4", "header", problem, why, {"envelope": b64(content)})


def trusting() -> Iterator[Named]:
    alma, tablet = SeededPhone("Alma's phone"), SeededPhone("Alma's tablet")
    one, two, three = alma.write(), alma.write(), alma.write()
    first_of_tablet = tablet.write(a_change(seen={alma.device.hex(): 2}))
    known = {"account": ACCOUNT.hex(), "devices": devices_of(alma, tablet), "heads": {}}

    def given(*envelopes: bytes, **more: object) -> dict[str, Any]:
        return {**known, **more, "envelopes": [b64(envelope) for envelope in envelopes]}

    heads = {
        alma.device.hex(): [3, sha256(three).hexdigest()],
        tablet.device.hex(): [1, tablet.previous.hex()],
    }
    yield succeeds(
        "chain_of_two_devices",
        "4",
        "trust",
        "each device has a chain of its own",
        given(one, two, first_of_tablet, three),
        {"heads": heads},
    )
    held = {alma.device.hex(): [2, sha256(two).hexdigest()]}
    yield succeeds(
        "chain_goes_on_from_its_head",
        "4",
        "trust",
        "what is known need not be read again",
        given(three, heads=held),
        {"heads": {alma.device.hex(): heads[alma.device.hex()]}},
    )
    for how, envelopes in {
        "with_a_gap": (one, three),
        "with_a_repeat": (one, one),
        "out_of_order": (one, three, two),
        "without_its_beginning": (two,),
        "with_another_previous": (one, alma.seal(a_change(), 2, seed("elsewhere"))),
        "whose_first_names_a_previous": (alma.seal(a_change(), 1, seed("elsewhere")),),
        "with_counter_0": (alma.seal(a_change(), 0),),
        "with_a_fork": (
            one,
            two,
            alma.seal(a_change([an_op(note={"text": "Another."})]), 2, sha256(one).digest()),
        ),
    }.items():
        why = "counter and previous must follow the device's head"
        yield fails(f"chain_{how}", "4", "trust", "chain-broken", why, given(*envelopes))
    yield from last_counters(alma, given)
    yield from lies(one, given)


def last_counters(alma: SeededPhone, given: Any) -> Iterator[Named]:
    last = {alma.device.hex(): [2**53 - 1, seed("last").hex()]}
    yield fails(
        "chain_past_the_last_counter",
        "4",
        "trust",
        "chain-broken",
        "2^53 is no counter",
        given(alma.seal(a_change(), 2**53, seed("last")), heads=last),
    )
    before = {alma.device.hex(): [2**53 - 2, seed("last").hex()]}
    final = alma.seal(a_change(), 2**53 - 1, seed("last"))
    yield succeeds(
        "chain_to_the_last_counter",
        "4",
        "trust",
        "the limit",
        given(final, heads=before),
        {"heads": {alma.device.hex(): [2**53 - 1, sha256(final).hexdigest()]}},
    )


def lies(one: bytes, given: Any) -> Iterator[Named]:
    alma, cleo = SeededPhone("Alma's phone"), SeededPhone("Cleo's phone")
    stranger = SeededPhone("Alma's phone", account=OTHER_ACCOUNT).write()
    yield fails("envelope_of_another_account", "4", "trust", "wrong-account", "replayed", given(stranger))
    yield fails(
        "envelope_of_unknown_device", "4", "trust", "unknown-device", "let in by nobody", given(cleo.write())
    )
    forged = one[:-64] + cleo.key.sign(one[:-64])
    yield fails(
        "envelope_signed_by_another", "4", "trust", "bad-signature", "not the device's key", given(forged)
    )
    for how, at, problem in (
        ("version", 0, "unknown-version"),
        ("account", 1, "wrong-account"),
        ("device", 17, "unknown-device"),
        ("epoch", 36, "bad-signature"),
        ("header", 44, "bad-signature"),
        ("previous", 45, "bad-signature"),
        ("enc", 77, "bad-signature"),
        ("ciphertext", 500, "bad-signature"),
        ("signature", len(one) - 1, "bad-signature"),
    ):
        flipped = one[:at] + bytes([one[at] ^ 4]) + one[at + 1 :]
        why = "the first check that fails is the problem"
        yield fails(f"envelope_bit_flipped_in_{how}", "4", "trust", problem, why, given(flipped))
    wrong_in_all = SeededPhone("Cleo's phone", account=OTHER_ACCOUNT).seal(a_change(), counter=9)
    yield fails(
        "envelope_wrong_in_all", "4", "trust", "wrong-account", "account comes first", given(wrong_in_all)
    )
    bent = alma.seal(a_change(), counter=9)[:-1] + b"\0"
    yield fails(
        "envelope_bent_and_out_of_place", "4", "trust", "bad-signature", "before the chain", given(bent)
    )
