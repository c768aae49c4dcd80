"""What a page takes of the batches that lie in the log: at each limit and one past it (PROTOCOL 6.2, 13)."""

from collections.abc import Sequence

from server.log_items import Kept, on_page
from server.wire import write_item
from sync.sizes import PAGE_BYTES_MAX, PAGE_CHANGES_MAX


def a_batch(first_seq: int, sizes: Sequence[int]) -> Kept:
    """A batch whose items have so many bytes."""
    items = [an_item(seq, size) for seq, size in enumerate(sizes, first_seq)]
    assert [len(item) for item in items] == list(sizes)
    return Kept(first_seq + len(sizes) - 1, len(sizes), b"".join(items))


def an_item(seq: int, size: int) -> bytes:
    heads = len(write_item(seq, bytes(size))) - size
    return write_item(seq, bytes(size - heads))


def test_a_page_takes_4_mib_and_no_byte_more() -> None:
    quarters = [PAGE_BYTES_MAX // 4] * 4
    one_past = [*quarters[:3], quarters[3] + 1]

    at_it = on_page([a_batch(1, quarters[:2]), a_batch(3, quarters[2:])], 0)
    past_it = on_page([a_batch(1, one_past[:2]), a_batch(3, one_past[2:])], 0)

    assert at_it[0] == 4
    assert len(b"".join(at_it[1])) == PAGE_BYTES_MAX
    assert past_it[0] == 3


def test_what_was_read_before_takes_no_room() -> None:
    batch = a_batch(1, [PAGE_BYTES_MAX, PAGE_BYTES_MAX])

    assert on_page([batch], 0)[0] == 1
    assert on_page([batch], 1)[0] == 1
    assert on_page([batch], 2) == (0, [])


def test_a_page_takes_1000_changes_of_longer_batches() -> None:
    batches = [a_batch(first, [70_000 // 20] * 90) for first in range(1, 1200, 90)]

    count, items = on_page(batches, 45)

    assert count == PAGE_CHANGES_MAX
    assert b"".join(items) == b"".join(batch.content for batch in batches)[45 * 3500 : 1045 * 3500]
