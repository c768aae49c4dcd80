"""Lies that take some work: what a server can make up without any key of Alma's."""

import os

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.chain import Header, change_id
from sync.values import bytes_to_b64
from tests.adversary import log_lies as log
from tests.adversary import vault_lies as vault
from tests.adversary.asked import Answer, Asked, a_problem
from tests.adversary.hostile_server import Honest, Lie, the_truth
from tests.adversary.scene import Scene
from tests.sync import cast


def device(scene: Scene) -> Lie:
    """A phone that nobody let in is named in the vault, and what it signed stands in the log."""
    stranger = cast.Journal(account=scene.account).a_phone()
    envelope = stranger.write(cast.an_entry(note={"text": "Never written by Alma."}))
    named = {
        "id": stranger.id.hex(),
        "epoch": scene.vault["epoch"],
        "public_key": bytes_to_b64(stranger.public_key),
        "certificate": bytes_to_b64(os.urandom(32)),
    }
    return vault.both(
        vault.naming(vault.with_device(named)), log.showing(log.with_more(scene.head + 1, envelope))
    )


def of_a_strangers_journal(scene: Scene) -> Lie:
    """A change that is right in everything, in another journal."""
    envelope = cast.Journal().a_phone().write(cast.an_entry(note={"text": "Cleo's."}))
    return log.showing(log.with_more(scene.head + 1, envelope))


def rolled_back(scene: Scene) -> Lie:
    """The server's file is put back to what it was before the phone's last sync."""
    scene.server.put_back(scene.earlier)
    return the_truth


def own_newest(scene: Scene) -> Lie:
    """What the phone sends from now on is taken, and never shown again."""
    return log.showing(log.hiding(scene.phone.device, scene.known))


def own_as_stub(scene: Scene) -> Lie:
    """What the phone sends from now on is purged the moment it comes in."""
    return log.showing(log.as_stub(scene.phone.device, -1, change_id))


def own_stub(scene: Scene) -> Lie:
    """A stub of the phone's own beyond all that it ever wrote: nobody has to sign it."""
    return log.showing(log.ending_with_a_stub(scene.phone.device))


def a_fork(asked: Asked, honest: Honest) -> Answer:
    """Whatever is sent, another change of the same phone is said to be there."""
    if not asked.is_a("POST", log.CHANGES):
        return honest(asked)
    head = {"counter": 1000, "id": "ab" * 32}
    return a_problem("409 Conflict", "chain-forked", head=head)


def swallowing(scene: Scene) -> Lie:
    """What is sent is said to be taken, and never comes to the server."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        if not asked.is_a("POST", log.CHANGES):
            return honest(asked)
        sent = cbor2.loads(asked.body)["envelopes"][-1]
        head = {"counter": Header.parse(sent).counter, "id": change_id(sent).hex()}
        return honest(asked.to("/api/vault")).saying({"seq": scene.head, "head": head})

    return lie


def longer(scene: Scene) -> Lie:
    """More is said to be in the log than there is, in the reply to what is sent."""

    def lie(asked: Asked, honest: Honest) -> Answer:
        answer = honest(asked)
        if asked.is_a("POST", log.CHANGES) and answer.is_good:
            return answer.saying({**answer.says, "seq": answer.says["seq"] + 1000})
        return answer

    return lie


def between_devices(scene: Scene) -> Lie:
    """Nothing is missing; only which device came first is another."""
    return log.showing(log.by_device(scene.known, scene.head))


def other_key(scene: Scene) -> vault.Rewrite:
    """A known device, with a key that it never had."""
    public_key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return vault.with_another_key(scene.tablet.device.hex(), public_key)


def without_tablet(scene: Scene) -> vault.Rewrite:
    return vault.without_device(scene.tablet.device.hex())


def lock_that_nobody_opens(scene: Scene) -> vault.Rewrite:
    return vault.with_locks(wrapped=bytes_to_b64(os.urandom(60)))
