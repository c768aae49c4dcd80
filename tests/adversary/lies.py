"""All lies of the hostile server, each with what a phone must say to it (PROTOCOL 7).

A lie whose `said` is empty harms nobody: the phone goes on, and all phones come to the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.chain import change_id
from tests.adversary import forged
from tests.adversary import log_lies as log
from tests.adversary import vault_lies as vault
from tests.adversary import wire_lies as wire
from tests.adversary.hostile_server import Lie
from tests.adversary.scene import Scene


@dataclass(frozen=True)
class Lying:
    """One lie. said: the problems of which one must be named; mends: whether all is well once it ends."""

    name: str
    lie: Callable[[Scene], Lie]
    said: frozenset[str] = frozenset()
    mends: bool = True


def told(name: str, lie: Callable[[Scene], Lie], *said: str, mends: bool = True) -> Lying:
    return Lying(name, lie, frozenset(said), mends)


def of_tablet(view: Callable[..., log.View], *given: Any) -> Callable[[Scene], Lie]:
    """A lie about the tablet's changes; its last three are not known to the phone."""
    return lambda scene: log.showing(view(scene.tablet.device, *given))


def in_vault(rewrite: Callable[[Scene], vault.Rewrite]) -> Callable[[Scene], Lie]:
    return lambda scene: vault.naming(rewrite(scene))


def always(lie: Lie) -> Callable[[Scene], Lie]:
    return lambda scene: lie


BYTES = {
    "version": (0, "unknown-version"),
    "account": (1, "wrong-account"),
    "device": (17, "unknown-device"),
    "epoch": (36, "bad-signature"),
    "counter": (44, "bad-signature"),
    "previous": (45, "bad-signature"),
    "enc": (77, "bad-signature"),
    "ciphertext": (109, "bad-signature"),
    "signature": (-1, "bad-signature"),
}
FIRST, MIDDLE, LAST = -3, -2, -1

LOG_LIES = [
    told("drop, numbered anew", of_tablet(log.without, MIDDLE), "chain-broken"),
    told("drop, with a hole", of_tablet(log.with_a_hole, MIDDLE), "log-gap"),
    told("drop the phone's own", forged.own_newest, "own-change-lost"),
    told("repeat", of_tablet(log.repeating, MIDDLE), "chain-broken"),
    told("reorder within a device", of_tablet(log.swapping, FIRST, MIDDLE), "chain-broken"),
    told("swap two places", of_tablet(log.swapping, FIRST, LAST), "chain-broken"),
    told("truncate", of_tablet(log.altering, MIDDLE, lambda it: it[:-1]), "malformed-envelope"),
    told("lengthen", of_tablet(log.altering, MIDDLE, lambda it: it + b"\0"), "malformed-envelope"),
    told("empty", of_tablet(log.altering, MIDDLE, lambda it: b""), "malformed-envelope"),
    *(
        told(f"flip a bit of {field}", of_tablet(log.with_bit_flipped, MIDDLE, byte), said)
        for field, (byte, said) in BYTES.items()
    ),
    told("cut the log short", always(log.showing(log.cut_after(2))), "log-shortened"),
    # Nothing to mend: this server has truly lost what it had taken, and says so each time it is asked.
    told("roll back", forged.rolled_back, "log-shortened", "own-change-lost", mends=False),
    told("another journal's log", forged.of_a_strangers_journal, "wrong-account"),
    told("purge without order", of_tablet(log.as_stub, MIDDLE, change_id), "unordered-purge"),
    told(
        "purge the last without order", of_tablet(log.as_stub, LAST, lambda it: bytes(32)), "unordered-purge"
    ),
    told("add a stub to a device's end", of_tablet(log.ending_with_a_stub), "unordered-purge"),
    told("purge the phone's own", forged.own_as_stub, "unordered-purge"),
    told("add a stub of the phone's own", forged.own_stub, "unordered-purge"),
    told("say that the phone's chain is forked", always(forged.a_fork), "chain-broken"),
    told("say that it took what it did not", forged.swallowing, "own-change-lost"),
    told("say that the log is longer", forged.longer, "log-shortened", "log-gap"),
    told("purge under another id", of_tablet(log.as_stub, MIDDLE, lambda it: bytes(32)), "chain-broken"),
    told("empty page below the head", always(wire.empty_page), "log-gap"),
    told("reorder between devices", forged.between_devices),
]
VAULT_LIES = [
    told("forge a device", forged.device, "bad-certificate"),
    told("another journal's vault", in_vault(lambda scene: vault.of_another_account), "wrong-account"),
    told("withhold a device", in_vault(forged.without_tablet), "device-withheld"),
    told("give a device another key", in_vault(forged.other_key), "device-withheld"),
    told(
        "go back to epoch 0",
        in_vault(lambda scene: vault.at_epoch(0)),
        "epoch-rolled-back",
        "malformed-answer",
    ),
    told("offer a lock nobody can open", in_vault(forged.lock_that_nobody_opens)),
]
WIRE_LIES = [
    told("1,001 changes on a page", always(wire.too_many), "malformed-answer"),
    told("a page over 4 MiB", always(wire.too_large), "malformed-answer"),
    told("an answer without end", wire.endless, "malformed-answer"),
    told("not CBOR", always(wire.Pulls(b"\xff\xff\xff")), "malformed-answer"),
    told("CBOR cut short", always(wire.Pulls(b"\xa3\x64head")), "malformed-answer"),
    told("nothing in the answer", always(wire.Pulls(b"")), "malformed-answer"),
    told("a head that is text", always(wire.Pulled({"head": "7"})), "malformed-answer"),
    told("a head below zero", always(wire.Pulled({"head": -1})), "malformed-answer", "log-shortened"),
    told("changes that are text", always(wire.Pulled({"changes": ["1", "2"]})), "malformed-answer"),
    told("no version of the vault", always(wire.Pulled({"vault": None})), "malformed-answer"),
    told("nobody is signed in", always(wire.nobody_is_signed_in), "not-signed-in", "sign-in-failed"),
    told("somebody else's session", wire.cleos_session, "wrong-account"),
]
LIES = [*LOG_LIES, *VAULT_LIES, *WIRE_LIES]
