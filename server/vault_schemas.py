"""The bodies of the vault: locks, devices, histories, epochs (PROTOCOL 9.3)."""

from collections.abc import Mapping, Set
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_dump, validate, validates_schema

from server.fields import Bytes, Handle, Hex, Time
from server.passkeys import NOBODYS_KEY, is_public_key
from sync.sizes import (
    AUTH_BYTES,
    CERTIFICATE_BYTES,
    CHANGE_ID_BYTES,
    DEVICES_MAX,
    EPOCH_MAX,
    HISTORY_BYTES,
    INTEGER_MAX,
    LANES,
    LANES_MAX,
    LOCKS_MAX,
    MEMORY_KIB,
    MEMORY_KIB_MAX,
    PASSES,
    PASSES_MAX,
    PUBLIC_KEY_BYTES,
    SALT_BYTES,
    WRAPPED_BYTES,
)

# WebAuthn allows a credential id so much; the largest public key in use, of RSA, is well below its bound.
CREDENTIAL_ID_BYTES_MAX, COSE_KEY_BYTES_MAX = 1_023, 1_024
COSTS = {"memory_kib", "passes", "lanes"}
PRF_SALT_BYTES = 32  # what a passkey is asked with, as long as a SHA-256 (PROTOCOL 3.3)
SALTS = {"passphrase": SALT_BYTES, "passkey": PRF_SALT_BYTES}
# What a lock of each kind has beside id, kind, epoch and wrapped; a passkey may have a public key as well.
PARTS = {"passphrase": {"salt", *COSTS, "auth"}, "recovery": {"auth"}, "passkey": {"salt", "credential_id"}}


def whole(least: int, most: int, **more: Any) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(least, most), **more)


def an_epoch(least: int = 1) -> fields.Integer:
    return whole(least, EPOCH_MAX, required=True)


def of_its_kind(wanted: Set[str], given: Set[str]) -> dict[str, list[str]]:
    """What is wrong with the members of a body whose kind says which ones it has, by name."""
    missing = {name: ["Missing for this kind."] for name in wanted - given}
    return missing | {name: ["Not of this kind."] for name in given - wanted}


class LockBody(Schema):
    """One way to the root, without what signs in with it."""

    id = Hex(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(PARTS)))
    epoch = an_epoch()
    wrapped = Bytes(WRAPPED_BYTES, required=True)
    salt = Bytes(PRF_SALT_BYTES, exactly=False)
    memory_kib = whole(MEMORY_KIB, MEMORY_KIB_MAX)
    passes = whole(PASSES, PASSES_MAX)
    lanes = whole(LANES, LANES_MAX)
    credential_id = Bytes(CREDENTIAL_ID_BYTES_MAX, exactly=False)
    public_key = Bytes(COSE_KEY_BYTES_MAX, exactly=False)

    @post_dump
    def without_what_it_lacks(self, body: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return {name: value for name, value in body.items() if value is not None}


class LockAsked(LockBody):
    """A lock that is to be set; each kind has its own members beside the first four."""

    auth = Bytes(AUTH_BYTES, load_only=True)

    @validates_schema
    def has_the_parts_of_its_kind(self, lock: Mapping[str, Any], **_more: Any) -> None:
        wanted = PARTS[lock["kind"]]
        given = set(lock) - {"id", "kind", "epoch", "wrapped"}
        if lock["kind"] == "passkey":
            given -= {"public_key"}
        errors = of_its_kind(wanted, given)
        if "salt" in wanted & given and len(lock["salt"]) != SALTS[lock["kind"]]:
            errors["salt"] = ["Not of this length."]
        if not is_public_key(lock.get("public_key", NOBODYS_KEY)):
            errors["public_key"] = ["Not a COSE key."]
        if errors:
            raise ValidationError(errors)


class ClosingBody(Schema):
    """Where the chain of a removed device ends, and what proves it. epoch: of the root that says so."""

    epoch = an_epoch()
    counter = whole(0, INTEGER_MAX, required=True)
    head = Hex(CHANGE_ID_BYTES, required=True)
    certificate = Bytes(CERTIFICATE_BYTES, required=True)


class Certified(Schema):
    """A device as a phone certified it."""

    id = Hex(required=True)
    epoch = an_epoch()
    public_key = Bytes(PUBLIC_KEY_BYTES, required=True)
    certificate = Bytes(CERTIFICATE_BYTES, required=True)


class DeviceAsked(Certified):
    """A device of a journal, with its end when it was removed."""

    closed = fields.Nested(ClosingBody)


class DeviceBody(DeviceAsked):
    """A device, with when it came and was last seen here."""

    added_at = Time(required=True)
    last_seen_at = Time(required=True)


class NewDevice(Certified):
    """A phone that joins: signed in, or let in by a pairing."""

    pairing = Hex()


class HistoryBody(Schema):
    """The root of `epoch` - 1 under that of `epoch`."""

    epoch = an_epoch(2)
    wrapped = Bytes(HISTORY_BYTES, required=True)


class SnapshotPlace(Schema):
    """Which snapshot is the newest, and how large."""

    seq = fields.Integer(required=True)
    bytes = fields.Integer(required=True)


class Vault(Schema):
    """All that the server keeps of an account beside its log."""

    account = Hex(required=True)
    handle = Handle(required=True)
    epoch = fields.Integer(required=True)
    version = fields.Integer(required=True)
    seq = fields.Integer(required=True)
    snapshot = fields.Nested(SnapshotPlace, required=True, allow_none=True)
    locks = fields.List(fields.Nested(LockBody), required=True)
    devices = fields.List(fields.Nested(DeviceBody), required=True)
    histories = fields.List(fields.Nested(HistoryBody), required=True)
    bytes = fields.Integer(required=True)
    bytes_max = fields.Integer(required=True)


class Staying(Schema):
    """A device that stays, certified under the new root."""

    id = Hex(required=True)
    certificate = Bytes(CERTIFICATE_BYTES, required=True)


class Going(Staying):
    """A device that goes, and where its chain ends."""

    counter = whole(0, INTEGER_MAX, required=True)
    head = Hex(CHANGE_ID_BYTES, required=True)


class NewEpoch(Schema):
    """A new root: the locks that open it, who stays, who goes, and the root before."""

    expected_epoch = whole(1, EPOCH_MAX - 1, required=True)
    locks = fields.List(fields.Nested(LockAsked), required=True, validate=validate.Length(1, LOCKS_MAX))
    devices = fields.List(fields.Nested(Staying), required=True, validate=validate.Length(0, DEVICES_MAX))
    closed = fields.List(fields.Nested(Going), required=True, validate=validate.Length(0, DEVICES_MAX))
    history = Bytes(HISTORY_BYTES, required=True)

    @validates_schema
    def names_each_once(self, asked: Mapping[str, Any], **_more: Any) -> None:
        must_differ("locks", asked["locks"])
        must_differ("devices", [*asked["devices"], *asked["closed"]])


def must_differ(name: str, listed: list[dict[str, Any]], by: str = "id") -> None:
    if len({one[by] for one in listed}) < len(listed):
        raise ValidationError("Named twice.", name)
