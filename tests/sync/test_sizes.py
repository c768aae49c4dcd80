"""The numbers of the wire agree with each other and with PROTOCOL."""

from pathlib import Path

import pytest

from sync import sizes

PROTOCOL = (Path(sizes.__file__).parent / "PROTOCOL.md").read_text()


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
