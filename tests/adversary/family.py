"""Four phones of one journal, of both kinds, put back before each history to what they were at first."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.adversary.hostile_server import HostileServer
from tests.adversary.kinds import KINDS
from tests.adversary.phones import APhone, a_phone
from tests.adversary.scene import CODE, begun

PHONES = 4


@dataclass
class Family:
    """The kinds take turns, so that any two neighbours are of both."""

    server: HostileServer
    folder: Path
    phones: list[APhone]

    @classmethod
    def of(cls, server: HostileServer, folder: Path) -> Self:
        first, handle = begun(folder / "first.sqlite", CODE, server)
        phones: list[APhone] = [first]
        for place in range(1, PHONES):
            own = folder / str(place)
            own.mkdir()
            phones.append(a_phone(KINDS[place % len(KINDS)], own, CODE))
            assert phones[-1].sign_in(server.origin, handle) is None
        one = cls(server, folder, phones)
        one.keep()
        return one

    def keep(self) -> None:
        for phone in self.phones * 2:
            assert phone.sync() is None
        self.server.copy_to(self.folder / "server.copy")
        for phone in self.phones:
            phone.keep()

    def again(self) -> None:
        self.server.put_back(self.folder / "server.copy")
        for phone in self.phones:
            phone.put_back()

    def close(self) -> None:
        for phone in self.phones:
            phone.close()
