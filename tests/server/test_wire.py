"""The bulk bodies: read only in their one form, refused before anything is made of them (PROTOCOL 6)."""

import resource
import struct
from typing import Any

import cbor2
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from server import wire
from server.problems import BadRequest, MalformedBody, TooLarge
from sync.sizes import BATCH_BYTES_MAX
from tests.server.people import problem
from tests.server.phones import a_phone, log_of

LONG = struct.pack(">Q", 2**62)
NO_CBOR = {
    "nothing": b"",
    "cut after the map": b"\xa1",
    "cut in the name": cbor2.dumps({"envelopes": [b"x"]})[:6],
    "cut in a length": b"\xa1\x69envelopes\x81\x59\x04",
    "cut in an envelope": cbor2.dumps({"envelopes": [bytes(1213)]})[:-1],
    "cut before the last envelope": cbor2.dumps({"envelopes": [b"x", b"y"]})[:-2],
    "something after it": cbor2.dumps({"envelopes": [b"x"]}) + b"\0",
    "a map without end": b"\xbf\x69envelopes\x81\x41x\xff",
    "a list without end": b"\xa1\x69envelopes\x9f\x41x\xff",
    "an envelope without end": b"\xa1\x69envelopes\x81\x5f\x41x\xff",
    "a name without end": b"\xa1\x7f\x69envelopes\xff\x81\x41x",
    "a long form of a short length": b"\xa1\x69envelopes\x81\x58\x01x",
    "a long form of a short list": b"\xa1\x69envelopes\x98\x01\x41x",
    "a tag": b"\xa1\x69envelopes\x81\xc0\x41x",
    "a reserved length": b"\xa1\x69envelopes\x81\x5c\x41x",
    "an envelope of 4 EiB": b"\xa1\x69envelopes\x81\x5b" + LONG + b"x",
    "a name of 4 EiB": b"\xa1\x7b" + LONG + b"x",
}
OTHER_FORM: dict[str, Any] = {
    "a number": 1,
    "a list": [],
    "an empty map": {},
    "another name": {"changes": [b"x"]},
    "one name more": {"envelopes": [b"x"], "more": 1},
    "no list": {"envelopes": b"x"},
    "an empty list": {"envelopes": []},
    "a text in it": {"envelopes": ["x"]},
    "a list in it": {"envelopes": [[]]},
    "a hundred and one": {"envelopes": [b""] * 101},
    "bytes for a name": {b"envelopes": [b"x"]},
}


@pytest.mark.parametrize("body", NO_CBOR.values(), ids=NO_CBOR)
def test_what_is_not_strict_cbor_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        wire.read_batch(body)


@pytest.mark.parametrize("shape", OTHER_FORM.values(), ids=OTHER_FORM)
def test_cbor_of_another_form_is_refused(shape: Any) -> None:
    with pytest.raises(MalformedBody):
        wire.read_batch(cbor2.dumps(shape))


@given(some.lists(some.binary(max_size=300), min_size=1, max_size=100))
def test_a_batch_is_read_as_it_was_written(envelopes: list[bytes]) -> None:
    assert wire.read_batch(cbor2.dumps({"envelopes": envelopes}, canonical=True)) == envelopes


@given(some.binary(max_size=60))
def test_no_bytes_at_all_make_reading_fall(body: bytes) -> None:
    try:
        wire.read_batch(b"\xa1\x69envelopes" + body)
    except (BadRequest, MalformedBody):
        return
    assert cbor2.loads(b"\xa1\x69envelopes" + body)


NUMBER = some.integers(0, 2**53 - 1)
ITEM = some.tuples(NUMBER, some.binary(), some.none() | some.binary())


@given(NUMBER, NUMBER, some.lists(ITEM))
def test_a_page_is_written_as_any_reader_reads_it(head: int, vault: int, items: list[Any]) -> None:
    written = wire.write_page(head, vault, len(items), [wire.write_item(*item) for item in items])

    page = {
        "head": head,
        "vault": vault,
        "changes": [[one for one in item if one is not None] for item in items],
    }
    assert cbor2.loads(written) == page
    assert cbor2.dumps(page, canonical=True) == written


@given(some.lists(ITEM))
def test_items_that_were_joined_come_apart_again(items: list[Any]) -> None:
    assert list(wire.read_items(b"".join(wire.write_item(*item) for item in items))) == items


@pytest.mark.parametrize("bytes_at_once", [23, 24, 255, 256, 65_535, 65_536])
def test_a_length_has_its_shortest_form(bytes_at_once: int) -> None:
    envelope = bytes(bytes_at_once)

    assert cbor2.loads(wire.write_item(1, envelope)) == [1, envelope]
    assert wire.read_batch(cbor2.dumps({"envelopes": [envelope]})) == [envelope]


def test_a_batch_of_1_mib_is_read_and_no_byte_more() -> None:
    at_it = [bytes(BATCH_BYTES_MAX - 1), b"x"]

    assert wire.read_batch(cbor2.dumps({"envelopes": at_it})) == at_it
    with pytest.raises(TooLarge):
        wire.read_batch(cbor2.dumps({"envelopes": [*at_it, b"x"]}))


def test_a_bomb_is_refused_before_anything_is_made() -> None:
    count = wire.BODY_BYTES_MAX - 20
    of_lists = b"\xa1\x69envelopes\x9a" + struct.pack(">I", count) + b"\x80" * count
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for bomb in (of_lists, b"\x81" * count, NO_CBOR["an envelope of 4 EiB"], b"\xbb" + LONG):
        with pytest.raises((BadRequest, MalformedBody)):
            wire.read_batch(bomb)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 4096


def test_a_body_that_cannot_be_read_changes_nothing(app: Flask) -> None:
    alma = a_phone(app)
    changes = alma.writes(1)
    alma.pushes(changes)

    for wrong, body in NO_CBOR.items():
        assert problem(alma.sends(body)) == (400, "bad-request"), wrong
    for wrong, shape in OTHER_FORM.items():
        assert problem(alma.sends(cbor2.dumps(shape))) == (422, "malformed-body"), wrong
    assert log_of(app, alma.account) == [(1, changes[0])]


def test_another_media_type_is_not_read(app: Flask) -> None:
    alma = a_phone(app)
    body = cbor2.dumps({"envelopes": alma.writes(1)})

    for content_type in ("", "application/json", "application/octet-stream", "text/cbor"):
        assert problem(alma.sends(body, content_type)) == (415, "unsupported-media-type")
    assert log_of(app, alma.account) == []
