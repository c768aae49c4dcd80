"""The numbers of the wire agree with each other and with PROTOCOL, and each limit is tried on both sides."""

import json
import re
from pathlib import Path

import pytest

from sync import sizes

ROOM = Path(sizes.__file__).parent
PROTOCOL = (ROOM / "PROTOCOL.md").read_text()

# Where each limit is tried: the vector at it and the vector one past it, or the test that does both.
TRIED = {
    "PASSPHRASE_BYTES_MAX": ("passphrase_of_1024_bytes", "passphrase_of_1025_bytes"),
    "MEMORY_KIB_MAX": ("argon2_cost_most_memory", "argon2_cost_too_much_memory"),
    "PASSES_MAX": ("argon2_cost_most_passes", "argon2_cost_too_many_passes"),
    "LANES_MAX": ("argon2_cost_most_lanes", "argon2_cost_too_many_lanes"),
    "PLAINTEXT_BYTES_MAX": "test_a_plaintext_of_65535_bytes_is_the_most",
    "EPOCH_MAX": "test_the_last_epoch_is_read_and_none_after_it",
    "INTEGER_MAX": ("chain_to_the_last_counter", "chain_past_the_last_counter"),
    "NAME_BYTES_MAX": ("change_of_longest_names", "change_whose_op_has_an_id_of_65_bytes"),
    "NESTING_MAX": ("change_nested_64_deep", "change_nested_65_deep"),
    "COUNT_MAX": ("clock_counts_in_the_last_millisecond", "clock_carries_a_full_count"),
    "TIME_MS_MAX": ("clock_read_at_the_last", "clock_of_year_10000"),
    "STATE_BYTES_MAX": "test_a_state_inflates_to_256_mib_at_most",
    "STATE_NESTING_MAX": "test_a_state_nests_eight_deeper_than_a_change",
    "DEVICES_MAX": ("journal_file_with_8_locks_and_8_devices", "journal_file_with_9_devices"),
    "LOCKS_MAX": ("journal_file_with_8_locks_and_8_devices", "journal_file_with_9_locks"),
    "FILE_CHANGES_MAX": "test_a_file_is_read_up_to_a_million_changes",
    "FILE_LINE_BYTES_MAX": "test_a_line_of_131072_bytes_is_the_longest",
}
# Past these a clock goes on by another millisecond: no refusal.
CARRIED = {"COUNT_MAX"}


def test_an_envelope_is_its_parts() -> None:
    assert sizes.HEADER_BYTES == 1 + sizes.ACCOUNT_BYTES + sizes.DEVICE_BYTES + 4 + 8 + sizes.CHANGE_ID_BYTES
    assert sizes.ENVELOPE_SIZES == (1213, 2237, 4285, 8381, 16573, 32957, 65725)
    assert sizes.PLAINTEXT_BYTES_MAX == 65_535


@pytest.mark.parametrize(
    ("what", "size"),
    [
        ("padded plaintext", sizes.PADDING_STEPS[-1]),
        ("envelope", sizes.ENVELOPE_SIZES[-1]),
        ("devices of an account", sizes.DEVICES_MAX),
        ("locks of an account", sizes.LOCKS_MAX),
        ("changes in a journal file", sizes.FILE_CHANGES_MAX),
        ("line of a journal file", sizes.FILE_LINE_BYTES_MAX),
    ],
)
def test_a_limit_is_the_one_of_protocol(what: str, size: int) -> None:
    assert f"| {what} | {size:,}" in PROTOCOL


def test_the_longest_envelope_fits_a_line() -> None:
    as_b64 = -(-sizes.ENVELOPE_SIZES[-1] * 4 // 3)

    assert len('{"change":""}') + as_b64 < sizes.FILE_LINE_BYTES_MAX


@pytest.mark.parametrize("limit", [name for name in vars(sizes) if name.endswith("_MAX")])
def test_every_limit_is_tried_at_it_and_past_it(limit: str) -> None:
    tried = TRIED[limit]

    if isinstance(tried, str):
        tests = "\n".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
        assert re.search(rf"def {tried}\(", tests)
    else:
        at, past = (json.loads((ROOM / f"vectors/{name}.json").read_text())["expect"] for name in tried)
        assert at == "success"
        assert (past == "success") == (limit in CARRIED)
