"""Phones of both kinds behind one small interface, so that each test runs on both."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from sync.chain import DeviceId
from sync.client import Refused, Server, Unreachable
from sync.merge import State, canonical_state, resolve
from sync.phone import Parts, Phone
from sync.problems import Problem
from sync.unlocking import Passphrase, RecoveryCode
from tests.adversary.node import Node
from tests.sync.cast import NOON_MS, an_entry

KINDS = ("python", "typescript")
PASSPHRASE = "lantern river fiddle quiet oak morning"
#: In every note of these tests, so that it can be looked for where no note may be.
CANARY = "quincunxcanary"


class APhone(Protocol):
    """One phone: what it is asked to do, and what it says. `kind` is one of KINDS."""

    kind: str
    now_ms: int

    @property
    def device(self) -> bytes: ...

    def put(self, op: dict[str, Any]) -> None:
        """Writes one change. Goes on whatever the server says."""

    def sync(self) -> str | None:
        """Sends and pulls; gives the type of the problem that it names, or nothing."""

    def try_again(self) -> None:
        """Lets go of an alarm."""

    def canonical(self) -> bytes:
        """The state it has, as PROTOCOL 5 writes it."""

    def notes(self) -> dict[str, str]:
        """What can be read now, by the entry's id. Deleted ones are left out."""

    def keep(self) -> None:
        """Makes a copy of its storage, as a backup has it."""

    def put_back(self) -> None:
        """Begins again from the copy, unlocked."""


def a_note(number: int, text: str = "") -> dict[str, Any]:
    """The op of an entry with this number; its note holds the canary."""
    return an_entry(
        f"019ab1c2-0000-7000-8000-{number:012x}",
        checklist="daily",
        version=1,
        day="2026-11-23",
        zone="Europe/London",
        authored="2026-11-23T18:30:00Z",
        note={"text": f"{text or f'Entry {number}.'} {CANARY}"},
    )


class PythonPhone:
    """The command line's replica: one SQLite file."""

    kind = "python"

    def __init__(self, path: Path, code: str) -> None:
        self.path = path
        self.code = RecoveryCode(code)
        self.now_ms = NOON_MS
        self.after: Callable[[str], None] = lambda step: None
        self.phone: Phone

    @property
    def parts(self) -> Parts:
        return Parts(now_ms=lambda: self.now_ms, after=lambda step: self.after(step))

    @property
    def device(self) -> bytes:
        return self.phone.device.id

    def begin(self) -> None:
        self.phone = Phone.begin(self.path, [Passphrase(PASSPHRASE), self.code], parts=self.parts)

    def turn_on(self, origin: str) -> str:
        return self.phone.turn_on(Server(origin), "alma")

    def sign_in(self, origin: str, handle: str) -> None:
        self.phone = Phone.sign_in(self.path, Server(origin), handle, self.code, parts=self.parts)

    def put(self, op: dict[str, Any]) -> None:
        self.phone.write(op)

    def sync(self) -> str | None:
        try:
            self.phone.sync()
        except (Problem, Refused) as said:
            return said.type
        except Unreachable:
            return "unreachable"
        return self.phone.found

    def try_again(self) -> None:
        self.phone.try_again()

    def canonical(self) -> bytes:
        return canonical_state(self.phone.state())

    def notes(self) -> dict[str, str]:
        return notes_of(self.phone.state())

    def keep(self) -> None:
        self.phone.close()
        self.copy.write_bytes(self.path.read_bytes())
        self.open()

    def put_back(self) -> None:
        self.phone.close()
        self.path.write_bytes(self.copy.read_bytes())
        self.open()

    def open(self) -> None:
        self.phone = Phone.at(self.path, parts=self.parts)
        self.phone.unlock(self.code)

    @property
    def copy(self) -> Path:
        return self.path.with_suffix(".copy")


def notes_of(state: State) -> dict[str, str]:
    notes = {}
    for id, writes in state.objects.get("entry", {}).items():
        read = resolve(writes)
        if not read.gone and "note" in read.fields:
            note: Any = read.fields["note"].value
            notes[id] = note["text"]
    return notes
