"""CBOR for the two bulk endpoints (PROTOCOL 6; RFC 8949, deterministic): bounded before it is parsed.

Not a library's decoder: one that builds whatever a body asks for makes 300 MB of 4 MiB of empty lists. Here
the shape is known, and nothing is made before its bytes are seen to be there.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from struct import Struct

from server.problems import BadRequest, MalformedBody, TooLarge
from sync.sizes import BATCH_BYTES_MAX, BATCH_ENVELOPES_MAX

MEDIA_TYPE = "application/cbor"
# A full batch and what CBOR writes around it: 14 bytes, and at most 5 for each envelope.
BODY_BYTES_MAX = BATCH_BYTES_MAX + 14 + 5 * BATCH_ENVELOPES_MAX
NUMBER, BYTES, TEXT, ARRAY, MAP, TAG = 0, 2, 3, 4, 5, 6
# The least number that each width of argument may hold: a smaller one has a shorter form.
LEAST = {1: 24, 2: 2**8, 4: 2**16, 8: 2**32}
ONE, TWO, FOUR, EIGHT = (Struct(form) for form in (">BB", ">BH", ">BI", ">BQ"))

Item = tuple[int, bytes, bytes | None]  # seq; the envelope, and None; or, of a stub, its header and id


def read_batch(body: bytes) -> list[bytes]:
    """The envelopes of `{"envelopes": [bytes, …]}`.

    The first byte that does not belong decides: BadRequest when it is not deterministic CBOR, MalformedBody
    when it is, but of another shape. TooLarge for more bytes than a batch may hold.
    """
    members, at = read_head(body, 0, MAP)
    name, at = read_string(body, at, TEXT) if members == 1 else (b"", at)
    if name != b"envelopes":
        raise MalformedBody(errors={"envelopes": ["This alone is asked for."]})
    count, at = read_head(body, at, ARRAY)
    if not 1 <= count <= BATCH_ENVELOPES_MAX:
        raise MalformedBody(errors={"envelopes": [f"There are 1 to {BATCH_ENVELOPES_MAX}."]})
    envelopes = []
    for _ in range(count):
        envelope, at = read_string(body, at, BYTES)
        envelopes.append(envelope)
    if at != len(body):
        raise BadRequest("Something follows the body's end.")
    if sum(map(len, envelopes)) > BATCH_BYTES_MAX:
        raise TooLarge
    return envelopes


def read_string(body: bytes, at: int, kind: int) -> tuple[bytes, int]:
    """The bytes or the text's UTF-8 at `at`, and where the next item begins."""
    length, start = read_head(body, at, kind)
    if length > len(body) - start:
        raise BadRequest("The body is cut short.")
    return body[start : start + length], start + length


def read_head(body: bytes, at: int, kind: int) -> tuple[int, int]:
    """The number that the item at `at` begins with, and where its content begins."""
    first = body[at : at + 1] or b"\xff"
    found, short = first[0] >> 5, first[0] & 31
    if short > 27 or found == TAG:
        raise BadRequest("This is not CBOR of definite lengths without tags.")
    if found != kind:
        raise MalformedBody(errors={"envelopes": ["These are byte strings in a list."]})
    if short < 24:
        return short, at + 1
    start = at + 1 + (1 << short - 24)
    number = int.from_bytes(body[at + 1 : start], "big")
    if start > len(body) or number < LEAST[start - at - 1]:
        raise BadRequest("A length is cut short, or not in its shortest form.")
    return number, start


def read_items(items: bytes) -> Iterator[Item]:
    """Items of a page that stand one after the other, as `write_item` wrote them."""
    at = 0
    while at < len(items):
        members, at = read_head(items, at, ARRAY)
        seq, at = read_head(items, at, NUMBER)
        content, at = read_string(items, at, BYTES)
        stub_id, at = read_string(items, at, BYTES) if members == 3 else (None, at)
        yield seq, content, stub_id


def write_item(seq: int, content: bytes, stub_id: bytes | None = None) -> bytes:
    """An item of a page (PROTOCOL 6.2)."""
    if stub_id is None:
        return b"".join((b"\x82", write_head(NUMBER, seq), bytes_head(len(content)), content))
    return b"".join(
        (
            b"\x83",
            write_head(NUMBER, seq),
            bytes_head(len(content)),
            content,
            bytes_head(len(stub_id)),
            stub_id,
        )
    )


def write_page(head: int, vault: int, count: int, items: Iterable[bytes]) -> bytes:
    """`{"head", "vault", "changes": [item, …]}` of so many items, which are written already."""
    members = (
        b"\xa3\x64head", write_head(NUMBER, head), b"\x65vault", write_head(NUMBER, vault),
        b"\x67changes", write_head(ARRAY, count),
    )  # fmt: skip
    return b"".join((*members, *items))


def write_head(kind: int, number: int) -> bytes:
    """The shortest head for this number."""
    first = kind << 5
    if number < LEAST[1]:
        return bytes((first | number,))
    if number < LEAST[2]:
        return ONE.pack(first | 24, number)
    if number < LEAST[4]:
        return TWO.pack(first | 25, number)
    if number < LEAST[8]:
        return FOUR.pack(first | 26, number)
    return EIGHT.pack(first | 27, number)


@lru_cache(maxsize=16)
def bytes_head(length: int) -> bytes:
    """The head of a byte string; those of the log have one of nine lengths."""
    return write_head(BYTES, length)
