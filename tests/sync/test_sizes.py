"""The numbers of the wire agree with each other and with PROTOCOL, and each limit is tried on both sides."""

import json
import re
from pathlib import Path

import pytest

from sync import sizes

ROOM = Path(sizes.__file__).parent
PROTOCOL = (ROOM / "PROTOCOL.md").read_text()
TESTS = Path(__file__).parents[1]

# Where each limit is tried: the vector at it and the vector one past it, or the test that does both.
TRIED = {
    "PASSPHRASE_BYTES_MAX": ("passphrase_of_1024_bytes", "passphrase_of_1025_bytes"),
    "MEMORY_KIB_MAX": ("argon2_cost_most_memory", "argon2_cost_too_much_memory"),
    "PASSES_MAX": ("argon2_cost_most_passes", "argon2_cost_too_many_passes"),
    "LANES_MAX": ("argon2_cost_most_lanes", "argon2_cost_too_many_lanes"),
    "DEVICE_NAME_CHARACTERS_MAX": "test_a_name_has_64_characters_at_most",
    "PAIRING_MINUTES_MAX": "test_a_pairing_lasts_ten_minutes",
    "AHEAD_MS_MAX": ("clock_meets_one_a_day_ahead", "clock_meets_none_further_ahead"),
    "BATCH_ENVELOPES_MAX": "test_a_batch_of_100_is_the_largest",
    "BATCH_BYTES_MAX": "test_a_batch_over_1_mib_is_too_large",
    "PAGE_CHANGES_MAX": "test_a_page_holds_1000_changes_at_most",
    "PAGE_BYTES_MAX": "test_a_page_takes_4_mib_and_no_byte_more",
    "PURGE_CHANGES_MAX": "test_a_purge_names_1000_changes_at_most",
    "SNAPSHOT_BYTES_MAX": "test_a_snapshot_has_16_mib_at_most",
    "NAME_CHARACTERS_MAX": "test_a_name_of_32_characters_is_the_longest",
    "HANDLE_CHARACTERS_MAX": "test_a_handle_has_39_characters_at_most",
    "ACCOUNT_BYTES_MAX": "test_the_quota_is_taken_to_its_last_byte",
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
    "SLOTS_MAX": "test_a_schedule_of_32_slots_is_the_largest",
    "SLOT_DAYS_MAX": "test_a_slot_is_15_days_ahead_at_most",
    "WINDOW_MINUTES_MAX": "test_a_window_lasts_a_quarter_to_four_hours",
    "ENDPOINT_CHARACTERS_MAX": "test_an_endpoint_has_2048_characters_at_most",
    "FILE_CHANGES_MAX": "test_a_file_is_read_up_to_a_million_changes",
    "READABLE_BYTES_MAX": "test_a_readable_file_has_64_mib_at_most",
    "READABLE_PARTS_MAX": "test_a_readable_journal_has_two_million_parts_at_most",
    "OP_BYTES_MAX": "test_a_text_of_a_file_fits_a_change_or_is_refused",
    "AGE_HEADER_BYTES_MAX": "test_an_age_header_has_4096_bytes_at_most",
    "WORK_FACTOR_MAX": ("age_work_factor_of_18", "age_work_factor_of_19"),
    "FILE_LINE_BYTES_MAX": "test_a_line_of_131072_bytes_is_the_longest",
}
# Past these nothing is refused: a clock goes on by another millisecond, or is not met.
CARRIED = {"COUNT_MAX", "AHEAD_MS_MAX"}


def test_an_envelope_is_its_parts() -> None:
    assert sizes.HEADER_BYTES == 1 + sizes.ACCOUNT_BYTES + sizes.DEVICE_BYTES + 4 + 8 + sizes.CHANGE_ID_BYTES
    assert sizes.ENVELOPE_SIZES == (1213, 2237, 4285, 8381, 16573, 32957, 65725)
    assert sizes.PLAINTEXT_BYTES_MAX == 65_535


