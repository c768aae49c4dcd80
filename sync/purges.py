"""What a purge says: which changes are to be gone for good (PROTOCOL 4, 6.3)."""

from collections.abc import Sequence

from sync.checks import Purged
from sync.envelope import Op, is_counter, is_device_hex
from sync.sizes import CHANGE_ID_BYTES, PURGE_CHANGES_MAX
from sync.values import JsonValue

PURGE = "purge"


def purge_op(id: str, changes: Sequence[Purged]) -> Op:
    """The op that orders these changes gone, sizes.PURGE_CHANGES at most. id: a UUIDv7."""
    return {"kind": PURGE, "id": id, "set": {"changes": [list(change) for change in changes]}}


def purged_by(verb: Op) -> list[Purged]:
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
