"""Vectors of what nudges say (PROTOCOL 10.2): opened by their own phone at their own minute, else nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.sync.a_vector import Named, b64, succeeds
from tests.sync.seeded import ACCOUNT, OTHER_ACCOUNT, OTHER_ROOT, ROOT, expand, seed

DEVICE, OTHER_DEVICE = seed("Alma's phone", 16), seed("Alma's tablet", 16)
SEVEN, EIGHT = "2026-11-23T19:07:00.000Z", "2026-11-23T20:07:00.000Z"
UNTIL = "2026-11-23T23:07:00.000Z"
SAID = {"text": "talk", "until": UNTIL}
NEUTRAL = {
    "title": "Plumbline",
    "body": "A quiet minute, if you have one — ✓",
    "navigate": "https://plumbline.example/",
    "lang": "en",
    "dir": "ltr",
}


def a_slot(plain: bytes | None = None, due_at: str = SEVEN, epoch: int = 1, label: str = "") -> bytes:
    """A payload, right or wrong."""
    plain = json.dumps(SAID, separators=(",", ":")).encode() if plain is None else plain
    step = (plain + b"\x80").ljust(256, b"\0")
    nonce = seed(f"nonce of a nudge {due_at} {epoch} {step.hex()}", 12)
    due_ms = int(datetime.fromisoformat(due_at).astimezone(UTC).timestamp()) * 1000
    aad = (label or "plumbline/1 nudge").encode() + ACCOUNT + DEVICE + due_ms.to_bytes(8) + epoch.to_bytes(4)
    sealed = epoch.to_bytes(4) + nonce + AESGCM(expand(ROOT, "nudges")).encrypt(nonce, step, aad)
    content = {"web_push": 8030, "notification": NEUTRAL, "due_at": due_at, "sealed": b64(sealed), "pad": ""}
    content["pad"] = "x" * (1024 - len(as_bytes(content)))
    return as_bytes(content)


def as_bytes(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def given(payload: bytes, **other: Any) -> dict[str, Any]:
    phone = {"root": ROOT.hex(), "account": ACCOUNT.hex(), "device": DEVICE.hex(), "epoch": 1}
    return {**phone, "payload": b64(payload), **other}


def vectors() -> Iterator[Named]:
    more = {"text": "planned", "until": UNTIL, "at": "2026-11-24T09:00:00.000Z", "later": [1, {"a": None}]}
    fullest = {"text": "talk", "pad": "y" * (255 - len(as_bytes({"text": "talk", "pad": ""})))}
    opened = {
        "": (a_slot(), SAID, "a slot is opened by its own phone"),
        "_with_more_members": (a_slot(as_bytes(more)), more, "what is not known is kept, and ignored later"),
        "_of_255_bytes": (a_slot(as_bytes(fullest)), fullest, "as much as a slot can say"),
        "_of_the_last_epoch": (a_slot(epoch=0xFFFF_FFFF), SAID, "an epoch is four bytes"),
    }
    for how, (payload, said, why) in opened.items():
        other = {"epoch": 0xFFFF_FFFF} if how == "_of_the_last_epoch" else {}
        yield succeeds(
            f"nudge_opened{how}", "10.2", "open_slot", why, given(payload, **other), {"said": said}
        )
    for how, (asked, why) in unopened().items():
        yield succeeds(f"nudge_{how}", "10.2", "open_slot", why, asked, {"said": None})


def unopened() -> dict[str, tuple[dict[str, Any], str]]:
    whole = a_slot()
    altered = whole.replace(b'"sealed":"AAAAA', b'"sealed":"AAAAB')
    return {
        "of_another_account": (given(whole, account=OTHER_ACCOUNT.hex()), "the account is in what is bound"),
        "of_another_phone": (given(whole, device=OTHER_DEVICE.hex()), "the device is in what is bound"),
        "of_another_root": (given(whole, root=OTHER_ROOT.hex()), "a removed phone gets no slot of another"),
        "of_an_epoch_that_is_over": (given(whole, epoch=2), "the epoch stands before the nonce"),
        "moved_to_another_minute": (given(whole.replace(SEVEN.encode(), EIGHT.encode())), "due_at is bound"),
        "altered": (given(altered), "AES-GCM"),
        "under_another_label": (given(a_slot(label="plumbline/1 auth")), "each use has its label"),
        "without_a_text": (given(a_slot(as_bytes({"until": UNTIL}))), "nothing could be shown"),
        "whose_text_is_no_text": (given(a_slot(as_bytes({"text": 1}))), "an id is a text"),
        "that_says_a_list": (given(a_slot(b'["talk"]')), "an object or nothing"),
        "that_says_no_json": (given(a_slot(b"talk")), "an object or nothing"),
        "that_is_no_json": (given(b"Time to look in"), "a push message of somebody else"),
        "that_is_empty": (given(b""), "a push message without a payload"),
        "that_is_no_object": (given(b"null"), "nothing to read"),
        "without_anything_sealed": (given(as_bytes({"web_push": 8030, "due_at": SEVEN})), "nothing to open"),
        "sealed_too_short": (given(as_bytes({"due_at": SEVEN, "sealed": b64(bytes(287))})), "288 bytes"),
        "sealed_too_long": (given(as_bytes({"due_at": SEVEN, "sealed": b64(bytes(289))})), "288 bytes"),
        "due_at_no_time": (given(whole.replace(SEVEN.encode(), b"noon")), "a time is in UTC"),
    }
