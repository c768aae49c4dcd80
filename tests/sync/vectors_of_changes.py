"""Vectors of PROTOCOL 4 and 4.1: the envelope, its chain, opening it, and the clock."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import (
    AT,
    OTHER_ROOT,
    ROOT,
    STEPS,
    SeededPhone,
    a_change,
    an_op,
    seed,
)


def vectors() -> Iterator[Named]:
    yield from paddings()
    yield from opening()


def paddings() -> Iterator[Named]:
    for step in STEPS:
        for size, why in ((step - 1, "the most that a step holds"), (step, "one past the step before")):
            if size == 65536:
                yield fails(
                    "padding_of_65536_bytes",
                    "4",
                    "padded_size",
                    "change-too-large",
                    "one past",
                    {"size": size},
                )
            else:
                following = next(padded for padded in STEPS if size < padded)
                yield succeeds(
                    f"padding_of_{size}_bytes", "4", "padded_size", why, {"size": size}, {"padded": following}
                )


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
        "envelope_opened",
        "4",
        "open_change",
        "sealed with pyhpke, a third implementation",
        given(sealed),
        gives(sealed, 3, ops, {tablet: 7}),
    )
    older = alma.seal(plaintext, epoch=1)
    yield succeeds(
        "envelope_of_an_older_epoch",
        "4",
        "open_change",
        "the header says whose root it needs",
        given(older, roots={"1": ROOT.hex(), "2": OTHER_ROOT.hex()}),
        gives(older, 1, ops, {tablet: 7}),
    )
    for step in (1024, 2048, 65536):
        wide = [an_op(note={"text": ""})]
        wide[0]["set"] = {"note": {"text": "a" * (step - 1 - len(a_change(wide)))}}
        full = alma.seal(a_change(wide))
        assert len(full) == step + 189
        why = "a plaintext that leaves room for one byte of padding only"
        yield succeeds(
            f"envelope_filled_to_{step}", "4", "open_change", why, given(full), gives(full, 1, wide, {})
        )
    yield from not_opening(alma, plaintext, sealed, given)


def not_opening(alma: SeededPhone, plaintext: bytes, sealed: bytes, given: Any) -> Iterator[Named]:
    for how, roots in {"later": {"2": ROOT.hex()}, "no": {}}.items():
        why = "sealed under epoch 1, which is not held"
        yield fails(
            f"envelope_with_{how}_root", "4", "open_change", "unknown-epoch", why, given(sealed, roots=roots)
        )
    other = SeededPhone("Alma's phone", root=OTHER_ROOT).seal(plaintext)
    yield fails(
        "envelope_sealed_to_another_vault", "4", "open_change", "cannot-open", "not our root", given(other)
    )
    elsewhere = alma.seal(plaintext, counter=4)
    moved = alma.sign(sealed[:77] + elsewhere[77:-64])
    yield fails(
        "envelope_moved_in_its_chain",
        "4",
        "open_change",
        "cannot-open",
        "the header is bound by `info`, even when the device signs anew",
        given(moved),
    )
    label = alma.seal(plaintext, label=b"plumbline/2 change")
    yield fails(
        "envelope_with_another_label", "4", "open_change", "cannot-open", "`info` has our label", given(label)
    )
    low = alma.sign(sealed[:77] + bytes(32) + sealed[109:-64])
    yield fails(
        "envelope_with_enc_of_low_order", "4", "open_change", "cannot-open", "RFC 7748 6.1", given(low)
    )
    for how, padded in {
        "none": (plaintext + b" " * 1024)[:1024],
        "only_zeros": bytes(1024),
        "ended_by_another_byte": (plaintext + b"\x81").ljust(1024, b"\0"),
        "followed_by_a_byte": (plaintext + b"\x80").ljust(1023, b"\0") + b"\x01",
    }.items():
        bad = alma.seal(b"", padded=padded)
        yield fails(f"padding_{how}", "4", "open_change", "malformed-change", "0x80, then zeros", given(bad))
