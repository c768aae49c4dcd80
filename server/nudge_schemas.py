"""The bodies of nudges: a phone's subscription and its slots (PROTOCOL 10.5)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.fields import Bytes, Time, matching
from server.vapid import is_point
from server.vault_schemas import must_differ, whole
from sync.sizes import (
    ENDPOINT_CHARACTERS_MAX,
    NUDGE_BYTES,
    PUSH_AUTH_BYTES,
    PUSH_POINT_BYTES,
    SLOTS_MAX,
    WINDOW_MINUTES,
    WINDOW_MINUTES_MAX,
)

HASH_BYTES = 32


class Minute(Time):
    """An instant without seconds, in UTC; one text for each."""

    pattern = r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:00\.000Z$"

    def __init__(self, **more: Any) -> None:
        super().__init__(metadata={"pattern": self.pattern}, **more)

    def _deserialize(self, value: Any, *_rest: Any, **_more: Any) -> datetime:
        if not isinstance(value, str):
            raise ValidationError("Not a text.")
        try:
            return datetime.fromisoformat(matching(value, self.pattern))
        except ValueError:
            raise ValidationError("Not a time.") from None


class Point(Bytes):
    """An uncompressed point on P-256."""

    def __init__(self, **more: Any) -> None:
        super().__init__(PUSH_POINT_BYTES, **more)

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:
        content = super()._deserialize(value, *rest, **more)
        if not is_point(content):
            raise ValidationError("Not a point on P-256.")
        return content


class SubscriptionAsked(Schema):
    """What the browser's subscription gives, and the key it was made for."""

    endpoint = fields.String(required=True, validate=validate.Length(1, ENDPOINT_CHARACTERS_MAX))
    p256dh = Point(required=True)
    auth = Bytes(PUSH_AUTH_BYTES, required=True)
    key = Point(required=True)


class SlotAsked(Schema):
    """One payload, and the minute it is for."""

    due_at = Minute(required=True)
    payload = Bytes(NUDGE_BYTES, required=True)


class ScheduleAsked(Schema):
    """All slots of a phone, in the place of those before."""

    window_minutes = whole(WINDOW_MINUTES, WINDOW_MINUTES_MAX, required=True)
    slots = fields.List(fields.Nested(SlotAsked), required=True, validate=validate.Length(0, SLOTS_MAX))

    @validates_schema
    def names_each_minute_once(self, asked: Mapping[str, Any], **_more: Any) -> None:
        must_differ("slots", asked["slots"], "due_at")


class SubscriptionBody(Schema):
    """The subscription that is held of this phone."""

    endpoint_hash = Bytes(HASH_BYTES, required=True)
    key = Bytes(PUSH_POINT_BYTES, required=True)
    confirmed_at = Time(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["good", "renew"]))


class SlotsWaiting(Schema):
    """How many slots wait, and from when to when."""

    waiting = fields.Integer(required=True)
    next_at = Time(required=True, allow_none=True)
    last_at = Time(required=True, allow_none=True)


class WorkerBody(Schema):
    """Whether what is due is being sent."""

    beat_at = Time(required=True, allow_none=True)
    is_late = fields.Boolean(required=True)


class NudgesBody(Schema):
    """How nudges stand for this phone. keys: application server keys, the one to subscribe with first."""

    keys = fields.List(Bytes(PUSH_POINT_BYTES), required=True)
    subscription = fields.Nested(SubscriptionBody, required=True, allow_none=True)
    slots = fields.Nested(SlotsWaiting, required=True)
    worker = fields.Nested(WorkerBody, required=True)
