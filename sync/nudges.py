"""Seal what a nudge says into a slot of constant size; open one (PROTOCOL 10.2).

Whatever cannot be opened is no problem to tell of: the neutral text that every slot carries is shown instead.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.chain import AccountId, DeviceId
from sync.keys import Root, derive
from sync.sizes import NONCE_BYTES, NUDGE_BYTES, NUDGE_SEALED_BYTES, NUDGE_STEP_BYTES
from sync.values import JsonValue, b64_to_bytes, bytes_to_b64, canonical, parse

LABEL = b"plumbline/1 nudge"
DECLARATIVE = 8030  # the number of the RFC, by which a browser knows that it may show the message itself
START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Phone:
    """Whose slots they are."""

    account: AccountId
    device: DeviceId
    epoch: int


@dataclass(frozen=True)
class Neutral:
    """What everybody may see, the same in all slots: title, body, the app's address, language, direction."""

    title: str
    body: str
    navigate: str
    lang: str = "en"
    dir: str = "ltr"


def seal_slot(
    due_at: datetime, says: Mapping[str, JsonValue], neutral: Neutral, root: Root, phone: Phone
) -> bytes:
    """The payload of a slot, 1,024 bytes. says: ids of texts and times, `text` and `until` among them.

    due_at: aware, a whole minute. Raises ValueError for texts that do not fit.
    """
    nonce, epoch = os.urandom(NONCE_BYTES), phone.epoch.to_bytes(4)
    sealed = AESGCM(derive(root, "nudges")).encrypt(nonce, padded(canonical(dict(says))), _aad(due_at, phone))
    content = {
        "web_push": DECLARATIVE,
        "notification": vars(neutral),
        "due_at": as_text(due_at),
        "sealed": bytes_to_b64(epoch + nonce + sealed),
        "pad": "",
    }
    room = NUDGE_BYTES - len(_compact(content))
    if room < 0:
        raise ValueError("the neutral texts are too long")
    return _compact(content | {"pad": "x" * room})


def open_slot(payload: bytes, root: Root, phone: Phone) -> dict[str, JsonValue] | None:
    """What a slot says; None when it is not of this root, phone, epoch and minute, or not whole."""
    try:
        content = json.loads(payload)
        sealed = b64_to_bytes(content["sealed"])
        due_at = datetime.fromisoformat(content["due_at"])
        epoch, nonce, rest = sealed[:4], sealed[4 : 4 + NONCE_BYTES], sealed[4 + NONCE_BYTES :]
        if len(sealed) != NUDGE_SEALED_BYTES or int.from_bytes(epoch) != phone.epoch:
            return None
        opened = AESGCM(derive(root, "nudges")).decrypt(nonce, rest, _aad(due_at, phone))
        said = parse(opened.rstrip(b"\0").removesuffix(b"\x80"))
    except (InvalidTag, KeyError, TypeError, ValueError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("text"), str) else None


def padded(plaintext: bytes) -> bytes:
    """The plaintext, 0x80, and zeros: 256 bytes. Raises ValueError when it does not fit."""
    if len(plaintext) >= NUDGE_STEP_BYTES:
        raise ValueError("more than a slot can say")
    return (plaintext + b"\x80").ljust(NUDGE_STEP_BYTES, b"\0")


def as_text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _aad(due_at: datetime, phone: Phone) -> bytes:
    due_ms = (due_at - START) // timedelta(milliseconds=1)
    return LABEL + phone.account + phone.device + due_ms.to_bytes(8) + phone.epoch.to_bytes(4)


def _compact(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
