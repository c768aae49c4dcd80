"""Vectors of PROTOCOL 3: deriving, certificates, and locks."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import ACCOUNT, OTHER_ACCOUNT, OTHER_ROOT, ROOT, SeededPhone, expand, seed, vault, wrap
from tests.sync.vectors_of_secrets import PASSPHRASE, SECRET, recovery_code

LOCK_ID, SALT = seed("lock", 16), seed("salt", 16)


def vectors() -> Iterator[Named]:
    yield from deriving()
    yield from certificates()
    yield from keys_of_locks()
    yield from locks()


def deriving() -> Iterator[Named]:
    for label in ("vault", "devices", "snapshots", "history", "auths", "purges", "nudges"):
        why = "HKDF-Expand with the root as PRK; nothing is extracted"
        given = {"root": ROOT.hex(), "label": label}
        yield succeeds(f"derive_{label}", "3.1", "derive", why, given, {"key": expand(ROOT, label).hex()})
    yield succeeds(
        "derive_key_pair_of_rfc_9180",
        "3.1",
        "derive_key_pair",
        "RFC 9180 A.1.1: ikmE, skEm and pkEm",
        {"ikm": "7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"},
        {
            "sk_r": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
            "pk_r": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
        },
    )
    sk_r, pk_r = vault(ROOT)
    yield succeeds(
        "vault_key_pair",
        "3.1",
        "vault_key_pair",
        "the label's bytes are the ikm of DeriveKeyPair",
        {"root": ROOT.hex()},
        {"sk_r": sk_r.hex(), "pk_r": pk_r.hex()},
    )


def certificates() -> Iterator[Named]:
    phone = SeededPhone("Alma's phone")
    claim = {
        "root": ROOT.hex(),
        "device": phone.device.hex(),
        "public_key": phone.public_key.hex(),
        "epoch": 1,
    }
    certificate = phone.certificate()
    yield succeeds(
        "device_certificate",
        "3.2",
        "device_certificate",
        "HMAC over device, public key and epoch",
        claim,
        {"certificate": certificate.hex()},
    )
    yield succeeds(
        "device_certificate_of_a_late_epoch",
        "3.2",
        "device_certificate",
        "the epoch is four bytes, big-endian",
        {**claim, "epoch": 0x01020304},
        {"certificate": phone.certificate(0x01020304).hex()},
    )
    wrong = {
        "for_another_epoch": {"epoch": 2, "certificate": certificate.hex()},
        "of_another_root": {"root": OTHER_ROOT.hex(), "certificate": certificate.hex()},
        "for_another_key": {
            "public_key": SeededPhone("Cleo").public_key.hex(),
            "certificate": certificate.hex(),
        },
        "for_another_device": {"device": SeededPhone("Cleo").device.hex(), "certificate": certificate.hex()},
        "cut_short": {"certificate": certificate[:-1].hex()},
        "empty": {"certificate": ""},
    }
    for how, given in wrong.items():
        yield fails(
            f"certificate_{how}",
            "3.2",
            "check_certificate",
            "bad-certificate",
            "a server must not be able to let a device in",
            {**claim, **given},
        )


def lock_keys(s: bytes) -> tuple[bytes, bytes]:
    return expand(s, "auth"), expand(s, "kek")


def extract(secret: bytes) -> bytes:
    return hmac.digest(b"", secret, hashlib.sha256)


def stretched(passphrase: str, memory_kib: int = 65536, passes: int = 3, lanes: int = 1) -> bytes:
    argon2id = Argon2id(salt=SALT, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    return argon2id.derive(passphrase.encode())


def keys_of_locks() -> Iterator[Named]:
    for how, typed, (passes, lanes) in (
        ("", PASSPHRASE, (3, 1)),
        ("_untidy", f"  {PASSPHRASE.replace(' ', '   ')} ", (3, 1)),
        ("_heavier", PASSPHRASE, (4, 2)),
    ):
        auth, kek = lock_keys(stretched(PASSPHRASE, passes=passes, lanes=lanes))
        given = {
            "passphrase": typed,
            "salt": SALT.hex(),
            "memory_kib": 65536,
            "passes": passes,
            "lanes": lanes,
        }
        yield succeeds(
            f"passphrase_keys{how}",
            "3.3",
            "passphrase_keys",
            "Argon2id of the normal form, version 0x13",
            given,
            {"auth": auth.hex(), "kek": kek.hex()},
        )
    auth, kek = lock_keys(extract(SECRET))
    yield succeeds(
        "recovery_keys",
        "3.3",
        "recovery_keys",
        "extracted with an empty salt, never stretched",
        {"secret": SECRET.hex()},
        {"auth": auth.hex(), "kek": kek.hex()},
    )
    prf = seed("prf")
    yield succeeds(
        "passkey_kek",
        "3.3",
        "passkey_kek",
        "a passkey has a kek and no auth",
        {"prf": prf.hex()},
        {"kek": lock_keys(extract(prf))[1].hex()},
    )


def locks() -> Iterator[Named]:
    kek = lock_keys(extract(SECRET))[1]
    wrapped = wrap(kek, LOCK_ID, "recovery")
    lock = {"id": LOCK_ID.hex(), "kind": "recovery", "epoch": 1, "wrapped": b64(wrapped)}
    given = {"account": ACCOUNT.hex(), "lock": lock, "recovery_code": recovery_code(SECRET)}
    gives = {"root": ROOT.hex()}
    yield succeeds(
        "lock_opened_with_recovery_code", "3.3", "open_lock", "nonce, root, tag: 60 bytes", given, gives
    )

    prf = seed("prf")
    passkey = {
        **lock,
        "kind": "passkey",
        "wrapped": b64(wrap(lock_keys(extract(prf))[1], LOCK_ID, "passkey")),
    }
    yield succeeds(
        "lock_opened_with_passkey",
        "3.3",
        "open_lock",
        "32 bytes of WebAuthn PRF output",
        {"account": ACCOUNT.hex(), "lock": passkey, "prf": prf.hex()},
        gives,
    )

    cost = {"salt": b64(SALT), "memory_kib": 65536, "passes": 3, "lanes": 1}
    by_passphrase = wrap(lock_keys(stretched(PASSPHRASE))[1], LOCK_ID, "passphrase")
    passphrase = {**lock, "kind": "passphrase", "wrapped": b64(by_passphrase), **cost}
    typed = {"account": ACCOUNT.hex(), "lock": passphrase, "passphrase": PASSPHRASE}
    yield succeeds("lock_opened_with_passphrase", "3.3", "open_lock", "as the app writes it", typed, gives)
    yield fails(
        "lock_with_wrong_passphrase",
        "3.3",
        "open_lock",
        "wrong-secret",
        "ask again",
        {**typed, "passphrase": PASSPHRASE + "s"},
    )
    yield from locks_not_stretched(passphrase, typed)
    yield from locks_out_of_place(given, wrapped, passkey["wrapped"])


def locks_out_of_place(given: dict[str, Any], wrapped: bytes, of_another_kind: str) -> Iterator[Named]:
    lock = given["lock"]
    wrong = {
        "of_another_account": {**given, "account": OTHER_ACCOUNT.hex()},
        "of_another_epoch": {**given, "lock": {**lock, "epoch": 2}},
        "with_another_id": {**given, "lock": {**lock, "id": seed("another lock", 16).hex()}},
        "of_another_kind": {**given, "lock": {**lock, "wrapped": of_another_kind}},
        "with_a_bit_flipped": {
            **given,
            "lock": {**lock, "wrapped": b64(wrapped[:-1] + bytes([wrapped[-1] ^ 1]))},
        },
        "with_another_code": {**given, "recovery_code": recovery_code(seed("another", 20))},
    }
    for how, wrongly_given in wrong.items():
        why = "account, id, epoch and kind are bound to the wrapped root"
        yield fails(f"lock_{how}", "3.3", "open_lock", "wrong-secret", why, wrongly_given)
    for how, size in {"cut_short": wrapped[:-1], "too_long": wrapped + b"\0", "empty": b""}.items():
        yield fails(
            f"lock_{how}",
            "3.3",
            "open_lock",
            "malformed-lock",
            "60 bytes, no more and no less",
            {**given, "lock": {**lock, "wrapped": b64(size)}},
        )


def locks_not_stretched(lock: dict[str, object], typed: dict[str, object]) -> Iterator[Named]:
    for how, parts, problem in (
        ("weak", {"memory_kib": 8}, "unsafe-lock"),
        # 2^53 - 1 KiB: an implementation that stretches first does not come back from this one.
        ("that_would_hang", {"memory_kib": 2**53 - 1, "passes": 2**31}, "unsafe-lock"),
        ("weak_and_cut_short", {"passes": 1, "wrapped": ""}, "unsafe-lock"),
        ("with_a_short_salt", {"salt": b64(SALT[:8])}, "malformed-lock"),
        ("with_passphrase_cut_short", {"wrapped": b64(bytes(59))}, "malformed-lock"),
    ):
        why = "refused before the passphrase is stretched"
        yield fails(f"lock_{how}", "3.3", "open_lock", problem, why, {**typed, "lock": {**lock, **parts}})
