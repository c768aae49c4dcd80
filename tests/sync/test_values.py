"""Equal values have one text, and every text that is no value is refused by a ValueError."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.values import JsonValue, allowed, b64_to_bytes, bytes_to_b64, canonical, parse
from tests.sync.histories import any_value


@given(any_value)
def test_canonical_json_reads_back_as_the_value(value: JsonValue) -> None:
    text = canonical(value)

    assert allowed(parse(text), 64) == value
    assert canonical(allowed(parse(text), 64)) == text


@given(any_value)
def test_canonical_json_does_not_depend_on_order(value: JsonValue) -> None:
    spelled_otherwise = json.dumps(reversed_members(value), indent=2).encode()

    assert canonical(allowed(parse(spelled_otherwise), 64)) == canonical(value)


def reversed_members(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: reversed_members(value[name]) for name in reversed(value)}
    return [reversed_members(item) for item in value] if isinstance(value, list) else value


@given(st.binary())
def test_base64url_reads_back_as_the_bytes(content: bytes) -> None:
    assert b64_to_bytes(bytes_to_b64(content)) == content


@pytest.mark.parametrize("text", ["A", "AB==", "A B", "AB+/", "AB\n", "AB", "AAF", "Ａ"])
def test_any_other_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        b64_to_bytes(text)
