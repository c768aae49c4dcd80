"""What JSON holds in place of bytes and times: hex for ids, b64 for the rest, RFC 3339 (PROTOCOL 9)."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from marshmallow import ValidationError, fields

from sync.sizes import ACCOUNT_BYTES, NAME_CHARACTERS_MAX, NAME_CHARACTERS_MIN

B64 = "[A-Za-z0-9_-]"
# The last symbol of a group that is not whole has bits that must be 0: one text for each value.
B64_OF_ONE, B64_OF_TWO = f"{B64}[AQgw]", f"{B64}{{2}}[AEIMQUYcgkosw048]"


class Hex(fields.String):
    """An id: so many bytes in lower case hex."""

    def __init__(self, size_bytes: int = ACCOUNT_BYTES, **more: Any) -> None:
        self.pattern = f"^[0-9a-f]{{{2 * size_bytes}}}$"
        super().__init__(metadata={"pattern": self.pattern}, **more)

    def _serialize(self, value: Any, *_rest: Any, **_more: Any) -> str | None:
        return None if value is None else bytes(value).hex()

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        return bytes.fromhex(matching(super()._deserialize(value, *rest, **more), self.pattern))


class Bytes(fields.String):
    """Other bytes in base64url without padding. size_bytes: how many, or the most of at least one."""

    def __init__(self, size_bytes: int, *, exactly: bool = True, **more: Any) -> None:
        groups, rest = divmod(size_bytes, 3)
        if exactly:
            self.pattern = f"^{B64}{{{4 * groups}}}{('', B64_OF_ONE, B64_OF_TWO)[rest]}$"
        else:
            self.pattern = f"^(?:{B64}{{4}}){{0,{groups}}}(?:{B64_OF_ONE}|{B64_OF_TWO})?$"
        self.size_bytes, self.exactly = size_bytes, exactly
        super().__init__(metadata={"pattern": self.pattern, "minLength": 1}, **more)

    def _serialize(self, value: Any, *_rest: Any, **_more: Any) -> str | None:
        return None if value is None else urlsafe_b64encode(value).rstrip(b"=").decode("ascii")

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        text = matching(super()._deserialize(value, *rest, **more), self.pattern)
        decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if not decoded or len(decoded) > self.size_bytes:
            raise ValidationError("Not of this length.")
        return decoded


class Name(fields.String):
    """What a person chooses to be called by; letters are made small."""

    pattern = f"^[A-Za-z0-9._]{{{NAME_CHARACTERS_MIN},{NAME_CHARACTERS_MAX}}}$"

    def __init__(self, **more: Any) -> None:
        super().__init__(metadata={"pattern": self.pattern}, **more)

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        return matching(super()._deserialize(value, *rest, **more), self.pattern).lower()


class Handle(Name):
    """A name with the digits that the server added."""

    pattern = f"^[A-Za-z0-9._]{{{NAME_CHARACTERS_MIN},{NAME_CHARACTERS_MAX}}}-(?:[0-9]{{4}}|[0-9]{{6}})$"


class Time(fields.DateTime):
    """An instant, RFC 3339 in UTC with milliseconds; only ever sent by us."""

    def _serialize(self, value: datetime | None, *_rest: Any, **_more: Any) -> str | None:
        if value is None:
            return None
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def matching(text: str, pattern: str) -> str:
    """The text, if it is wholly of this pattern; `$` alone would let a line end through."""
    if not re.fullmatch(pattern, text):
        raise ValidationError("Not of this form.")
    return text
