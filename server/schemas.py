"""One schema for each body that comes in or goes out. Asks neither database nor session."""

from marshmallow import INCLUDE, Schema, fields, validate


class Health(Schema):
    """Whether the process lives, or the whole server is ready."""

    status = fields.String(required=True, validate=validate.OneOf(["live", "ready"]))


class Version(Schema):
    """Which app is served, and which protocol is spoken."""

    build = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The id a person reads in the app's settings; null when no app is built."},
    )
    protocol = fields.Integer(required=True, metadata={"description": "The version byte of a change."})


class ProblemBody(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True, metadata={"description": "Stable, in kebab case."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()

    class Meta:
        # Some problems say more: `errors`, `head`, `epoch` (PROTOCOL 6, 9).
        unknown = INCLUDE
