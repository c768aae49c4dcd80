"""A backup that the standard age tool opens with its passphrase (PROTOCOL 15, C2SP age.md).

Written here, because pyrage chooses its work by how fast this computer is, and a phone has to open the file;
read by pyrage, once the header has been looked at: no file may ask for so much work that it would hang.
"""

import base64
import re
import unicodedata
from collections.abc import Iterator

import pyrage
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sync import sizes
from sync.locks import WHITE_SPACE
from sync.problems import (
    MalformedFile,
    NewerJournalFile,
    PassphraseEmpty,
    PassphraseTooLong,
    SealedToAKey,
    UnsafeLock,
    WrongSecret,
)
from sync.unlocking import Random

MAGIC = b"age-encryption.org/"
VERSION = MAGIC + b"v1"
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_FILE_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES, _CHUNK_BYTES = 16, 16, 16, 65_536
_AT_ENDS = re.compile(rf"\A[{WHITE_SPACE}]+|[{WHITE_SPACE}]+\Z")
_SALT = re.compile(rb"[A-Za-z0-9+/]{22}")
_STANZA = re.compile(rb"-> ([!-~]+)((?: [!-~]+)*)")
_WORK_FACTOR = re.compile(rb"[1-9][0-9]{0,3}")


def normal_form(passphrase: str) -> str:
    """NFC, without white space at its ends: what a terminal gives when it is typed again.

    Raises PassphraseEmpty, PassphraseTooLong.
    """
    normal = unicodedata.normalize("NFC", _AT_ENDS.sub("", passphrase))
    if not normal:
        raise PassphraseEmpty
    if len(normal.encode()) > sizes.PASSPHRASE_BYTES_MAX:
        raise PassphraseTooLong(f"{len(normal.encode())} bytes")
    return normal


def seal_backup(content: bytes, passphrase: str, random: Random) -> bytes:
    """The age file of these bytes."""
    file_key, salt, nonce = (random(size) for size in (_FILE_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES))
    wrapping = _stretched(normal_form(passphrase), salt)
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    stanza = b"-> scrypt %s %d\n%s\n" % (_b64(salt), sizes.WORK_FACTOR, _b64(body))
    head = VERSION + b"\n" + stanza + b"---"
    mac = hmac.HMAC(_derived(file_key, None, b"header"), hashes.SHA256())
    mac.update(head)
    payload = b"".join(_chunks(_derived(file_key, nonce, b"payload"), content))
    return head + b" " + _b64(mac.finalize()) + b"\n" + nonce + payload


def open_backup(file: bytes, passphrase: str) -> bytes:
    """What was sealed. Raises as `work_factor_of` and `normal_form` do, WrongSecret, MalformedFile."""
    work_factor_of(file)
    try:
        return bytes(pyrage.passphrase.decrypt(file, normal_form(passphrase)))
    except pyrage.DecryptError as problem:
        # Only this one says that the passphrase did not fit.
        if str(problem) == "Decryption failed":
            raise WrongSecret from None
        raise MalformedFile(str(problem)) from None


def work_factor_of(file: bytes) -> int:
    """How much work the header asks for, log2 of scrypt's N, before anything is stretched.

    Raises MalformedFile, NewerJournalFile, SealedToAKey, UnsafeLock.
    """
    head, found, _ = file[: sizes.AGE_HEADER_BYTES_MAX].partition(b"\n---")
    first, *lines = head.split(b"\n")
    if first != VERSION:
        raise NewerJournalFile("age") if first.startswith(MAGIC) else MalformedFile("age")
    if not found:
        raise MalformedFile("a header without an end")
    stanzas = [match for match in map(_STANZA.fullmatch, lines) if match]
    if not any(stanza[1] == b"scrypt" for stanza in stanzas):
        if stanzas:
            raise SealedToAKey
        raise MalformedFile("no stanza")
    salt, work_factor = _arguments(stanzas[0][2]) if len(stanzas) == 1 else (b"", b"")
    if not _SALT.fullmatch(salt) or not _WORK_FACTOR.fullmatch(work_factor):
        raise MalformedFile("scrypt stanza")
    if int(work_factor) > sizes.WORK_FACTOR_MAX:
        raise UnsafeLock(f"2^{work_factor.decode()}")
    return int(work_factor)


def _arguments(text: bytes) -> tuple[bytes, bytes]:
    found = text.split()
    return (found[0], found[1]) if len(found) == 2 else (b"", b"")


def _stretched(passphrase: str, salt: bytes) -> bytes:
    stretching = Scrypt(salt=_SALT_LABEL + salt, length=32, n=2**sizes.WORK_FACTOR, r=8, p=1)
    return stretching.derive(passphrase.encode())


def _derived(file_key: bytes, salt: bytes | None, label: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, label).derive(file_key)


def _chunks(key: bytes, content: bytes) -> Iterator[bytes]:
    """STREAM: 64 KiB each, numbered, the last one marked; only an empty file ends with an empty chunk."""
    sealing = ChaCha20Poly1305(key)
    starts = range(0, max(1, len(content)), _CHUNK_BYTES)
    for number, start in enumerate(starts):
        is_last = start == starts[-1]
        nonce = number.to_bytes(11, "big") + bytes([is_last])
        yield sealing.encrypt(nonce, content[start : start + _CHUNK_BYTES], None)


def _b64(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")
