"""Bodies that are not JSON: what comes in as bytes, and what goes out as bytes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request

from server.api import Decorator, Route, bodies, lender, naming
from server.problems import BadRequest, MalformedBody, TooLarge, UnsupportedMediaType, WrongOrigin

BINARY = {"type": "string", "format": "binary"}


def takes_bytes(media_type: str, bytes_max: int, read: Callable[[bytes], Any] = bytes) -> Decorator:
    """What comes in: a body of this media type; as `read` reads it, it becomes the route's first argument."""

    def taking(route: Route) -> Route:
        @wraps(route)
        def taken(*arguments: Any, **named: Any) -> Any:
            if request.mimetype != media_type:
                raise UnsupportedMediaType
            return route(read(bodies.bounded(request, bytes_max)), *arguments, **named)

        body = {"required": True, "content": {media_type: {"schema": BINARY}}}
        described: Route = lender.doc(requestBody=body)(taken)
        described.bytes_max = bytes_max  # type: ignore[attr-defined]
        return naming(described, WrongOrigin, TooLarge, BadRequest, UnsupportedMediaType, MalformedBody)

    return taking


def gives_bytes(media_type: str) -> Decorator:
    """What goes out when all is well: a body of this media type."""
    decorate: Decorator = lender.alt_response(
        200, schema=BINARY, content_type=media_type, description="As PROTOCOL says.", success=True
    )
    return decorate
