"""What a key signs to sign in. Nothing is kept: each carries its time and our MAC (PROTOCOL 9.2)."""

import secrets
from datetime import datetime, timedelta

from server.clock import milliseconds
from server.macs import MAC_BYTES, is_mac, mac

RANDOM_BYTES, TIME_BYTES = 32, 8
GOOD_FOR = timedelta(minutes=5)
_LABEL = "challenge"


def new(now: datetime) -> bytes:
    """72 bytes: 32 random ones, milliseconds since 1970, a MAC over both."""
    signed = secrets.token_bytes(RANDOM_BYTES) + milliseconds(now).to_bytes(TIME_BYTES)
    return signed + mac(_LABEL, signed)


def is_good(challenge: bytes, now: datetime) -> bool:
    """Whether we made it, less than five minutes ago."""
    signed, tried = challenge[:-MAC_BYTES], challenge[-MAC_BYTES:]
    age_ms = milliseconds(now) - int.from_bytes(signed[RANDOM_BYTES:])
    return is_mac(tried, _LABEL, signed) and 0 <= age_ms < GOOD_FOR // timedelta(milliseconds=1)
