"""What a phone works with: its file, its server, its clock and chance, and, while it is open, its keys."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sync.chain import Believed, Stub
from sync.checks import Own
from sync.client import Refused, Server
from sync.envelope import Change
from sync.keyring import Keyring
from sync.merge import State
from sync.problems import DeviceCopied, Problem
from sync.replica import Replica
from sync.unlocking import Random

Answer = TypeVar("Answer")
# What a server says when the session has ended, or is another device's since this phone was copied.
ENDED = ("not-signed-in", "no-device", "wrong-device")


def milliseconds_now() -> int:
    """Since 1970 UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Parts:
    """What a phone has from outside. after: hears the name of each durable step once it is on disk."""

    now_ms: Callable[[], int] = milliseconds_now
    random: Random = os.urandom
    after: Callable[[str], None] = lambda _step: None


class NoServer(Exception):
    """Sync is off: this journal stands in its file alone."""


class MustBeOpen(Exception):
    """This asks for the keys: unlock first, with the newest passphrase or recovery code."""


class NotWhole(Exception):
    """What stands before the snapshot that this phone began with is still to come: fill it back first."""


class AnotherJournal(Exception):
    """The file that was named holds another journal than the one that was signed in to."""


@dataclass
class Unfolded:
    """What an open phone has read so far. place: up to which row of the replica."""

    place: int = 0
    state: State = field(default_factory=State)
    unchecked: list[Change] = field(default_factory=list)
    unread: list[tuple[Believed | Stub, str]] = field(default_factory=list)


@dataclass
class Core:
    """One phone at work. keyring: None while it is locked."""

    replica: Replica
    parts: Parts
    server: Server | None = None
    keyring: Keyring | None = None
    unfolded: Unfolded = field(default_factory=Unfolded)

    def keys(self) -> Keyring:
        """The keys of the newest epoch. Raises MustBeOpen."""
        if self.keyring is None or not self.is_open:
            raise MustBeOpen
        return self.keyring

    @property
    def is_open(self) -> bool:
        """Whether it holds the root of the vault's newest epoch."""
        return self.keyring is not None and self.keyring.epoch == self.replica.standing.vault.epoch

    def own(self) -> Own | None:
        """What this device knows of itself; nothing while its chain is taken for another's."""
        standing = self.replica.standing
        if standing.is_copied:
            return None
        device = standing.device
        return Own(device, standing.head.counter, lambda counter: self.replica.id_at(device, counter))

    def use(self, server: Server) -> None:
        """Take this server; its cookie is kept with the phone from here on."""
        self.server = server
        server.keep = self._keep_cookie

    def ask(self, request: Callable[[Server], Answer]) -> Answer:
        """The server's answer, after signing in anew with the device's key when the session has ended."""
        server = self.reach()
        try:
            return request(server)
        except Refused as refused:
            if refused.type not in ENDED:
                raise
        self.renew()
        return request(server)

    def renew(self) -> None:
        """A session for this device, by its key (PROTOCOL 9.2)."""
        server, standing = self.reach(), self.replica.standing
        challenge = server.challenge()
        signed = b"plumbline/1 session" + standing.account + standing.device + challenge
        # Without the old cookie: the session may by now be that of another device, and stays so.
        server.cookie = ""
        server.sign_in_as_device(standing.account, standing.device, challenge, standing.key().sign(signed))

    def reach(self) -> Server:
        """The server. Raises NoServer."""
        if self.server is None:
            raise NoServer
        return self.server

    def _keep_cookie(self, cookie: str) -> None:
        with self.replica.step("cookie") as step:
            step.standing = replace(step.standing, cookie=cookie)


@contextmanager
def trusting(core: Core) -> Iterator[None]:
    """Inside it the server is believed until it is found to lie; then nothing more is taken from it.

    Raises what was found, also when it was found before. A copied device is set aside, to begin anew.
    """
    found = core.replica.standing.found
    if found:
        raise _BY_TYPE[found]("found before")
    with watching(core):
        yield


@contextmanager
def watching(core: Core) -> Iterator[None]:
    """The same, whatever was found before."""
    try:
        yield
    except DeviceCopied:
        set_aside(core)
        raise
    except Problem as problem:
        if problem.type in LIES:
            stop(core, problem)
        raise


def set_aside(core: Core) -> None:
    """Take this device's chain for another's from here on; what waits stands aside until it begins anew."""
    with core.replica.step("stepped-aside") as step:
        step.step_aside()
        step.standing = replace(step.standing, is_copied=True)
    core.unfolded = Unfolded()


def stop(core: Core, problem: Problem) -> None:
    """Take nothing more from this server, until the person tries again."""
    with core.replica.step("stopped") as step:
        step.standing = replace(step.standing, found=problem.type)


# What PROTOCOL 7 finds out about a server. An answer of no form is not among them: as likely it is a gateway
# in between, and it stops one exchange only.
LIES = frozenset(
    {
        "unknown-version", "malformed-envelope", "wrong-account", "unknown-device", "bad-signature",
        "chain-broken", "log-shortened", "log-gap", "closed-device-wrote", "own-change-lost",
        "epoch-rolled-back", "device-withheld", "bad-certificate", "bad-history", "seen-missing",
        "unordered-purge",
    }
)  # fmt: skip
_BY_TYPE = {kind.type: kind for kind in Problem.__subclasses__()}
