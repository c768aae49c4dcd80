"""Alma has a tablet, a laptop, and a phone of the kind under test, which is lied to; Cleo is a stranger.

A scene is made once and put back before each lie: the server's file and the storage of Alma's phones.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import requests

from sync.chain import AccountId
from sync.locks import write_recovery_code
from tests.adversary.hostile_server import HostileServer
from tests.adversary.phones import APhone, a_note, a_phone, text_of, texts
from tests.adversary.python_phone import PythonPhone
from tests.adversary.vault_lies import Vault

CODE = write_recovery_code(bytes(range(20)))
CLEOS_CODE = write_recovery_code(bytes(range(20, 40)))


@dataclass
class Scene:
    """known: how much of the log the phone has; head: how much there is, three by the tablet beyond it.

    The phone has one change that it has not sent: entry 9. The log's last is the tablet's entry 8.
    """

    server: HostileServer
    folder: Path
    phone: APhone
    tablet: PythonPhone
    laptop: PythonPhone
    handle: str
    cleo: PythonPhone
    known: int = 0
    head: int = 0
    vault: Vault = field(default_factory=dict)

    @classmethod
    def of(cls, kind: str, server: HostileServer, folder: Path) -> Self:
        tablet, handle = begun(folder / "tablet.sqlite", CODE, server)
        cleo, _ = begun(folder / "cleo.sqlite", CLEOS_CODE, server)
        laptop = PythonPhone(folder / "laptop.sqlite", CODE)
        phone = a_phone(kind, folder, CODE)
        for one in (laptop, phone):
            assert one.sign_in(server.origin, handle) is None
        scene = cls(server, folder, phone, tablet, laptop, handle, cleo)
        scene.play()
        return scene

    def play(self) -> None:
        """Nine entries, up to the moment at which lies begin."""
        write(self.tablet, 1, 2)
        write(self.phone, 3)
        self.server.copy_to(self.earlier)
        write(self.phone, 4)
        self.vault = self.ask("vault")
        self.known = self.vault["seq"]
        write(self.tablet, 5, 6)
        write(self.laptop, 7)
        write(self.tablet, 8)
        self.head = self.ask("vault")["seq"]
        self.phone.put_and_close(a_note(9))
        self.keep()

    @property
    def account(self) -> AccountId:
        return AccountId(bytes.fromhex(self.vault["account"]))

    @property
    def earlier(self) -> Path:
        """The server as it was when the phone had sent one entry less."""
        return self.folder / "earlier.copy"

    def ask(self, path: str) -> Vault:
        """What the server truly says, asked by the tablet."""
        name, _, value = self.tablet.phone.server.cookie.partition("=")
        answer = requests.get(f"{self.server.origin}/api/{path}", cookies={name: value}, timeout=10)
        answer.raise_for_status()
        said: Vault = answer.json()
        return said

    def keep(self) -> None:
        self.server.copy_to(self.folder / "server.copy")
        for one in (self.phone, self.tablet, self.laptop):
            one.keep()

    def again(self) -> None:
        """Everything as it was when lies began."""
        self.server.put_back(self.folder / "server.copy")
        for one in (self.phone, self.tablet, self.laptop):
            one.put_back()

    def close(self) -> None:
        for one in (self.phone, self.tablet, self.laptop, self.cleo):
            one.close()


def begun(path: Path, code: str, server: HostileServer) -> tuple[PythonPhone, str]:
    """A journal that is in sync, and its handle."""
    phone = PythonPhone(path, code)
    phone.begin()
    return phone, phone.turn_on(server.origin)


def must_be_whole(scene: Scene, count: int) -> None:
    """The phone and the tablet have each of the entries 1 to `count` once, and are alike byte for byte."""
    must_be_alike(scene)
    expected = Counter(text_of(a_note(number)) for number in range(1, count + 1))
    assert Counter(texts(scene.phone.canonical())) == expected


def must_write_on(scene: Scene) -> None:
    """Whatever it was told, the phone goes on writing, and reads what it wrote."""
    op = a_note(11)
    scene.phone.put(op)
    assert scene.phone.notes()[op["id"]] == text_of(op)


def must_be_alike(scene: Scene) -> None:
    """The phone and the tablet are in sync and say the same, byte for byte."""
    said = scene.phone.sync(), scene.tablet.sync()
    assert said == (None, None), said
    assert scene.phone.canonical() == scene.tablet.canonical()


def write(phone: APhone, *numbers: int) -> None:
    """Entries of these numbers, each sent."""
    for number in numbers:
        phone.put(a_note(number))
    said = phone.sync()
    assert said is None, said
