"""A phone in Python: all that the app's phone does with a journal and a server, each deed one call.

Time, chance and the network come in through Parts and Server. Failures are those of sync.problems (what
PROTOCOL names), Refused and Unreachable (the way there), MustBeOpen and NoServer (asked too early).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

from sync import accounts, audit, exchange, opening, purging, reading, removal, shortcut, welcome, writing
from sync.carrying import export
from sync.chain import ChangeId, DeviceId
from sync.client import Server
from sync.core import Core, Parts, Unfolded, trusting
from sync.device_names import DEVICE, device_name, device_name_op
from sync.entries import Entry, entries_of
from sync.envelope import Op
from sync.exchange import OnPage
from sync.going_back import go_back
from sync.goings import Goings
from sync.merge import State
from sync.problems import DeviceCopied
from sync.renewal import begin_anew
from sync.replica import Replica
from sync.standing import Standing
from sync.unlocking import Passphrase, RecoveryCode, Secret
from sync.values import JsonValue
from sync.vault import VaultDevice
from sync.welcome import Guest, Host


def _quiet(_seq: int, _head: int) -> None:
    """Nobody watches."""


@dataclass
class Phone:
    """One phone. Locked it writes, sends, pulls and checks signatures; open it reads and checks the rest."""

    core: Core

    # Begin and end

    @classmethod
    def begin(cls, path: Path, secrets: Sequence[Secret], name: str = "", parts: Parts | None = None) -> Self:
        """A new journal in a new file, open; no server knows of it."""
        return cls(accounts.begin(path, secrets, parts or Parts()))._named(name)

    @classmethod
    def at(cls, path: Path, parts: Parts | None = None) -> Self:
        """The phone of an existing file, locked."""
        parts = parts or Parts()
        core = Core(Replica(path, parts.after), parts)
        standing = core.replica.standing
        if standing.origin:
            core.use(Server(standing.origin, standing.cookie))
        return cls(core)

    @classmethod
    def sign_in(
        cls, path: Path, server: Server, handle: str, secret: Secret, name: str = "",
        parts: Parts | None = None,
    ) -> Self:  # fmt: skip
        """A new device of an account, or the one that this file is; open, nothing pulled yet."""
        is_new = not path.exists()
        phone = cls(accounts.sign_in(path, server, handle, secret, parts or Parts()))
        return phone._named(name) if is_new else phone

    @classmethod
    def enter(cls, guest: Guest, path: Path, name: str = "") -> Self | None:
        """The phone that was let in by pairing, or None while the other has not said yes.

        Asked for only when the person has said on this one that the digits are the same.
        """
        core = guest.enter(path)
        return None if core is None else cls(core)._named(name)

    def close(self) -> None:
        """Let go of the file and the keys."""
        opening.lock(self.core)
        self.core.replica.close()

    # What is known

    @property
    def standing(self) -> Standing:
        """Where this phone stands."""
        return self.core.replica.standing

    @property
    def server(self) -> Server | None:
        """The server it syncs with."""
        return self.core.server

    @property
    def is_open(self) -> bool:
        """Whether it holds the newest root."""
        return self.core.is_open

    @property
    def unsent(self) -> int:
        """How many of its changes the server has not taken."""
        return self.core.replica.unsent()

    @property
    def found(self) -> str | None:
        """The type of what the server was found at, while sync is stopped for it."""
        return self.standing.found or None

    def move_to(self, origin: str) -> None:
        """The same server at another address."""
        with self.core.replica.step("moved") as step:
            step.standing = replace(step.standing, origin=origin)
        if self.core.server is not None:
            self.core.server.origin = origin

    def try_again(self) -> None:
        """Let go of what was found; the next exchange takes the whole log again, and checks as always."""
        if self.found:
            go_back(self.core)

    # Read and write

    def unlock(self, secret: Secret) -> None:
        """Open the journal."""
        opening.unlock(self.core, secret)

    def lock(self) -> None:
        """Let go of the keys and of what was read."""
        opening.lock(self.core)

    def write(self, *ops: Op, seen: Mapping[str, int] | None = None) -> ChangeId:
        """Keep one change: one durable step, `wrote`."""
        return writing.write(self.core, ops, seen)

    def write_entry(
        self, note: str = "", day: str = "", zone: str = "UTC", answers: Mapping[str, str] | None = None
    ) -> str:
        """Keep a new entry of the daily checklist: its id. answers: codes by linkId."""
        now_ms = self.core.parts.now_ms()
        today = datetime.fromtimestamp(now_ms / 1000, UTC).date().isoformat()
        id = writing.uuid7(now_ms, self.core.parts.random)
        self.write(writing.entry_op(id, now_ms, day or today, zone, note, answers or {}))
        return id

    def amend(
        self, id: str, fields: Mapping[str, JsonValue], seen: Mapping[str, int] | None = None
    ) -> ChangeId:
        """Set fields of an entry, having seen all that can be read here now. Raises MustBeOpen."""
        return self.write(
            {"kind": "entry", "id": id, "set": dict(fields)}, seen=seen or reading.seen_in(self.core)
        )

    def delete(self, id: str, seen: Mapping[str, int] | None = None) -> ChangeId:
        """Delete an entry, having seen all that can be read here now. Raises MustBeOpen."""
        return self.write(
            {"kind": "entry", "id": id, "delete": True}, seen=seen or reading.seen_in(self.core)
        )

    def unfolded(self) -> Unfolded:
        """What could be read, and what could not. Raises MustBeOpen."""
        return reading.unfold(self.core)

    def state(self) -> State:
        """All writes of the journal. Raises MustBeOpen."""
        return self.unfolded().state

    def entries(self) -> list[Entry]:
        """Every entry as it reads now, the deleted ones too. Raises MustBeOpen."""
        return entries_of(self.state())

    def device_names(self) -> dict[str, str]:
        """The names that phones gave themselves, by device in hex. Raises MustBeOpen."""
        return {id: device_name(writes) for id, writes in self.state().objects.get(DEVICE, {}).items()}

    # Sync

    def turn_on(self, server: Server, name: str) -> str:
        """Register the journal with a server: the handle."""
        return accounts.turn_on(self.core, server, name)

    def join(self, server: Server, handle: str, secret: Secret) -> int:
        """Let this open journal join an account: how many changes say it there. Raises NotWhole."""
        return accounts.join(self.core, server, handle, secret)

    def send(self) -> int:
        """Send what waits: how many changes the server took."""
        return exchange.send(self.core)

    def pull(self, on_page: OnPage = _quiet) -> int:
        """Take what is new: how many changes came. Open, the unlocked checks follow."""
        count = exchange.pull(self.core, on_page)
        if self.is_open:
            with trusting(self.core):
                reading.must_hold(self.core)
        return count

    def sync(self, on_page: OnPage = _quiet) -> int:
        """Send, pull, check: how many changes came. A device that was copied begins anew, if it is open."""
        try:
            count = self._exchange(on_page)
        except DeviceCopied:
            if not self.is_open:
                raise
            count = self._exchange(on_page)
        if self.is_open:
            reading.stub_purged(self.core)
        return count

    def fetch_vault(self) -> None:
        """Ask which devices and locks there are now."""
        with trusting(self.core):
            exchange.fetch_vault(self.core)

    def check(self, on_page: OnPage = _quiet) -> audit.Report:
        """The whole log again, from the start, against the server."""
        return audit.check(self.core, on_page)

    def make_snapshot(self) -> int:
        """Give the server the state at our place in its log: its size in bytes."""
        return shortcut.make_snapshot(self.core)

    def use_snapshot(self) -> bool:
        """Begin with the newest snapshot, before the first pull: whether there was one."""
        return shortcut.use_snapshot(self.core)

    def fill_back(self, on_page: OnPage = _quiet) -> int:
        """Pull and check what stands before the snapshot: how many changes came."""
        return shortcut.fill_back(self.core, on_page)

    def purge(self, id: str) -> int:
        """Order every change of an entry gone for good: how many. The next sync tells the server.

        Raises NotWhole while changes of it may still be to come.
        """
        return purging.purge_object(self.core, "entry", id)

    def going(self, month: str, content: object) -> Goings:
        """What goes when details before this month do. content: the app's checklists. Raises MustBeOpen."""
        return purging.going_in(self.core, month, content)

    def purge_before(self, month: str, content: object) -> purging.Purge:
        """Count what is older than this month, and order it gone for good. Raises MustBeOpen, NotWhole."""
        return purging.purge_before(self.core, month, content)

    # Devices and locks

    def devices(self) -> Sequence[VaultDevice]:
        """Every device that the vault names, closed ones too."""
        return self.standing.vault.devices

    def remove_device(self, id: str, proof: Secret, passphrase: Passphrase, recovery: RecoveryCode) -> None:
        """Let a device go, by its id in hex: new locks on a new root. recovery: a code that is new."""
        removal.remove_devices(self.core, [DeviceId(bytes.fromhex(id))], proof, [passphrase, recovery])

    def set_lock(self, proof: Secret, secret: Secret) -> None:
        """A new passphrase or recovery code. proof: a secret that opens now."""
        removal.set_lock(self.core, proof, secret)

    def let_in(self, link: str) -> Host:
        """Answer the phone that shows this link: its digits are then to be compared."""
        return welcome.let_in(self.core, link)

    def sign_out(self) -> None:
        """End the session; the journal stays here."""
        accounts.sign_out(self.core)

    def delete_account(self, secret: Secret) -> None:
        """Everything on the server goes; the journal stays here."""
        accounts.delete_account(self.core, secret)

    def export(self, file: IO[bytes]) -> int:
        """Write the journal file of PROTOCOL 14: how many changes it holds."""
        return export(self.core.replica, file)

    def _exchange(self, on_page: OnPage) -> int:
        if self.standing.is_copied and self.is_open:
            name = self.device_names().get(self.standing.device.hex(), "")
            count = exchange.pull(self.core, on_page)
            begin_anew(self.core)
            self._named(name)
            exchange.send(self.core)
            return count + self.pull(on_page)
        exchange.send(self.core)
        return self.pull(on_page)

    def _named(self, name: str) -> Self:
        if name:
            self.write(device_name_op(self.standing.device.hex(), name))
        return self
