"""Pairing, from both sides: a new phone that shows a code, and an open one that lets it in (PROTOCOL 3.5)."""

from dataclasses import dataclass, field
from pathlib import Path

from sync.answers import PairingState
from sync.chain import AccountId
from sync.client import Server
from sync.core import Core, Parts
from sync.keyring import Keyring
from sync.members import device_as_json
from sync.pairing import (
    Boxed,
    Code,
    Invited,
    Pairing,
    digits,
    must_open,
    new_pairing,
    open_box,
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
    """A new phone that waits to be let in. Its one-time key is never stored: who stops begins again.

    taken: the one box it goes by, once there was one; the opening is shown only then.
    """

    server: Server
    parts: Parts
    pairing: Pairing = field(default_factory=new_pairing, repr=False)
    taken: PairingState | None = field(default=None, repr=False)

    def announce(self) -> str:
        """Tell the server that somebody waits: the link to show, good for ten minutes."""
        self.server.announce(self.pairing.code.id)
        return write_pairing_link(self.pairing.code)

    def digits(self) -> str | None:
        """The six digits, once the other phone has answered. Raises BadPairingBox."""
        code, opening = self.pairing.code, self.pairing.opening
        if self.taken is None:
            state = self.server.pairing(code.id)
            if state.state == "waiting":
                return None
            self._open(state)
            self.taken = state
        self.server.put_opening(code.id, opening)
        return digits(code.pk, self.taken.box, opening)

    def enter(self, path: Path) -> Core | None:
        """This phone in a new file, open, once the other one has said yes; nothing is pulled yet.

        Asked for only when the person has said here too that the digits are the same. The server hears of the
        device first: without it the file would hold nothing that opens the journal. Raises BadPairingBox.
        """
        state = self.server.pairing(self.pairing.code.id)
        if self.taken is None or _box_of(state) != _box_of(self.taken):
            raise BadPairingBox("another than the first")
        if state.state != "confirmed":
            return None
        boxed, invited = self._open(state), _invited(state)
        first = Keyring(invited.account, invited.epoch, {invited.epoch: boxed.root}, {})
        device, private_bytes = new_device(first, self.parts)
        asked = device_as_json(device) | {"pairing": self.pairing.code.id.hex()}
        vault = self.server.add_device(asked)
        keyring = _keyring(vault, boxed, invited)
        standing = Standing(
            vault.account, device.id, private_bytes, vault, told=boxed.seq, vault_keys=keyring.vault_keys,
            histories=vault.histories, vouched=keyring.vouched(vault),
            origin=self.server.origin, cookie=self.server.cookie,
        )  # fmt: skip
        core = Core(Replica.begin(path, lambda: standing, self.parts.after), self.parts, keyring=keyring)
        core.use(self.server)
        return core

    def _open(self, state: PairingState) -> Boxed:
        return open_box(state.box, _invited(state), self.pairing)


@dataclass(frozen=True)
class Host:
    """An open phone that lets a new one in, by one box that it has put and does not change."""

    core: Core
    code: Code
    box: bytes = field(repr=False)

    def digits(self) -> str | None:
        """The six digits, once the new phone has shown its opening. Raises BadPairingOpening."""
        state = self.core.ask(lambda server: server.pairing(self.code.id))
        if state.state in ("waiting", "sealed"):
            return None
        must_open(self.code, state.opening)
        return digits(self.code.pk, self.box, state.opening)

    def confirm(self) -> None:
        """The digits are the same: let the phone register."""
        self.core.ask(lambda server: server.confirm(self.code.id))

    def refuse(self) -> None:
        """The digits differ: the pairing ends."""
        self.core.ask(lambda server: server.refuse(self.code.id))


def let_in(core: Core, link: str) -> Host:
    """Put the box for the phone that shows this link."""
    keyring, code = core.keys(), read_pairing_link(link)
    boxed = Boxed(keyring.root, core.replica.standing.seq)
    box = seal_box(boxed, Invited(keyring.account, keyring.epoch), code)
    core.ask(lambda server: server.put_box(code.id, box))
    return Host(core, code, box)


def _box_of(state: PairingState) -> tuple[AccountId | None, int, bytes]:
    return state.account, state.epoch, state.box


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
