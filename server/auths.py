"""`auth`, what a phone shows in place of its secret: kept as a salted hash, never itself (PROTOCOL 9.2).

Little work is enough, since the phone has paid for the stretching; but it is done for everyone, there or not.
"""

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_hasher = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
# Of an auth that nobody has: what is looked at when there is no lock to look at.
_NOBODYS = _hasher.hash(b"nobody's")


def hashed(auth: bytes) -> str:
    """What is kept: the salt and the costs stand in it."""
    return _hasher.hash(auth)


def is_auth(auth: bytes, kept: str | None) -> bool:
    """Whether this is the auth that was kept. None takes as long and is never right."""
    try:
        return _hasher.verify(kept or _NOBODYS, auth) and kept is not None
    except VerifyMismatchError:
        return False
