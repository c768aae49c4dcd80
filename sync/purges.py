"""What a purge says: which changes are to be gone for good (PROTOCOL 4, 6.3)."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence

from sync.checks import Purged
from sync.problems import MalformedChange
from sync.sizes import CHANGE_ID_BYTES, PURGE_CHANGES_MAX
from sync.values import JsonValue, bytes_to_b64, is_counter, is_device_hex

PURGE = "purge"


def purge_op(id: str, changes: Sequence[Purged], mac: bytes) -> dict[str, JsonValue]:
    """The op that orders these changes gone, sizes.PURGE_CHANGES at most. id: a UUIDv7. mac: purge_mac()."""
    fields: JsonValue = {"changes": [list(change) for change in changes], "mac": bytes_to_b64(mac)}
    return {"kind": PURGE, "id": id, "set": fields}


def purge_mac(key: bytes, changes: Iterable[Purged]) -> bytes:
    """What shows that a holder of the root ordered this, 32 bytes. key: derive(root, "purges")."""
    named = (
        bytes.fromhex(device) + counter.to_bytes(8) + bytes.fromhex(id) for device, counter, id in changes
    )
    return hmac.digest(key, b"".join(named), hashlib.sha256)


def check_purge(verb: Mapping[str, JsonValue], keys: Iterable[bytes]) -> None:
    """Nothing when one of these keys made the mac of what is named. Raises MalformedChange."""
    changes, fields = purged_by(verb), verb.get("set")
    given = fields.get("mac") if isinstance(fields, dict) else None
    mac = given.encode() if isinstance(given, str) else b""
    fitting = (bytes_to_b64(purge_mac(key, changes)).encode() for key in keys)
    if changes and not any(hmac.compare_digest(mac, fits) for fits in fitting):
        raise MalformedChange("a purge without the root's mac")


def purged_by(verb: Mapping[str, JsonValue]) -> list[Purged]:
    """The changes that a write of kind `purge` names; none when its list is not of the form."""
    fields = verb.get("set")
    changes = fields.get("changes") if isinstance(fields, dict) else None
    if not isinstance(changes, list) or len(changes) > PURGE_CHANGES_MAX:
        return []
    named = [purged for purged in map(_purged, changes) if purged]
    return named if len(named) == len(changes) else []


def _purged(value: JsonValue) -> Purged | None:
    if not isinstance(value, list) or len(value) != 3:
        return None
    device, counter, id = value
    if not is_device_hex(device) or not is_counter(counter) or not is_change_hex(id):
        return None
    return device, counter, str(id)


def is_change_hex(text: JsonValue) -> bool:
    """Whether this is a change id as it stands in JSON."""
    if not isinstance(text, str) or len(text) != 2 * CHANGE_ID_BYTES:
        return False
    return set(text) <= set("0123456789abcdef")
