"""What only this server can compute: under its secret, one label for each use."""

import hmac

from flask import current_app

MAC_BYTES = 32


def mac(label: str, content: bytes) -> bytes:
    """HMAC-SHA256 of a label and some bytes, 32 bytes."""
    key: bytes = current_app.config["SECRET_KEY"]
    return hmac.digest(key, label.encode("ascii") + b"\0" + content, "sha256")


def is_mac(tried: bytes, label: str, content: bytes) -> bool:
    return hmac.compare_digest(tried, mac(label, content))
