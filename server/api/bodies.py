"""JSON that comes in: bounded before it is parsed, and whatever is wrong with it is one of our problems."""

import json
from typing import Any, NoReturn

from flask import Request, current_app, request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from server.problems import BadRequest, MalformedBody, TooLarge, UnsupportedMediaType

# A registration that brings a hundred closed devices along has 60 KiB, the ids of a full purge have 70 KiB.
JSON_BYTES_MAX = 262_144


class BodyParser(FlaskParser):
    """The library's parser, which says nothing of ours and takes any media type, taught both."""

    def load_json(self, req: Request, _schema: Schema) -> Any:
        if req.mimetype != "application/json":
            raise UnsupportedMediaType
        try:
            return json.loads(bounded(req, JSON_BYTES_MAX))
        except (ValueError, RecursionError):
            raise BadRequest from None

    def handle_error(self, error: ValidationError, *_rest: Any, **_more: Any) -> NoReturn:
        [errors] = error.normalized_messages().values()
        raise MalformedBody(errors=errors)


def bounded(req: Request, bytes_max: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is, whether its length was told or not."""
    req.max_content_length = min(bytes_max, req.max_content_length or bytes_max)
    if (req.content_length or 0) > req.max_content_length:
        raise TooLarge
    return req.get_data()


def must_fit() -> None:
    """Refuse a body that says it is too large; one that does not say is cut off while it is read."""
    route = current_app.view_functions.get(request.endpoint or "")
    request.max_content_length = getattr(route, "bytes_max", request.max_content_length)
    if (request.content_length or 0) > (request.max_content_length or 0):
        raise TooLarge
