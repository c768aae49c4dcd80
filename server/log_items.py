"""How changes lie in the log: a batch's items joined as a page tells them, so that a page is batches joined.

Asks no database.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from server.batches import Fresh
from server.wire import read_items, write_item
from sync.chain import ChangeId
from sync.sizes import CHANGE_ID_BYTES, HEADER_BYTES, PAGE_BYTES_MAX, PAGE_CHANGES_MAX


class Kept(NamedTuple):
    """A batch as the log holds it. seq: of the last of its changes. content: their items."""

    seq: int
    changes: int
    content: bytes


def items_of(first_seq: int, changes: Sequence[Fresh]) -> bytes:
    """The changes as items, numbered from there on."""
    return b"".join(write_item(seq, change.envelope) for seq, change in enumerate(changes, first_seq))


def on_page(batches: Iterable[Kept], after: int) -> tuple[int, list[bytes]]:
    """How many changes a page takes after this place, and their items (PROTOCOL 6.2, 13)."""
    taken, last, room = list[bytes](), after, PAGE_BYTES_MAX
    for batch in batches:
        for seq, items in pieces(batch, after, room):
            if len(items) > room:
                return last - after, taken
            taken.append(items)
            last, room = seq, room - len(items)
    return last - after, taken


def pieces(batch: Kept, after: int, room: int) -> Sequence[tuple[int, bytes]]:
    """The batch as it lies when all of it fits on the page, else each item; with the last `seq` of each."""
    begins_here, ends_here = batch.seq - batch.changes >= after, batch.seq <= after + PAGE_CHANGES_MAX
    if begins_here and ends_here and len(batch.content) <= room:
        return [(batch.seq, batch.content)]
    items = read_items(batch.content)
    return [(item[0], write_item(*item)) for item in items if after < item[0] <= after + PAGE_CHANGES_MAX]


def purged(items: bytes, ids: bytes, gone: Collection[ChangeId]) -> tuple[bytes, list[int]]:
    """The items with stubs in the place of these changes, and the bytes of each envelope that went."""
    left, sizes = list[bytes](), list[int]()
    for (seq, content, stub_id), id in zip(read_items(items), apart(ids), strict=True):
        if stub_id is None and id in gone:
            sizes.append(len(content))
            content, stub_id = content[:HEADER_BYTES], id
        left.append(write_item(seq, content, stub_id))
    return b"".join(left), sizes


def apart(ids: bytes) -> Iterator[ChangeId]:
    """Ids that were joined."""
    for start in range(0, len(ids), CHANGE_ID_BYTES):
        yield ChangeId(ids[start : start + CHANGE_ID_BYTES])
