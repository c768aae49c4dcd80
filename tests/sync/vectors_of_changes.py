"""Vectors of PROTOCOL 4 and 4.1: the envelope, its chain, opening it, and the clock."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import (
    ACCOUNT,
    AT,
    OTHER_ACCOUNT,
    OTHER_ROOT,
    ROOT,
    STEPS,
    SeededPhone,
    a_change,
    an_op,
    devices_of,
    seed,
)


def vectors() -> Iterator[Named]:
    yield from paddings()
    yield from headers()
    yield from trusting()
    yield from opening()
    yield from clocks()


def paddings() -> Iterator[Named]:
    for step in STEPS:
        for size, why in ((step - 1, "the most that a step holds"), (step, "one past the step before")):
            if size == 65536:
                yield fails("padding_of_65536_bytes", "4", "padded_size", "change-too-large", "one past", {"size": size})
            else:
                following = next(padded for padded in STEPS if size < padded)
                yield succeeds(f"padding_of_{size}_bytes", "4", "padded_size", why, {"size": size}, {"padded": following})


def header_of(phone: SeededPhone, epoch: int, counter: int, previous: bytes) -> dict[str, Any]:
    own = {"account": phone.account.hex(), "device": phone.device.hex()}
    return {**own, "epoch": epoch, "counter": counter, "previous": previous.hex()}


def headers() -> Iterator[Named]:
    alma = SeededPhone("Alma's phone")
    envelope = alma.write()
    yield succeeds(
        "header_of_a_first_change", "4", "header", "bytes 0 to 76", {"envelope": b64(envelope)},
        {**header_of(alma, 1, 1, bytes(32)), "id": sha256(envelope).hexdigest()},
    )
    late = alma.seal(a_change(), counter=2**53 - 1, previous=seed("previous"), epoch=2**32 - 1)
    yield succeeds(
        "header_at_its_limits", "4", "header", "the last epoch and the last counter", {"envelope": b64(late)},
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

    heads = {alma.device.hex(): [3, sha256(three).hexdigest()], tablet.device.hex(): [1, tablet.previous.hex()]}
    yield succeeds(
        "chain_of_two_devices", "4", "trust", "each device has a chain of its own",
        given(one, two, first_of_tablet, three), {"heads": heads},
    )
    held = {alma.device.hex(): [2, sha256(two).hexdigest()]}
    yield succeeds(
        "chain_goes_on_from_its_head", "4", "trust", "what is known need not be read again",
        given(three, heads=held), {"heads": {alma.device.hex(): heads[alma.device.hex()]}},
    )
    for how, envelopes in {
        "with_a_gap": (one, three),
        "with_a_repeat": (one, one),
        "out_of_order": (one, three, two),
        "without_its_beginning": (two,),
        "with_another_previous": (one, alma.seal(a_change(), 2, seed("elsewhere"))),
        "whose_first_names_a_previous": (alma.seal(a_change(), 1, seed("elsewhere")),),
        "with_counter_0": (alma.seal(a_change(), 0),),
        "with_a_fork": (one, two, alma.seal(a_change([an_op(note={"text": "Another."})]), 2, sha256(one).digest())),
    }.items():
        why = "counter and previous must follow the device's head"
        yield fails(f"chain_{how}", "4", "trust", "chain-broken", why, given(*envelopes))
    last = {alma.device.hex(): [2**53 - 1, seed("last").hex()]}
    yield fails(
        "chain_past_the_last_counter", "4", "trust", "chain-broken", "2^53 is no counter",
        given(alma.seal(a_change(), 2**53, seed("last")), heads=last),
    )
    before = {alma.device.hex(): [2**53 - 2, seed("last").hex()]}
    final = alma.seal(a_change(), 2**53 - 1, seed("last"))
    yield succeeds(
        "chain_to_the_last_counter", "4", "trust", "the limit", given(final, heads=before),
        {"heads": {alma.device.hex(): [2**53 - 1, sha256(final).hexdigest()]}},
    )
    yield from lies(one, given)


def lies(one: bytes, given: Any) -> Iterator[Named]:
    alma, cleo = SeededPhone("Alma's phone"), SeededPhone("Cleo's phone")
    stranger = SeededPhone("Alma's phone", account=OTHER_ACCOUNT).write()
    yield fails("envelope_of_another_account", "4", "trust", "wrong-account", "replayed", given(stranger))
    yield fails("envelope_of_unknown_device", "4", "trust", "unknown-device", "let in by nobody", given(cleo.write()))
    forged = one[:-64] + cleo.key.sign(one[:-64])
    yield fails("envelope_signed_by_another", "4", "trust", "bad-signature", "not the device's key", given(forged))
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
    yield fails("envelope_wrong_in_all", "4", "trust", "wrong-account", "account comes first", given(wrong_in_all))
    bent = alma.seal(a_change(), counter=9)[:-1] + b"\0"
    yield fails("envelope_bent_and_out_of_place", "4", "trust", "bad-signature", "before the chain", given(bent))


def opening() -> Iterator[Named]:
    alma = SeededPhone("Alma's phone")
    tablet = SeededPhone("Alma's tablet").device.hex()
    ops = [an_op(day="2026-11-23", zone="Europe/London", note={"text": "Caf\u00e9, \U0001f331 and \u2028."})]
    plaintext = a_change(ops, seen={tablet: 7})
    sealed = alma.seal(plaintext, counter=3, previous=seed("previous"))
    roots = {"1": ROOT.hex()}

    def given(envelope: bytes, **more: object) -> dict[str, Any]:
        return {"envelope": b64(envelope), "roots": roots, **more}

    def gives(envelope: bytes, counter: int, ops: object, seen: object) -> dict[str, Any]:
        own = {"id": sha256(envelope).hexdigest(), "device": alma.device.hex(), "counter": counter}
        return {**own, "at": AT, "seen": seen, "ops": ops}

    yield succeeds(
        "envelope_opened", "4", "open_change", "sealed with pyhpke, a third implementation",
        given(sealed), gives(sealed, 3, ops, {tablet: 7}),
    )
    older = alma.seal(plaintext, epoch=1)
    yield succeeds(
        "envelope_of_an_older_epoch", "4", "open_change", "the header says whose root it needs",
        given(older, roots={"1": ROOT.hex(), "2": OTHER_ROOT.hex()}), gives(older, 1, ops, {tablet: 7}),
    )
    for step in (1024, 2048, 65536):
        wide = [an_op(note={"text": ""})]
        wide[0]["set"] = {"note": {"text": "a" * (step - 1 - len(a_change(wide)))}}
        full = alma.seal(a_change(wide))
        assert len(full) == step + 189
        why = "a plaintext that leaves room for one byte of padding only"
        yield succeeds(f"envelope_filled_to_{step}", "4", "open_change", why, given(full), gives(full, 1, wide, {}))
    yield from not_opening(alma, plaintext, sealed, given)


def not_opening(alma: SeededPhone, plaintext: bytes, sealed: bytes, given: Any) -> Iterator[Named]:
    for how, roots in {"later": {"2": ROOT.hex()}, "no": {}}.items():
        why = "sealed under epoch 1, which is not held"
        yield fails(f"envelope_with_{how}_root", "4", "open_change", "unknown-epoch", why, given(sealed, roots=roots))
    other = SeededPhone("Alma's phone", root=OTHER_ROOT).seal(plaintext)
    yield fails("envelope_sealed_to_another_vault", "4", "open_change", "cannot-open", "not our root", given(other))
    elsewhere = alma.seal(plaintext, counter=4)
    moved = alma.sign(sealed[:77] + elsewhere[77:-64])
    yield fails(
        "envelope_moved_in_its_chain", "4", "open_change", "cannot-open",
        "the header is bound by `info`, even when the device signs anew", given(moved),
    )
    label = alma.seal(plaintext, label=b"plumbline/2 change")
    yield fails("envelope_with_another_label", "4", "open_change", "cannot-open", "`info` has our label", given(label))
    low = alma.sign(sealed[:77] + bytes(32) + sealed[109:-64])
    yield fails("envelope_with_enc_of_low_order", "4", "open_change", "cannot-open", "RFC 7748 6.1", given(low))
    for how, padded in {
        "none": (plaintext + b" " * 1024)[:1024],
        "only_zeros": bytes(1024),
        "ended_by_another_byte": (plaintext + b"\x81").ljust(1024, b"\0"),
        "followed_by_a_byte": (plaintext + b"\x80").ljust(1023, b"\0") + b"\x01",
    }.items():
        bad = alma.seal(b"", padded=padded)
        yield fails(f"padding_{how}", "4", "open_change", "malformed-change", "0x80, then zeros", given(bad))


def clocks() -> Iterator[Named]:
    later = "2026-11-23T21:43:44.124Z-0000"
    now_ms = 1795470224123
    for how, last, now, at in (
        ("goes_with_the_time", AT, now_ms + 1, later),
        ("stays_when_the_time_stays", AT, now_ms, "2026-11-23T21:43:44.123Z-0001"),
        ("stays_when_the_time_steps_back", "2026-11-23T21:43:44.123Z-00ff", 0, "2026-11-23T21:43:44.123Z-0100"),
        ("carries_a_full_count", "2026-11-23T21:43:44.123Z-ffff", 0, later),
        ("carries_into_the_year", "2026-12-31T23:59:59.999Z-ffff", 0, "2027-01-01T00:00:00.000Z-0000"),
        ("leaves_the_count_behind", "2026-11-23T21:43:44.123Z-ffff", now_ms + 1, later),
        ("reaches_the_last_year", AT, 253402300799999, "9999-12-31T23:59:59.999Z-0000"),
        ("counts_in_the_last_millisecond", "9999-12-31T23:59:59.999Z-fffe", 0, "9999-12-31T23:59:59.999Z-ffff"),
    ):
        why = "later than the last, and not before the time"
        yield succeeds(f"clock_{how}", "4.1", "hlc_tick", why, {"last": last, "now_ms": now}, {"at": at})
    yield fails(
        "clock_past_its_end", "4.1", "hlc_tick", "malformed-change", "there is no year 10000",
        {"last": "9999-12-31T23:59:59.999Z-ffff", "now_ms": 0},
    )
    yield fails(
        "clock_of_year_10000", "4.1", "hlc_tick", "malformed-change", "there is no year 10000",
        {"last": AT, "now_ms": 253402300800000},
    )
    for how, other, at in (("later", later, later), ("earlier", "2020-02-29T00:00:00.000Z-ffff", AT), ("same", AT, AT)):
        yield succeeds(f"clock_meets_{how}", "4.1", "hlc_meet", "the later", {"last": AT, "other": other}, {"at": at})
    for how, text, time_ms, count in (
        ("", "2026-11-23T21:43:44.123Z-00ab", now_ms, 0xAB),
        ("_of_a_leap_day", "2024-02-29T00:00:00.000Z-0000", 1709164800000, 0),
        ("_at_the_first", "1970-01-01T00:00:00.000Z-0000", 0, 0),
        ("_at_the_last", "9999-12-31T23:59:59.999Z-ffff", 253402300799999, 0xFFFF),
    ):
        gives = {"time_ms": time_ms, "count": count}
        yield succeeds(f"clock_read{how}", "4.1", "hlc_parse", "milliseconds and count", {"at": text}, gives)
    for how, text in {
        "of_30_february": "2026-02-30T00:00:00.000Z-0000",
        "of_no_leap_day": "2023-02-29T00:00:00.000Z-0000",
        "at_24_hours": "2026-11-23T24:00:00.000Z-0000",
        "at_a_leap_second": "2016-12-31T23:59:60.000Z-0000",
        "before_1970": "1969-12-31T23:59:59.999Z-0000",
        "without_milliseconds": "2026-11-23T21:43:44Z-0000",
        "with_microseconds": "2026-11-23T21:43:44.123456Z-0000",
        "with_an_offset": "2026-11-23T21:43:44.123+00:00-0000",
        "with_capital_digits": "2026-11-23T21:43:44.123Z-00AB",
        "with_three_digits": "2026-11-23T21:43:44.123Z-000",
        "with_five_digits": "2026-11-23T21:43:44.123Z-00000",
        "with_a_newline": "2026-11-23T21:43:44.123Z-0000\n",
        "with_arabic_digits": "\u0662\u0660\u0662\u0666-11-23T21:43:44.123Z-0000",
        "with_a_small_t": "2026-11-23t21:43:44.123z-0000",
        "empty": "",
    }.items():
        yield fails(f"clock_{how}", "4.1", "hlc_parse", "malformed-change", "one form only", {"at": text})
