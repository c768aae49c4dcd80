"""All lies of the hostile server, each with what a phone must say to it (PROTOCOL 7).

A lie whose `said` is empty harms nobody: the phone goes on, and all phones come to the same.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.chain import change_id
from sync.values import bytes_to_b64
from tests.adversary import log_lies as log
from tests.adversary import vault_lies as vault
from tests.adversary import wire_lies as wire
from tests.adversary.hostile_server import Lie, the_truth
from tests.adversary.scene import Scene
from tests.sync import cast


@dataclass(frozen=True)
class Lying:
    """One lie. said: the problems of which one must be named; mends: whether all is well once it ends."""

    name: str
    lie: Callable[[Scene], Lie]
    said: frozenset[str] = frozenset()
    mends: bool = True


def told(name: str, lie: Callable[[Scene], Lie], *said: str, mends: bool = True) -> Lying:
    return Lying(name, lie, frozenset(said), mends)


def about_tablet(view: Callable[..., log.View], *given: Any) -> Callable[[Scene], Lie]:
    """A lie about the tablet's changes; the first two of its five are known to the phone."""
    return lambda scene: log.showing(view(scene.tablet.device, *given))


def about_vault(rewrite: Callable[[Scene], vault.Rewrite]) -> Callable[[Scene], Lie]:
    return lambda scene: vault.naming(rewrite(scene))


def always(lie: Lie) -> Callable[[Scene], Lie]:
    return lambda scene: lie


def forged_device(scene: Scene) -> Lie:
    """A phone that nobody let in is named in the vault, and what it signed stands in the log."""
    stranger = cast.Journal(account=scene.account).a_phone()
    envelope = stranger.write(cast.an_entry(note={"text": "Never written by Alma."}))
    device = {
        "id": stranger.id.hex(),
        "epoch": scene.vaults[-1]["epoch"],
        "public_key": bytes_to_b64(stranger.public_key),
        "certificate": bytes_to_b64(os.urandom(32)),
    }
    return vault.both(vault.naming(vault.with_device(device)), log.showing(log.with_more(envelope)))


def of_a_strangers_journal(scene: Scene) -> Lie:
    envelope = cast.Journal().a_phone().write(cast.an_entry(note={"text": "Cleo's."}))
    return log.showing(log.with_more(envelope))


def rolled_back(scene: Scene) -> Lie:
    """The server's file is put back to what it was before the phone's last sync."""
    scene.server.put_back(scene.folder / "earlier.copy")
    return the_truth


def other_key(scene: Scene) -> vault.Rewrite:
    public_key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return vault.with_another_key(scene.tablet.device.hex(), public_key)


def removed_goes_on(scene: Scene) -> Lie:
    """What the removed phone wrote after it was removed is let through."""
    return log.showing(log.with_more(*scene.removed_wrote))


HEADER = {"version": 0, "account": 1, "device": 17, "epoch": 36, "counter": 44, "previous": 45}
FIELDS = {"enc": 77, "ciphertext": 109, "padding": 1000, "signature": -1}
FLIPPED = {"version": "unknown-version", "account": "wrong-account", "device": "unknown-device"}
THIRD, FOURTH, FIFTH = 2, 3, 4

LOG_LIES = [
    told("drop, numbered anew", about_tablet(log.without, FOURTH), "chain-broken"),
    told("drop, not numbered anew", about_tablet(log.with_a_hole, FOURTH), "log-gap"),
    told("repeat", about_tablet(log.repeating, FOURTH), "chain-broken"),
    told("reorder within a device", about_tablet(log.swapping, THIRD, FOURTH), "chain-broken"),
    told("swap two places", about_tablet(log.swapping, THIRD, FIFTH), "chain-broken"),
    told("truncate", about_tablet(log.altering, FOURTH, lambda it: it[:-1]), "malformed-envelope"),
    told("lengthen", about_tablet(log.altering, FOURTH, lambda it: it + b"\0"), "malformed-envelope"),
    told("empty", about_tablet(log.altering, FOURTH, lambda it: b""), "malformed-envelope"),
    *(
        told(f"flip a bit of {field}", about_tablet(log.with_bit_flipped, FOURTH, byte), FLIPPED.get(field, "bad-signature"))
        for field, byte in (HEADER | FIELDS).items()
    ),
    told("drop the phone's own", lambda scene: log.showing(log.without(scene.phone.device, -1)), "own-change-lost"),
    told("cut the log short", always(log.showing(log.cut_after(2))), "log-shortened"),
    told("roll back", rolled_back, "log-shortened", mends=False),
    told("another journal's log", of_a_strangers_journal, "wrong-account"),
    told("purge without order", about_tablet(log.as_stub, FOURTH, change_id), "unordered-purge"),
    told("purge under another id", about_tablet(log.as_stub, FOURTH, lambda it: bytes(32)), "chain-broken"),
    told("empty page below the head", always(wire.empty_page), "log-gap"),
    told("reorder between devices", always(log.showing(log.by_device))),
]
VAULT_LIES = [
    told("forge a device", forged_device, "bad-certificate"),
    told("another journal's vault", about_vault(lambda scene: vault.of_another_account), "wrong-account"),
    told("withhold a device", about_vault(lambda scene: vault.without_device(scene.tablet.device.hex())), "device-withheld"),
    told("give a device another key", about_vault(other_key), "device-withheld"),
    told("go back to an old epoch", about_vault(lambda scene: vault.as_it_was(scene.vaults[0])), "epoch-rolled-back"),
    told("let a removed device go on", removed_goes_on, "closed-device-wrote"),
    told("offer a lock that nobody can open", about_vault(lambda scene: vault.with_locks(wrapped=bytes_to_b64(bytes(60))))),
]
WIRE_LIES = [
    told("1,001 changes on a page", always(wire.too_many), "malformed-answer"),
    told("a page over 4 MiB", always(wire.too_large), "malformed-answer"),
    told("an answer without end", lambda scene: wire.Endless(), "malformed-answer"),
    told("not CBOR", always(wire.Pulls(b"\xff\xff\xff")), "malformed-answer"),
    told("CBOR cut short", always(wire.Pulls(b"\xa3\x64head")), "malformed-answer"),
    told("no answer in it", always(wire.Pulls(b"")), "malformed-answer"),
    told("a head that is text", always(wire.Pulled({"head": "7"})), "malformed-answer"),
    told("a head below zero", always(wire.Pulled({"head": -1})), "malformed-answer", "log-shortened"),
    told("items that are text", always(wire.Pulled({"changes": ["1", "2"]})), "malformed-answer"),
    told("no vault version", always(wire.Pulled({"vault": None})), "malformed-answer"),
    told("nobody is signed in", always(wire.nobody_is_signed_in), "not-signed-in", "sign-in-failed"),
    told("somebody else's session", lambda scene: wire.as_somebody_else(scene.cleo.phone.server.cookie), "wrong-account"),
]
