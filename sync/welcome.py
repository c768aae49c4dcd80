"""Pairing, from both sides: a new phone that shows a code, and an open one that lets it in (PROTOCOL 3.5)."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.answers import PairingState
from sync.client import Server
from sync.core import Core, Parts
from sync.journal_header import device_as_json
from sync.keyring import Keyring
from sync.pairing import (
    Boxed,
    Invited,
    digits,
    new_pairing,
    open_box,
    pairing_id,
    read_pairing_link,
    seal_box,
    write_pairing_link,
)
from sync.problems import BadPairingBox, WrongAccount
from sync.renewal import new_device
from sync.replica import Replica
from sync.standing import Standing
from sync.vault import Vault


@dataclass
class Guest:
    """A new phone that waits to be let in. Its one-time key is never stored: who stops begins again."""

    server: Server
    parts: Parts
    key: X25519PrivateKey = field(default_factory=new_pairing, repr=False)

    @property
    def pk(self) -> bytes:
        """The public half, which the code shows and the server never learns."""
        return self.key.public_key().public_bytes_raw()

    def announce(self) -> str:
        """Tell the server that somebody waits: the link to show, good for ten minutes."""
        self.server.announce(pairing_id(self.pk))
        return write_pairing_link(self.pk)

    def digits(self) -> str | None:
        """The six digits, once the other phone has answered. Raises BadPairingBox."""
        state = self.server.pairing(pairing_id(self.pk))
        if state.state == "waiting":
            return None
        self._open(state)
        return digits(self.pk, state.box)

    def enter(self, path: Path) -> Core | None:
        """This phone in a new file, open, once the other one has said yes; nothing is pulled yet.

        The server hears of the device first: without it the file would hold nothing that opens the journal.
        """
        state = self.server.pairing(pairing_id(self.pk))
        if state.state != "confirmed":
            return None
        boxed, invited = self._open(state), _invited(state)
        first = Keyring(invited.account, invited.epoch, {invited.epoch: boxed.root}, {})
        device, private_bytes = new_device(first, self.parts)
        asked = device_as_json(device) | {"pairing": pairing_id(self.pk).hex()}
        vault = self.server.add_device(asked)
        keyring = _keyring(vault, boxed, invited)
        standing = Standing(
            vault.account, device.id, private_bytes, vault, told=boxed.seq, vault_keys=keyring.vault_keys,
            histories=vault.histories, vouched=keyring.vouched(vault),
            origin=self.server.origin, cookie=self.server.cookie,
        )  # fmt: skip
        core = Core(Replica.begin(path, standing, self.parts.after), self.parts, keyring=keyring)
        core.use(self.server)
        return core

    def _open(self, state: PairingState) -> Boxed:
        return open_box(state.box, _invited(state), self.key)


def let_in(core: Core, link: str) -> str:
    """Put the box for the phone that shows this link: the six digits to compare."""
    keyring, pk = core.keys(), read_pairing_link(link)
    boxed = Boxed(keyring.root, core.replica.standing.seq)
    box = seal_box(boxed, Invited(keyring.account, keyring.epoch), pk)
    core.ask(lambda server: server.put_box(pairing_id(pk), box))
    return digits(pk, box)


def confirm(core: Core, link: str) -> None:
    """The digits are the same: let the phone register."""
    pk = read_pairing_link(link)
    core.ask(lambda server: server.confirm(pairing_id(pk)))


def refuse(core: Core, link: str) -> None:
    """The digits differ: the pairing ends."""
    pk = read_pairing_link(link)
    core.ask(lambda server: server.refuse(pairing_id(pk)))


def _invited(state: PairingState) -> Invited:
    if state.account is None:
        raise BadPairingBox("no account")
    return Invited(state.account, state.epoch)


def _keyring(vault: Vault, boxed: Boxed, invited: Invited) -> Keyring:
    if vault.account != invited.account:
        raise WrongAccount
    keyring = Keyring.of(boxed.root, invited.epoch, vault.account, vault.histories, {})
    keyring.must_vouch(vault)
    return keyring
