"""What signs in is kept beside its lock, so that sync can be turned on later (PROTOCOL 3.3, "Auth kept")."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.chain import AccountId
from sync.keys import Root, derive
from sync.problems import MalformedLock
from sync.sizes import AUTH_KEPT_BYTES, NONCE_BYTES


def seal_auth(root: Root, auth: bytes, account: AccountId, lock_id: bytes) -> bytes:
    """A lock's auth under the root, 60 bytes, with a fresh nonce."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(derive(root, "auths")).encrypt(nonce, auth, _aad(account, lock_id))


def open_auth(root: Root, kept: bytes, account: AccountId, lock_id: bytes) -> bytes:
    """The auth of this lock, 32 bytes. Raises MalformedLock: the lock has to be set again."""
    if len(kept) != AUTH_KEPT_BYTES:
        raise MalformedLock(f"an auth kept in {len(kept)} bytes")
    nonce, sealed = kept[:NONCE_BYTES], kept[NONCE_BYTES:]
    try:
        return AESGCM(derive(root, "auths")).decrypt(nonce, sealed, _aad(account, lock_id))
    except InvalidTag:
        raise MalformedLock("an auth that does not open") from None


def _aad(account: AccountId, lock_id: bytes) -> bytes:
    return b"plumbline/1 auth" + account + lock_id
