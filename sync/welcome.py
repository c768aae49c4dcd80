"""Pairing, from both sides: a new phone that shows a code, and an open one that lets it in (PROTOCOL 3.5)."""

from dataclasses import dataclass, field
from functools import partial
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
from sync.vault import Vault, VaultDevice


@dataclass
class Guest:
    """A new phone that waits to be let in. Its one-time key is never stored: who stops begins again.

    taken: the one box it goes by, once there was one; the opening is shown only then.
    """

    server: Server
    parts: Parts
    pairing: Pairing = field(default_factory=new_pairing, repr=False)
    taken: "Taken | None" = field(default=None, repr=False)

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
            self.taken = self._take(state)
        self.server.put_opening(code.id, opening, self.taken.device.id)
        return digits(code.pk, self.taken.state.box, opening)

    def enter(self, path: Path) -> Core | None:
        """This phone in a new file, open, once the other one has said yes; nothing is pulled yet.

        Asked for only when the person has said here too that the digits are the same. The server hears of the
        device once its file can be written, and before it is: without the vault it would hold nothing that
        opens the journal. Asked again, it is the same device. Raises BadPairingBox, FileExistsError.
        """
        state, taken = self.server.pairing(self.pairing.code.id), self.taken
        if taken is None or _box_of(state) != _box_of(taken.state):
            raise BadPairingBox("another than the first")
        if state.state != "confirmed":
            return None
        replica = Replica.begin(path, partial(self._register, taken), self.parts.after)
        core = Core(replica, self.parts, keyring=taken.keyring(replica.standing.vault))
        core.use(self.server)
        return core

    def _take(self, state: PairingState) -> "Taken":
        invited = _invited(state)
        boxed = open_box(state.box, invited, self.pairing)
        first = Keyring(invited.account, invited.epoch, {invited.epoch: boxed.root}, {})
        return Taken(state, invited, boxed, *new_device(first, self.parts))

    def _register(self, taken: "Taken") -> Standing:
        device = device_as_json(taken.device)
        vault = self.server.add_device(device | {"pairing": self.pairing.code.id.hex()})
        keyring = taken.keyring(vault)
        return Standing(
            vault.account, taken.device.id, taken.private_bytes, vault, told=taken.boxed.seq,
            vault_keys=keyring.vault_keys, histories=vault.histories, vouched=keyring.vouched(vault),
            origin=self.server.origin, cookie=self.server.cookie,
        )  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """The box that a new phone goes by, with what was in it, and the device that it will be."""

    state: PairingState
    invited: Invited
    boxed: Boxed = field(repr=False)
    device: VaultDevice
    private_bytes: bytes = field(repr=False)

    def keyring(self, vault: Vault) -> Keyring:
        """The keys, once the vault is found to be theirs. Raises WrongAccount, BadHistory, BadCertificate."""
        if vault.account != self.invited.account:
            raise WrongAccount
        keyring = Keyring.of(self.boxed.root, self.invited.epoch, vault.account, vault.histories, {})
        keyring.must_vouch(vault)
        return keyring


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
