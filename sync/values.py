"""JSON and base64url as the protocol allows them: read strictly, written canonically (PROTOCOL 4, 5).

Two languages must take and refuse the same texts. Numbers are judged by their spelling: 1.0 is refused
as 1.5 is. Canonical JSON is RFC 8785.
"""

import base64
import json
import re
from typing import NoReturn, TypeAlias, TypeGuard

from sync.sizes import DEVICE_BYTES, INTEGER_MAX

_B64 = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"


def parse(text: bytes) -> object:
    """What a UTF-8 JSON text of whole numbers holds, unchecked. Raises ValueError on any other text."""
    try:
        return json.loads(text.decode(), parse_int=_whole, parse_float=_refuse, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None


def allowed(value: object, nesting_max: int) -> JsonValue:
    """The same value, known to be one that a change may hold. Raises ValueError.

    nesting_max: how many arrays and objects may stand one in another, the outermost counted.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            raise ValueError("integer out of range")
        return value
    if isinstance(value, str):
        value.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
        return value
    if nesting_max == 0:
        raise ValueError("nested too deep")
    if isinstance(value, list):
        return [allowed(item, nesting_max - 1) for item in value]
    if isinstance(value, dict):
        for name in value:
            name.encode()
        return {name: allowed(item, nesting_max - 1) for name, item in value.items()}
    raise ValueError("not a JSON value")


def canonical(value: JsonValue) -> bytes:
    """RFC 8785: no white space, members sorted by the UTF-16 code units of their names."""
    return _canonical_text(value).encode()


def b64_to_bytes(text: str) -> bytes:
    """Bytes of base64url without padding. Raises ValueError on any other text, unused bits set included."""
    if not _B64.fullmatch(text):
        raise ValueError("not base64url")
    decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if bytes_to_b64(decoded) != text:
        raise ValueError("not base64url")
    return decoded


def bytes_to_b64(content: bytes) -> str:
    """base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _canonical_text(value: JsonValue) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{_quoted(name)}:{_canonical_text(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_canonical_text(item) for item in value) + "]"
    return _quoted(value)


def _quoted(value: bool | int | str | None) -> str:
    # For strings and integers Python writes what RFC 8785 asks for, escapes included.
    return json.dumps(value, ensure_ascii=False)


def _whole(digits: str) -> int:
    # 17 characters hold every integer allowed; Python itself refuses to read thousands of digits.
    return int(digits) if len(digits) <= 17 else 2**64


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number[:20]} is not a whole number")


def is_counter(value: object) -> TypeGuard[int]:
    """Whether this is a counter: 1 to 2^53 - 1, and not `true`."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= INTEGER_MAX


def is_device_hex(text: object) -> TypeGuard[str]:
    """Whether this is a device id as it stands in JSON."""
    return isinstance(text, str) and len(text) == 2 * DEVICE_BYTES and set(text) <= set("0123456789abcdef")
