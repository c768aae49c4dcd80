"""The bodies of the log that are JSON (PROTOCOL 6)."""

from marshmallow import Schema, fields, validate

from server.fields import Hex
from sync.sizes import CHANGE_ID_BYTES, INTEGER_MAX, PURGE_CHANGES_MAX


class HeadBody(Schema):
    """A device's latest change that the log holds."""

    counter = fields.Integer(required=True)
    id = Hex(CHANGE_ID_BYTES, required=True)


class TakenBody(Schema):
    """Where the log and the device's chain stand now."""

    seq = fields.Integer(required=True)
    head = fields.Nested(HeadBody, required=True)


class PageAsked(Schema):
    """From where on the log is read."""

    after = fields.Integer(required=True, strict=False, validate=validate.Range(0, INTEGER_MAX))


class PurgeAsked(Schema):
    """The changes that are to be stubs."""

    changes = fields.List(Hex(CHANGE_ID_BYTES), required=True, validate=validate.Length(1, PURGE_CHANGES_MAX))


class PurgedBody(Schema):
    """How many became stubs."""

    purged = fields.Integer(required=True)


class SnapshotBody(Schema):
    """The place in the log of the newest snapshot held."""

    seq = fields.Integer(required=True)
