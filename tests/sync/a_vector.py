"""What a vector looks like: one success or one problem, with the section of PROTOCOL that it keeps."""

import base64
from typing import Any, TypeAlias

Named: TypeAlias = tuple[str, dict[str, Any]]


def succeeds(
    name: str, section: str, what: str, why: str, given: dict[str, Any], gives: dict[str, Any]
) -> Named:
    return name, _vector(section, what, "success", why, given, gives)


def fails(name: str, section: str, what: str, expect: str, why: str, given: dict[str, Any]) -> Named:
    return name, _vector(section, what, expect, why, given, {})


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _vector(
    section: str, what: str, expect: str, why: str, given: dict[str, Any], gives: dict[str, Any]
) -> dict[str, Any]:
    return {"section": section, "what": what, "expect": expect, "why": why, "given": given, "gives": gives}
