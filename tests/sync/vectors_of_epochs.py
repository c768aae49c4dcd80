"""Vectors of PROTOCOL 3.3 and 3.4: auth kept, histories, closings."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.sync.a_vector import Named, b64, fails, succeeds
from tests.sync.seeded import ACCOUNT, OTHER_ACCOUNT, OTHER_ROOT, ROOT, SeededPhone, expand, seed, vault

ROOTS = {1: ROOT, 2: seed("Alma's second root"), 3: seed("Alma's third root")}
LOCK_ID = seed("lock", 16)
AUTH = seed("auth")


def vectors() -> Iterator[Named]:
    yield from auths()
    yield from histories()
    yield from all_histories()
    yield from roots_held()
    yield from closings()


def sealed(root: bytes, label: str, content: bytes, aad: bytes) -> bytes:
    nonce = hashlib.sha256(root + content + aad).digest()[:12]
    return nonce + AESGCM(expand(root, label)).encrypt(nonce, content, aad)


def history(epoch: int, before: bytes | None = None, account: bytes = ACCOUNT) -> bytes:
    """What the root of this epoch wraps."""
    aad = b"plumbline/1 history" + account + epoch.to_bytes(4)
    return sealed(ROOTS[epoch], "history", before or ROOTS[epoch - 1], aad)


def wrong(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield "cut_short", content[:-1]
    yield "too_long", content + b"\0"
    yield "empty", b""
    yield "with_a_bit_flipped", content[:-1] + bytes([content[-1] ^ 1])


def auths() -> Iterator[Named]:
    salt = hashlib.sha256(b"plumbline/1 prf").hexdigest()
    why = "a phone that knows nothing yet can ask a passkey with it"
    yield succeeds("prf_salt", "3.3", "prf_salt", why, {}, {"salt": salt})
    aad = b"plumbline/1 auth" + ACCOUNT + LOCK_ID
    kept = sealed(ROOT, "auths", AUTH, aad)
    given: dict[str, Any] = {"root": ROOT.hex(), "account": ACCOUNT.hex(), "lock_id": LOCK_ID.hex()}
    yield succeeds(
        "auth_kept",
        "3.3",
        "open_auth",
        "nonce, auth, tag: 60 bytes",
        {**given, "kept": b64(kept)},
        {"auth": AUTH.hex()},
    )
    why = "root, account and lock are bound to it; the lock is set again"
    for how, content in wrong(kept):
        given_wrong = {**given, "kept": b64(content)}
        yield fails(f"auth_kept_{how}", "3.3", "open_auth", "malformed-lock", why, given_wrong)
    for how, part in (
        ("for_another_lock", {"lock_id": seed("another lock", 16).hex()}),
        ("for_another_account", {"account": OTHER_ACCOUNT.hex()}),
        ("under_another_root", {"root": OTHER_ROOT.hex()}),
    ):
        given_wrong = {**given, "kept": b64(kept), **part}
        yield fails(f"auth_kept_{how}", "3.3", "open_auth", "malformed-lock", why, given_wrong)


def histories() -> Iterator[Named]:
    given = {"root": ROOTS[2].hex(), "account": ACCOUNT.hex(), "epoch": 2}
    yield succeeds(
        "history",
        "3.4",
        "open_history",
        "the root before, under the new one",
        {**given, "history": b64(history(2))},
        {"root": ROOT.hex()},
    )
    why = "root, account and epoch are bound to it"
    for how, content in wrong(history(2)):
        yield fails(
            f"history_{how}", "3.4", "open_history", "bad-history", why, {**given, "history": b64(content)}
        )
    for how, part in (
        ("of_another_epoch", {"epoch": 3}),
        ("of_another_account", {"account": OTHER_ACCOUNT.hex()}),
        ("under_another_root", {"root": OTHER_ROOT.hex()}),
    ):
        yield fails(
            f"history_{how}",
            "3.4",
            "open_history",
            "bad-history",
            why,
            {**given, "history": b64(history(2)), **part},
        )


def all_histories() -> Iterator[Named]:
    given = {"root": ROOTS[3].hex(), "account": ACCOUNT.hex(), "epoch": 3}
    both = {"2": b64(history(2)), "3": b64(history(3))}
    roots = {str(epoch): root.hex() for epoch, root in ROOTS.items()}
    yield succeeds(
        "histories_of_three_epochs",
        "3.4",
        "open_histories",
        "one older root after the other",
        {**given, "histories": both},
        {"roots": roots},
    )
    yield succeeds(
        "histories_of_one_epoch",
        "3.4",
        "open_histories",
        "the first root has none before it",
        {"root": ROOT.hex(), "account": ACCOUNT.hex(), "epoch": 1, "histories": {}},
        {"roots": {"1": ROOT.hex()}},
    )
    swapped = {"2": both["3"], "3": both["2"]}
    for how, some in {
        "without_the_oldest": {"3": both["3"]},
        "without_the_newest": {"2": both["2"]},
        "swapped": swapped,
        "with_another_root_in_it": {**both, "3": b64(history(3, OTHER_ROOT))},
    }.items():
        why = "each opens with the root that the one after it gave"
        yield fails(
            f"histories_{how}", "3.4", "open_histories", "bad-history", why, {**given, "histories": some}
        )


def roots_held() -> Iterator[Named]:
    given = {"root": ROOT.hex(), "vault_key": vault(ROOT)[1].hex()}
    yield succeeds(
        "history_of_the_root_held", "3.4", "must_be_root_of", "its vault key is the one held", given, {}
    )
    yield fails(
        "history_of_another_root",
        "3.4",
        "must_be_root_of",
        "bad-history",
        "its vault key is not the one held for that epoch",
        {**given, "root": OTHER_ROOT.hex()},
    )


def closings() -> Iterator[Named]:
    phone = SeededPhone("Alma's old phone")
    given = {"root": ROOTS[2].hex(), "device": phone.device.hex(), "epoch": 2}
    never = {"counter": 0, "head": bytes(32).hex()}
    for how, ended in (
        ("", {"counter": 7, "head": seed("a head").hex()}),
        ("_of_a_device_that_never_wrote", never),
        ("_at_the_last_counter", {"counter": 2**53 - 1, "head": seed("a head").hex()}),
    ):
        certificate = closing_of(ROOTS[2], phone.device, ended, 2)
        why = "HMAC over device, counter, change id and epoch"
        yield succeeds(
            f"closing{how}",
            "3.4",
            "closing",
            why,
            {**given, **ended},
            {"certificate": certificate.hex()},
        )
    ended = {"counter": 7, "head": seed("a head").hex()}
    certificate = closing_of(ROOTS[2], phone.device, ended, 2)
    right = {**given, **ended, "certificate": certificate.hex()}
    yield succeeds("closing_checked", "3.4", "check_closing", "made by a holder of the root", right, {})
    for how, part in (
        ("of_another_device", {"device": SeededPhone("Alma's phone").device.hex()}),
        ("at_another_counter", {"counter": 6}),
        ("at_another_change", {"head": seed("another head").hex()}),
        ("of_another_epoch", {"epoch": 1}),
        ("of_another_root", {"root": ROOT.hex()}),
        ("cut_short", {"certificate": certificate[:-1].hex()}),
        ("empty", {"certificate": ""}),
    ):
        why = "a server must not be able to end a chain"
        yield fails(f"closing_{how}", "3.4", "check_closing", "bad-certificate", why, {**right, **part})


def closing_of(root: bytes, device: bytes, ended: dict[str, Any], epoch: int) -> bytes:
    place = ended["counter"].to_bytes(8) + bytes.fromhex(ended["head"]) + epoch.to_bytes(4)
    return hmac.digest(expand(root, "devices"), b"closed" + device + place, hashlib.sha256)
