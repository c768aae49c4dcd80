"""JSON as the protocol allows it: read strictly, written canonically (PROTOCOL 4, 5; RFC 8259, RFC 8785).

Two languages must take and refuse the same texts, so numbers are judged by value, never by spelling:
JavaScript cannot tell 1.0 from 1.
"""

import json
from typing import NoReturn, TypeAlias

from sync.sizes import INTEGER_MAX

JsonValue: TypeAlias = "None | bool | int | str | list[JsonValue] | dict[str, JsonValue]"


def parse(text: bytes, nesting_max: int) -> JsonValue:
    """The value in a UTF-8 JSON text. Raises ValueError on whatever the protocol does not allow."""
    try:
        parsed = json.loads(
            text.decode(), parse_int=_whole, parse_float=_whole_from_fraction, parse_constant=_refuse
        )
    except RecursionError:
        raise ValueError("nested too deep") from None
    return _allowed(parsed, nesting_max)


def canonical(value: JsonValue) -> bytes:
    """RFC 8785: no white space, members sorted by the UTF-16 code units of their names."""
    return _canonical_text(value).encode()


def _canonical_text(value: JsonValue) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_quoted(name)}:{_canonical_text(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_canonical_text(item) for item in value) + "]"
    return _quoted(value)


def _quoted(value: None | bool | int | str) -> str:
    # For strings and integers Python writes what RFC 8785 asks for, escapes included.
    return json.dumps(value, ensure_ascii=False)


def _whole(digits: str) -> int:
    # 17 characters hold every allowed integer; Python itself refuses to read thousands of digits.
    if len(digits) > 17 or abs(int(digits)) > INTEGER_MAX:
        raise ValueError("integer out of range")
    return int(digits)


def _whole_from_fraction(digits: str) -> int:
    number = float(digits)
    if not number.is_integer() or abs(number) > INTEGER_MAX:
        raise ValueError("a number with a fraction, or out of range")
    return int(number)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _allowed(value: object, nesting_left: int) -> JsonValue:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        value.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
        return value
    if nesting_left == 0:
        raise ValueError("nested too deep")
    if isinstance(value, list):
        return [_allowed(item, nesting_left - 1) for item in value]
    if isinstance(value, dict):
        for name in value:
            name.encode()
        return {name: _allowed(item, nesting_left - 1) for name, item in value.items()}
    raise ValueError("not a JSON value")
