"""What people call a phone: an object of kind `device`, read by the journal's own phones (PROTOCOL 4)."""

import re
from collections.abc import Sequence

from sync.envelope import Op
from sync.locks import WHITE_SPACE
from sync.merge import Write, resolve
from sync.sizes import DEVICE_NAME_CHARACTERS_MAX

DEVICE = "device"
_WHITE_SPACE_RUN = re.compile(f"[{WHITE_SPACE}]+")


def device_name_op(device: str, name: str) -> Op:
    """The op that names a device. device: its id in hex."""
    return {"kind": DEVICE, "id": device, "set": {"name": {"text": as_device_name(name)}}}


def device_name(writes: Sequence[Write]) -> str:
    """What the writes of one device's object call it; empty when they do not."""
    field = resolve(writes).fields.get("name")
    text = field.value.get("text") if field and isinstance(field.value, dict) else None
    return as_device_name(text) if isinstance(text, str) else ""


def as_device_name(text: str) -> str:
    """One line of at most 64 characters: after two phones named it at once, both names stand in it."""
    line = _WHITE_SPACE_RUN.sub(" ", text).strip(" ")
    return line[:DEVICE_NAME_CHARACTERS_MAX].rstrip(" ")
