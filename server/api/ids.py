"""Ids in addresses: 32 hex digits there, 16 bytes for a route. Another form leads nowhere."""

from typing import Any

from flask import Flask
from flask_smorest import Api
from werkzeug.routing import BaseConverter

from sync.sizes import ACCOUNT_BYTES

PATTERN = f"[0-9a-f]{{{2 * ACCOUNT_BYTES}}}"


class IdConverter(BaseConverter):
    """`<id:lock>` in a route's address."""

    regex = PATTERN

    def to_python(self, value: str) -> bytes:
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        return value.hex()


def as_schema(_converter: object) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^{PATTERN}$"}


def register(app: Flask, api: Api) -> None:
    """Teach routes and their description what an id is."""
    app.url_map.converters["id"] = IdConverter
    api.register_converter(IdConverter, as_schema)
