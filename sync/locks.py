"""Locks open the root: passphrase, recovery code, passkey; wrap and unwrap (PROTOCOL 3.3).

A lock of kind `device` never leaves its phone, so it is known here by name only.
"""

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sync import sizes
from sync.chain import AccountId
from sync.keys import Root, expand, extract
from sync.problems import (
    MalformedLock,
    MalformedRecoveryCode,
    MistypedRecoveryCode,
    PassphraseEmpty,
    PassphraseTooLong,
    UnsafeLock,
    WrongSecret,
)

# Unicode's White_Space. Python's own idea of a space also holds U+001C to U+001F, JavaScript's holds U+FEFF.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_WHITE_SPACE_RUN = re.compile(f"[{WHITE_SPACE}]+")
_HYPHEN_OR_SPACE = re.compile(f"[-{WHITE_SPACE}]")
PRF_SALT = hashlib.sha256(b"plumbline/1 prf").digest()  # what every passkey that signs in is asked with
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS_BY_SYMBOL = {symbol: bits for bits, symbol in enumerate(_SYMBOLS)}
_BITS_BY_SYMBOL |= {symbol.lower(): bits for symbol, bits in _BITS_BY_SYMBOL.items()}
_BITS_BY_SYMBOL |= {"I": 1, "i": 1, "L": 1, "l": 1, "O": 0, "o": 0}
_CHECKSUM_BITS = 20


@dataclass(frozen=True)
class Cost:
    """What Argon2id is to spend. The defaults are what we write, and the least that a reader accepts."""

    memory_kib: int = sizes.MEMORY_KIB
    passes: int = sizes.PASSES
    lanes: int = sizes.LANES


@dataclass(frozen=True)
class Lock:
    """One way to the root. `salt` and `cost` belong to a passphrase alone."""

    id: bytes
    kind: str
    epoch: int
    wrapped: bytes
    salt: bytes = b""
    cost: Cost = Cost()


@dataclass(frozen=True)
class LockKeys:
    """auth is what the server may see at sign-in; kek wraps the root. 32 bytes each."""

    auth: bytes
    kek: bytes


def normal_form(passphrase: str) -> bytes:
    """NFKC, white space folded, UTF-8. Raises PassphraseEmpty, PassphraseTooLong."""
    folded = _WHITE_SPACE_RUN.sub(" ", unicodedata.normalize("NFKC", passphrase)).strip(" ")
    normal = folded.encode()
    if not normal:
        raise PassphraseEmpty
    if len(normal) > sizes.PASSPHRASE_BYTES_MAX:
        raise PassphraseTooLong(f"{len(normal)} bytes")
    return normal


def check_cost(cost: Cost) -> None:
    """Nothing when it is safe to stretch with. Raises UnsafeLock: too weak, or so heavy that it hurts."""
    within = (
        sizes.MEMORY_KIB <= cost.memory_kib <= sizes.MEMORY_KIB_MAX
        and sizes.PASSES <= cost.passes <= sizes.PASSES_MAX
        and sizes.LANES <= cost.lanes <= sizes.LANES_MAX
    )
    if not within:
        raise UnsafeLock(f"{cost.memory_kib} KiB, {cost.passes} passes, {cost.lanes} lanes")


