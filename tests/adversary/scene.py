"""Alma has a tablet, a phone of the kind under test, and a phone that she has removed; Cleo is a stranger.

A scene is made once and put back before each lie: the server's file and every phone's storage, byte for byte.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from sync.locks import write_recovery_code
from tests.adversary.hostile_server import HostileServer
from tests.adversary.phones import APhone, PythonPhone, a_note
from tests.adversary.vault_lies import Vault

CODE = write_recovery_code(bytes(range(20)))
OTHER_CODE = write_recovery_code(bytes(range(20, 40)))


@dataclass
class Scene:
    """What a lie is told about. `phone` is lied to; `seen` of the tablet's changes are known to it.

    sent: by the tablet, and not known to the phone. The phone has one change that it has not sent.
    """

    server: HostileServer
    phone: APhone
    tablet: PythonPhone
    removed: PythonPhone
    cleo: PythonPhone
    handle: str
    folder: Path
    vaults: list[Vault] = field(default_factory=list)

    def keep(self) -> None:
        self.server.copy_to(self.folder / "server.copy")
        for one in (self.phone, self.tablet):
            one.keep()

    def again(self) -> None:
        self.server.put_back(self.folder / "server.copy")
        for one in (self.phone, self.tablet):
            one.put_back()

    def vault(self) -> Vault:
        """As the server has it now."""
        name, _, value = self.tablet.phone.server.cookie.partition("=")
        answer = requests.get(f"{self.server.origin}/api/vault", cookies={name: value}, timeout=10)
        answer.raise_for_status()
        vault: Vault = answer.json()
        return vault
