"""The bodies of accounts, signing in, sessions and pairings (PROTOCOL 9.2, 9.3)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.fields import Bytes, Handle, Hex, Name, Time
from server.vault_schemas import (
    CREDENTIAL_ID_BYTES_MAX,
    DeviceAsked,
    HistoryBody,
    LockAsked,
    an_epoch,
    must_differ,
    of_its_kind,
)
from sync.sizes import (
    AUTH_BYTES,
    BOX_BYTES,
    CHALLENGE_BYTES,
    LOCKS_MAX,
    OPENING_BYTES,
    SALT_BYTES,
    SIGNATURE_BYTES,
)

# Far above what any authenticator sends.
ASSERTION_BYTES_MAX = 4_096
STATES_OF_PAIRING = ["waiting", "sealed", "opened", "confirmed"]
# What each way of signing in shows.
SHOWN = {
    "passphrase": {"handle", "auth"},
    "recovery": {"handle", "auth"},
    "passkey": {"challenge", "credential"},
    "device": {"account", "device", "challenge", "signature"},
}


class NewAccount(Schema):
    """A journal that turns sync on, with all that opens it and all of its phones."""

    account = Hex(required=True)
    epoch = an_epoch()
    name = Name(required=True)
    locks = fields.List(fields.Nested(LockAsked), required=True, validate=validate.Length(1, LOCKS_MAX))
    devices = fields.List(fields.Nested(DeviceAsked), required=True, validate=validate.Length(1))
    device = Hex(required=True)
    histories = fields.List(fields.Nested(HistoryBody), required=True)

    @validates_schema
    def is_whole(self, asked: Mapping[str, Any], **_more: Any) -> None:
        """Each id once, this phone among the live ones, and a history for each epoch after the first."""
        must_differ("locks", asked["locks"])
        must_differ("devices", asked["devices"])
        if not any(one["id"] == asked["device"] and "closed" not in one for one in asked["devices"]):
            raise ValidationError("Not among the live devices.", "device")
        epochs = sorted(one["epoch"] for one in asked["histories"])
        if len(epochs) != asked["epoch"] - 1 or epochs != list(range(2, len(epochs) + 2)):
            raise ValidationError("Not one for each epoch from 2 on.", "histories")


class SignedIn(Schema):
    """Who is signed in now; the cookie came along."""

    account = Hex(required=True)
    handle = Handle(required=True)
    device = Hex(required=True, allow_none=True)
    epoch = fields.Integer(required=True)


class Assertion(Schema):
    """What a passkey answered to a challenge (WebAuthn)."""

    id = Bytes(CREDENTIAL_ID_BYTES_MAX, exactly=False, required=True)
    authenticator_data = Bytes(ASSERTION_BYTES_MAX, exactly=False, required=True)
    client_data = Bytes(ASSERTION_BYTES_MAX, exactly=False, required=True)
    signature = Bytes(ASSERTION_BYTES_MAX, exactly=False, required=True)


class SignIn(Schema):
    """One way of signing in, with what it shows."""

    kind = fields.String(required=True, validate=validate.OneOf(list(SHOWN)))
    handle = Handle()
    auth = Bytes(AUTH_BYTES)
    challenge = Bytes(CHALLENGE_BYTES)
    credential = fields.Nested(Assertion)
    account = Hex()
    device = Hex()
    signature = Bytes(SIGNATURE_BYTES)

    @validates_schema
    def shows_what_its_kind_does(self, asked: Mapping[str, Any], **_more: Any) -> None:
        if errors := of_its_kind(SHOWN[asked["kind"]], set(asked) - {"kind"}):
            raise ValidationError(errors)


class HandleAsked(Schema):
    """Whose passphrase is to be stretched."""

    handle = Handle(required=True)


class Stretching(Schema):
    """How that passphrase is stretched (Argon2id)."""

    salt = Bytes(SALT_BYTES, required=True)
    memory_kib = fields.Integer(required=True)
    passes = fields.Integer(required=True)
    lanes = fields.Integer(required=True)


class Challenge(Schema):
    """What is to be signed within five minutes."""

    challenge = Bytes(CHALLENGE_BYTES, required=True)


class SessionBody(Schema):
    """Somebody signed in. current: whether it is the one that asks."""

    id = Hex(required=True)
    device = Hex(required=True, allow_none=True)
    created_at = Time(required=True)
    last_seen_at = Time(required=True)
    current = fields.Boolean(required=True)


class Sessions(Schema):
    """All who are signed in to this account, the latest seen first."""

    sessions = fields.List(fields.Nested(SessionBody), required=True)


class NewPairing(Schema):
    """A new phone that waits to be let in."""

    id = Hex(required=True)


class PairingWaits(Schema):
    """Until when it may wait."""

    expires_at = Time(required=True)


class Box(Schema):
    """The root, sealed to the phone that waits."""

    box = Bytes(BOX_BYTES, required=True)


class Opening(Schema):
    """What the waiting phone's code bound it to, and the device that it will be."""

    opening = Bytes(OPENING_BYTES, required=True)
    device = Hex(required=True)


class PairingState(Schema):
    """How far a pairing is."""

    state = fields.String(required=True, validate=validate.OneOf(STATES_OF_PAIRING))


class PairingBody(PairingState):
    """How far a pairing is, with the box and the opening once they are there."""

    account = Hex()
    epoch = fields.Integer()
    box = Bytes(BOX_BYTES)
    opening = Bytes(OPENING_BYTES)