def stretch(passphrase: str, salt: bytes, cost: Cost = Cost()) -> bytes:
    """The 32 bytes `s` of a passphrase: most of a second of work. Refuses an unsafe cost first."""
    check_cost(cost)
    if len(salt) != sizes.SALT_BYTES:
        raise MalformedLock("salt")
    argon2id = Argon2id(
        salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return argon2id.derive(normal_form(passphrase))


def lock_keys(s: bytes) -> LockKeys:
    """auth and kek from a lock's `s`."""
    return LockKeys(auth=expand(s, "auth"), kek=expand(s, "kek"))


def passphrase_keys(passphrase: str, salt: bytes, cost: Cost = Cost()) -> LockKeys:
    """The keys of a passphrase lock."""
    return lock_keys(stretch(passphrase, salt, cost))


def recovery_keys(secret: bytes) -> LockKeys:
    """The keys of a recovery lock, from the code's 20 secret bytes."""
    return lock_keys(extract(secret))


def passkey_kek(prf: bytes) -> bytes:
    """The kek of a passkey lock, from 32 bytes of WebAuthn PRF output. A passkey has no auth."""
    return lock_keys(extract(prf)).kek


def wrap(root: Root, kek: bytes, account: AccountId, lock_id: bytes, epoch: int, kind: str) -> bytes:
    """The root wrapped under a kek, 60 bytes, with a fresh nonce."""
    nonce = os.urandom(sizes.NONCE_BYTES)
    return nonce + AESGCM(kek).encrypt(nonce, root, _aad(account, lock_id, epoch, kind))


def unwrap(lock: Lock, kek: bytes, account: AccountId) -> Root:
    """The root. Raises MalformedLock, and WrongSecret unless all of kek, account, id, epoch and kind fit."""
    if len(lock.wrapped) != sizes.WRAPPED_BYTES:
        raise MalformedLock("wrapped")
    nonce, sealed = lock.wrapped[: sizes.NONCE_BYTES], lock.wrapped[sizes.NONCE_BYTES :]
    try:
        return Root(AESGCM(kek).decrypt(nonce, sealed, _aad(account, lock.id, lock.epoch, lock.kind)))
    except InvalidTag:
        raise WrongSecret from None


def open_with_passphrase(lock: Lock, account: AccountId, passphrase: str) -> Root:
    """The root. Raises UnsafeLock and MalformedLock before any stretching, then WrongSecret."""
    check_cost(lock.cost)
    if len(lock.wrapped) != sizes.WRAPPED_BYTES:
        raise MalformedLock("wrapped")
    return unwrap(lock, passphrase_keys(passphrase, lock.salt, lock.cost).kek, account)


def open_with_recovery_code(lock: Lock, account: AccountId, code: str) -> Root:
    """The root. Raises what read_recovery_code and unwrap raise."""
    return unwrap(lock, recovery_keys(read_recovery_code(code)).kek, account)


def write_recovery_code(secret: bytes) -> str:
    """Nine groups of four symbols for 20 secret bytes: 160 bits and a checksum of 20."""
    bits = int.from_bytes(secret) << _CHECKSUM_BITS | _checksum(secret)
    symbols = [_SYMBOLS[bits >> 5 * place & 31] for place in reversed(range(sizes.RECOVERY_CODE_SYMBOLS))]
    return "-".join("".join(symbols[start : start + 4]) for start in range(0, len(symbols), 4))


def read_recovery_code(text: str) -> bytes:
    """The 20 secret bytes. Raises MalformedRecoveryCode, MistypedRecoveryCode."""
    symbols = _HYPHEN_OR_SPACE.sub("", text)
    if len(symbols) != sizes.RECOVERY_CODE_SYMBOLS:
        raise MalformedRecoveryCode(f"{len(symbols)} symbols")
    bits = 0
    for symbol in symbols:
        if symbol not in _BITS_BY_SYMBOL:
            raise MalformedRecoveryCode("a symbol that no code has")
        bits = bits << 5 | _BITS_BY_SYMBOL[symbol]
    secret = (bits >> _CHECKSUM_BITS).to_bytes(sizes.RECOVERY_SECRET_BYTES)
    if bits & (1 << _CHECKSUM_BITS) - 1 != _checksum(secret):
        raise MistypedRecoveryCode
    return secret


def _checksum(secret: bytes) -> int:
    digest = hashlib.sha256(b"plumbline/1 recovery" + secret).digest()
    return int.from_bytes(digest[:3]) >> 4


def _aad(account: AccountId, lock_id: bytes, epoch: int, kind: str) -> bytes:
    return account + lock_id + epoch.to_bytes(4) + kind.encode("ascii")
