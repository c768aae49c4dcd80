"""Phones of both kinds behind one small interface, so that each test runs on both."""

import json
from pathlib import Path
from typing import Any, Protocol

from tests.adversary.node import Node
from tests.adversary.python_phone import PythonPhone
from tests.adversary.typescript_phone import TypeScriptPhone
from tests.sync.cast import an_entry
from tests.traffic import CANARY

DAY = "2026-11-23"


class APhone(Protocol):
    """One phone: what it is asked to do, and what it says."""

    kind: str

    @property
    def device(self) -> bytes:
        """Its id: 16 bytes."""

    def put(self, op: dict[str, Any]) -> None:
        """Writes one change. Goes on whatever the server says."""

    def put_and_close(self, op: dict[str, Any]) -> None:
        """Writes one change and is closed at once, before it sends anything by itself."""

    def put_twice(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        """Writes two changes at the same moment, from two tabs or two programs on one storage."""

    def put_dying(self, op: dict[str, Any], step: int) -> bool:
        """Writes, ends at this step of it, and is started again. False when it was done before."""

    def sync(self) -> str | None:
        """Sends and pulls; gives the type of the problem that it names, or nothing."""

    def sync_dying(self, step: int) -> bool:
        """Syncs, ends at this step of it, and is started again. False when it was done before."""

    def first_sync(self) -> str | None:
        """The first after signing in: by a snapshot if there is one, then all that stands before it."""

    def begin_sync(self) -> None:
        """Syncs beside what it does from now on."""

    def end_sync(self) -> str | None:
        """What that sync said, once it is over."""

    def lock(self) -> None:
        """Lets go of its keys; it goes on writing and syncing."""

    def try_again(self) -> None:
        """Lets go of an alarm."""

    def canonical(self) -> bytes:
        """The state it has, as PROTOCOL 5 writes it."""

    def notes(self) -> dict[str, str]:
        """What can be read now, by the entry's id. Deleted ones are left out."""

    def use_code(self, code: str) -> None:
        """Another recovery code opens it from now on."""

    def restart(self) -> str | None:
        """Ends and begins again, unlocked with the recovery code; gives the problem it names, or nothing."""

    def move_clock(self, by_ms: int) -> None:
        """The phone's clock jumps."""

    def keep(self, name: str = "first") -> None:
        """Makes a copy of its storage, as a backup has it."""

    def put_back(self, name: str = "first") -> None:
        """Begins again from that copy, unlocked, with a clock that is right."""

    def sign_in(self, origin: str, handle: str, passphrase: str = "") -> str | None:
        """Joins a journal, as a phone with nothing on it; gives the problem that it names, or nothing.

        With the recovery code, unless there is a passphrase.
        """

    def close(self) -> None:
        """Ends for good."""


def a_phone(kind: str, folder: Path, code: str) -> APhone:
    """A phone with nothing on it. code: the recovery code that it will use."""
    if kind == PythonPhone.kind:
        return PythonPhone(folder / "phone.sqlite", code)
    return TypeScriptPhone(Node(), code)


def a_note(number: int, text: str = "") -> dict[str, Any]:
    """The op of the entry with this number; its note holds the canary."""
    about = {"checklist": "daily", "version": 1, "day": DAY, "zone": "Europe/London"}
    note = {"text": f"{text or f'Entry {number}.'} {CANARY}"}
    id = f"019ab1c2-0000-7000-8000-{number:012x}"
    return an_entry(id, **about, authored=f"{DAY}T18:30:00Z", note=note)


def text_of(op: dict[str, Any]) -> str:
    """The note that an op sets."""
    text: str = op["set"]["note"]["text"]
    return text


def texts(canonical: bytes) -> list[str]:
    """Every text that stands in a state, read or overwritten: each write of a note."""
    by_id = json.loads(canonical)["objects"].get("entry", {})
    sets = [write.get("set", {}) for writes in by_id.values() for write in writes]
    return [fields["note"]["text"] for fields in sets if "note" in fields]
