"""A purge names what is to be gone, up to a thousand changes."""

import pytest

from sync import hlc
from sync.checks import Purged
from sync.envelope import padded_size
from sync.purges import purge_op, purged_by
from sync.sizes import INTEGER_MAX, PURGE_CHANGES, PURGE_CHANGES_MAX
from sync.values import JsonValue, canonical

pytestmark = pytest.mark.promise(3)
ID = "019ab1c2-0000-7000-8000-000000000001"
MAC = bytes(32)


def changes(count: int) -> list[Purged]:
    return [("a0" * 16, counter, "ab" * 32) for counter in range(1, count + 1)]


def test_a_purge_reads_back_as_it_was_written() -> None:
    op = purge_op(ID, changes(3), MAC)

    assert (op["kind"], op["id"]) == ("purge", ID)
    assert purged_by(op) == changes(3)


def test_a_purge_names_1000_changes_at_most() -> None:
    assert purged_by(purge_op(ID, changes(PURGE_CHANGES_MAX), MAC)) == changes(1000)
    assert purged_by(purge_op(ID, changes(PURGE_CHANGES_MAX + 1), MAC)) == []


def test_what_we_purge_at_once_fits_one_change() -> None:
    longest = [(device, INTEGER_MAX - counter, id) for device, counter, id in changes(PURGE_CHANGES)]
    seen: dict[str, JsonValue] = {f"{place:032x}": INTEGER_MAX for place in range(32)}
    content: JsonValue = {"at": hlc.ZERO, "seen": seen, "ops": [purge_op(ID, longest, MAC)]}

    assert padded_size(len(canonical(content))) == 65_536
