"""Vectors of what stands inside a change (PROTOCOL 4, "Plaintext"), and of canonical JSON (PROTOCOL 5)."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import AT, ROOT, SeededPhone, a_change, an_op

ALMA = SeededPhone("Alma's phone")
TABLET = SeededPhone("Alma's tablet").device.hex()


def vectors() -> Iterator[Named]:
    for how, (why, plaintext, ops, seen) in allowed().items():
        envelope = ALMA.seal(plaintext)
        gives = {"id": sha256(envelope).hexdigest(), "device": ALMA.device.hex(), "counter": 1, "at": AT}
        yield succeeds(
            f"change_{how}",
            "4",
            "open_change",
            why,
            {"envelope": b64(envelope), "roots": {"1": ROOT.hex()}},
            {**gives, "seen": seen, "ops": ops},
        )
    for how, plaintext in {**malformed_wholes(), **malformed_ops(), **malformed_values()}.items():
        given = {
            "envelope": b64(ALMA.seal(plaintext)),
            "roots": {"1": ROOT.hex()},
            "plaintext": b64(plaintext),
        }
        yield fails(f"change_{how}", "4", "open_change", "malformed-change", how.replace("_", " "), given)
    yield from canonical()


def allowed() -> dict[str, tuple[str, bytes, Any, dict[str, int]]]:
    """What is taken: why, the plaintext, and the ops and seen that it gives."""
    long = [{"kind": "k" * 64, "id": "\u00e9" * 32, "delete": True}]
    unknown = [{"kind": "garden", "id": "1", "water": {"litres": [1, 2]}}]
    values = [an_op(a=None, b=True, c=2**53 - 1, d=-(2**53) + 1, e="", f=[], g={}, h=[[1], {"x": "y"}])]
    odd = [an_op(**{"__proto__": 1, "constructor": "c", "": "empty", "a\u0000b": "\ud83c\udf31"})]
    deep = [an_op(deep=nested(62))]
    mixed = [an_op("1"), an_op("2"), {"kind": "setting", "id": "1", "set": {"value": 4}}]
    return {
        "of_every_value": ("null, boolean, integer, string, array, object", a_change(values), values, {}),
        "of_odd_names": (
            "names are data, also those that a language keeps for itself",
            a_change(odd),
            odd,
            {},
        ),
        "nested_64_deep": ("an op, its fields, and 62 arrays", a_change(deep), deep, {}),
        "of_longest_names": ("64 bytes each; a delete", a_change(long), long, {}),
        "of_an_unknown_verb": ("kept as it is", a_change(unknown), unknown, {}),
        "of_an_empty_set": (
            "no field is named",
            a_change([an_op() | {"set": {}}]),
            [an_op() | {"set": {}}],
            {},
        ),
        "of_three_ops": ("one for each kind and id", a_change(mixed), mixed, {}),
        "with_seen": (
            "another device's counter",
            a_change(seen={TABLET: 2**53 - 1}),
            [an_op()],
            {TABLET: 2**53 - 1},
        ),
        "with_unknown_members": (
            "members beside the three are ignored",
            a_change(mood="fine"),
            [an_op()],
            {},
        ),
        "with_white_space": (
            "any JSON text",
            json.dumps(json.loads(a_change()), indent=1).encode(),
            [an_op()],
            {},
        ),
        "with_names_of_a_write": (
            "members of an op that a write has as well are kept in the op",
            a_change([an_op() | {"at": 1, "seen": 2}]),
            [an_op() | {"at": 1, "seen": 2}],
            {},
        ),
    }


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth - 1):
        value = [value]
    return value


def malformed_wholes() -> dict[str, bytes]:
    own = ALMA.device.hex()
    return {
        "empty": b"",
        "that_is_no_json": b"a quiet day",
        "that_is_no_utf8": a_change().replace(b"quiet", b"qu\xffet"),
        "with_a_byte_order_mark": b"\xef\xbb\xbf" + a_change(),
        "that_is_a_list": b"[]",
        "that_is_null": b"null",
        "with_something_after_it": a_change() + b"{}",
        "without_at": json.dumps({"seen": {}, "ops": [an_op()]}).encode(),
        "without_seen": json.dumps({"at": AT, "ops": [an_op()]}).encode(),
        "without_ops": json.dumps({"at": AT, "seen": {}}).encode(),
        "with_another_clock": a_change(at="2026-11-23T21:43:44Z"),
        "with_a_clock_of_30_february": a_change(at="2026-02-30T00:00:00.000Z-0000"),
        "with_a_number_for_a_clock": a_change(at=1795470224123),
        "with_a_list_for_seen": a_change().replace(b'"seen":{}', b'"seen":[]'),
        "that_lists_its_own_device_as_seen": a_change(seen={own: 1}),
        "with_capital_hex_in_seen": a_change(seen={TABLET.upper(): 1}),
        "with_a_short_device_in_seen": a_change(seen={TABLET[:-2]: 1}),
        "with_counter_0_in_seen": a_change(seen={TABLET: 0}),
        "with_counter_past_the_last_in_seen": a_change(seen={TABLET: 2**53}),
        "with_true_for_a_counter": a_change(seen={TABLET: True}),
        "with_text_for_a_counter": a_change(seen={TABLET: "1"}),
        "with_an_object_for_ops": a_change(ops={"kind": "entry"}),
        "without_any_op": a_change(ops=[]),
    }


def malformed_ops() -> dict[str, bytes]:
    op = an_op()
    return {
        f"whose_op_{how}": a_change(ops)
        for how, ops in {
            "is_text": ["delete"],
            "has_no_kind": [{"id": "1", "delete": True}],
            "has_no_id": [{"kind": "entry", "delete": True}],
            "has_an_empty_kind": [op | {"kind": ""}],
            "has_an_empty_id": [op | {"id": ""}],
            "has_a_kind_of_65_bytes": [op | {"kind": "k" * 65}],
            "has_an_id_of_65_bytes": [op | {"id": "\u00e9" * 32 + "e"}],
            "has_a_number_for_an_id": [op | {"id": 7}],
            "sets_and_deletes": [op | {"delete": True}],
            "sets_a_list": [op | {"set": []}],
            "sets_null": [op | {"set": None}],
            "deletes_not": [{"kind": "entry", "id": "1", "delete": False}],
            "deletes_with_1": [{"kind": "entry", "id": "1", "delete": 1}],
            "is_the_second_for_its_object": [op, {"kind": "entry", "id": op["id"], "delete": True}],
        }.items()
    }


def malformed_values() -> dict[str, bytes]:
    def spelled(value: str) -> bytes:
        return a_change([an_op(x="HERE")]).replace(b'"HERE"', value.encode())

    return {
        "with_a_fraction": spelled("1.5"),
        "with_a_fraction_of_nothing": spelled("1.0"),
        "with_an_exponent": spelled("1e2"),
        "with_infinity": spelled("Infinity"),
        "with_nan": spelled("NaN"),
        "with_an_integer_past_the_last": spelled(str(2**53)),
        "with_an_integer_before_the_first": spelled(str(-(2**53))),
        "with_an_integer_of_5000_digits": spelled("9" * 5000),
        "with_a_lone_surrogate": spelled('"\\ud83c"'),
        "with_a_lone_low_surrogate": spelled('"\\udf31 garden"'),
        "with_a_lone_surrogate_in_a_name": spelled('{"\\ud83c":1}'),
        "nested_65_deep": a_change([an_op(deep=nested(63))]),
        "nested_10000_deep": spelled("[" * 10000 + "]" * 10000),
        "with_a_trailing_comma": spelled("[1,]"),
        "with_a_leading_zero": spelled("01"),
    }


def canonical() -> Iterator[Named]:
    for how, (value, text, why) in {
        "sorted_by_utf16": (
            {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "z": 4, "\r": 5, "1": 6, "\u00f6": 7, "\u0080": 8},
            '{"\\r":5,"1":6,"z":4,"\u0080":8,"\u00f6":7,"\u20ac":3,"\U0001f600":2,"\ufb33":1}',
            "RFC 8785 3.2.3: U+1F600 stands before U+FB33, for its first unit is d83d",
        ),
        "sorted_by_prefix": (
            {"aa": 1, "a": 2, "": 3, "A": 4},
            '{"":3,"A":4,"a":2,"aa":1}',
            "the shorter first",
        ),
        "sorted_as_text": ({"10": 1, "9": 2, "2": 3}, '{"10":1,"2":3,"9":2}', "names are never numbers"),
        "inside": ([{"b": {"d": 1, "c": 2}, "a": []}], '[{"a":[],"b":{"c":2,"d":1}}]', "at every depth"),
        "escapes": (
            '"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028\u00e9',
            '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028\u00e9"',
            "RFC 8785 3.2.2.2: the two-letter escapes, small hex, and nothing else",
        ),
        "plain_values": (
            [None, True, False, 0, -7, 2**53 - 1],
            "[null,true,false,0,-7,9007199254740991]",
            "as they are",
        ),
        "proto": ({"__proto__": {"b": 1, "a": 2}}, '{"__proto__":{"a":2,"b":1}}', "a name like any other"),
    }.items():
        given = {"json": json.dumps(value)}
        yield succeeds(f"canonical_{how}", "5", "canonical", why, given, {"canonical": text})
    yield succeeds("canonical_minus_0", "5", "canonical", "-0 is 0", {"json": "[-0]"}, {"canonical": "[0]"})