@pytest.mark.parametrize(
    ("what", "size"),
    [
        ("padded plaintext", sizes.PADDING_STEPS[-1]),
        ("envelope", sizes.ENVELOPE_SIZES[-1]),
        ("devices of an account, closed ones not counted", sizes.DEVICES_MAX),
        ("locks of an account", sizes.LOCKS_MAX),
        ("changes named by a purge", sizes.PURGE_CHANGES_MAX),
        ("bytes of a snapshot", sizes.SNAPSHOT_BYTES_MAX),
        ("bytes of an account: envelopes and stubs", sizes.ACCOUNT_BYTES_MAX),
        ("minutes of a pairing", sizes.PAIRING_MINUTES_MAX),
        ("minutes of a window", sizes.WINDOW_MINUTES_MAX),
        ("characters of an endpoint", sizes.ENDPOINT_CHARACTERS_MAX),
        ("changes in a journal file", sizes.FILE_CHANGES_MAX),
        ("line of a journal file", sizes.FILE_LINE_BYTES_MAX),
        ("bytes of a readable file", sizes.READABLE_BYTES_MAX),
        ("parts of a readable journal: `,`, `[` and `{`", sizes.READABLE_PARTS_MAX),
        ("bytes of an op of one field, from a readable file", sizes.OP_BYTES_MAX),
        ("bytes of the header of an age file", sizes.AGE_HEADER_BYTES_MAX),
    ],
)
def test_a_limit_is_the_one_of_protocol(what: str, size: int) -> None:
    assert f"| {what} | {size:,}" in PROTOCOL


@pytest.mark.parametrize(
    ("what", "one", "other"),
    [
        ("envelopes in a batch; bytes of a batch", sizes.BATCH_ENVELOPES_MAX, sizes.BATCH_BYTES_MAX),
        ("changes in a page; bytes of a page's envelopes", sizes.PAGE_CHANGES_MAX, sizes.PAGE_BYTES_MAX),
        ("slots of a schedule; days ahead", sizes.SLOTS_MAX, sizes.SLOT_DAYS_MAX),
        (
            "work factor of an age file, log2 of scrypt's N: written; read",
            sizes.WORK_FACTOR,
            sizes.WORK_FACTOR_MAX,
        ),
        ("characters of a name; of a handle", sizes.NAME_CHARACTERS_MAX, sizes.HANDLE_CHARACTERS_MAX),
    ],
)
def test_two_limits_are_those_of_protocol(what: str, one: int, other: int) -> None:
    assert f"| {what} | {one:,}; {other:,} |" in PROTOCOL


def test_what_is_sealed_is_its_parts() -> None:
    assert (sizes.WRAPPED_BYTES, sizes.HISTORY_BYTES, sizes.AUTH_KEPT_BYTES) == (60, 60, 60)
    assert sizes.NUDGE_SEALED_BYTES == 288
    assert (sizes.BOX_BYTES, sizes.STUB_BYTES) == (88, 109)


def test_the_longest_envelope_fits_a_line() -> None:
    as_b64 = -(-sizes.ENVELOPE_SIZES[-1] * 4 // 3)

    assert len('{"change":""}') + as_b64 < sizes.FILE_LINE_BYTES_MAX


@pytest.mark.parametrize("limit", [name for name in vars(sizes) if name.endswith("_MAX")])
def test_every_limit_is_tried_at_it_and_past_it(limit: str) -> None:
    tried = TRIED[limit]

    if isinstance(tried, str):
        rooms = [path for room in ("sync", "server") for path in (TESTS / room).glob("test_*.py")]
        tests = "\n".join(path.read_text() for path in rooms)
        assert re.search(rf"def {tried}\(", tests)
    else:
        at, past = (json.loads((ROOM / f"vectors/{name}.json").read_text())["expect"] for name in tried)
        assert at == "success"
        assert (past == "success") == (limit in CARRIED)
