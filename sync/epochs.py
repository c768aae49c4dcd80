"""A new root when a device is removed: the older ones under it, and where a chain ends (PROTOCOL 3.4)."""

import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.chain import AccountId, DeviceId, Head
from sync.keys import Root, derive, vault_key_pair
from sync.problems import BadCertificate, BadHistory
from sync.sizes import HISTORY_BYTES, NONCE_BYTES


def wrap_history(root: Root, before: Root, account: AccountId, epoch: int) -> bytes:
    """The root before under the new one, 60 bytes, with a fresh nonce. epoch: the new one's."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(derive(root, "history")).encrypt(nonce, before, _aad(account, epoch))


def open_history(root: Root, history: bytes, account: AccountId, epoch: int) -> Root:
    """The root of `epoch` - 1, from the history that the root of `epoch` wrapped. Raises BadHistory."""
    if len(history) != HISTORY_BYTES:
        raise BadHistory(f"{len(history)} bytes")
    nonce, sealed = history[:NONCE_BYTES], history[NONCE_BYTES:]
    try:
        return Root(AESGCM(derive(root, "history")).decrypt(nonce, sealed, _aad(account, epoch)))
    except InvalidTag:
        raise BadHistory(f"epoch {epoch}") from None


def open_histories(
    root: Root, epoch: int, histories: Mapping[int, bytes], account: AccountId
) -> dict[int, Root]:
    """All roots by epoch, from the newest, which is of `epoch`, back to the first.

    histories: by the epoch whose root wrapped them, 2 to `epoch`. Raises BadHistory, also for one missing.
    """
    roots = {epoch: root}
    for newer in range(epoch, 1, -1):
        if newer not in histories:
            raise BadHistory(f"epoch {newer} has none")
        roots[newer - 1] = open_history(roots[newer], histories[newer], account, newer)
    return roots


def must_be_root_of(root: Root, pk_r: bytes) -> None:
    """Raises BadHistory when it is another root than that of the vault key (32 bytes) held for its epoch."""
    if vault_key_pair(root).public_key().public_bytes_raw() != pk_r:
        raise BadHistory("another root than the one held")


def closing(root: Root, device: DeviceId, head: Head, epoch: int) -> bytes:
    """What proves that a holder of the root removed this device, and where its chain ends, 32 bytes.

    epoch: that of the root. head: before the first change if the device never wrote.
    """
    ends = b"closed" + device + head.counter.to_bytes(8) + head.id + epoch.to_bytes(4)
    return hmac.digest(derive(root, "devices"), ends, hashlib.sha256)


def check_closing(root: Root, device: DeviceId, head: Head, epoch: int, certificate: bytes) -> None:
    """Nothing when the closing is of this root. Raises BadCertificate."""
    if not hmac.compare_digest(certificate, closing(root, device, head, epoch)):
        raise BadCertificate(device.hex())


def _aad(account: AccountId, epoch: int) -> bytes:
    return b"plumbline/1 history" + account + epoch.to_bytes(4)
