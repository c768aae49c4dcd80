"""The app's own code in a Node of its own as a phone."""

from typing import Any

from tests.adversary.node import Node
from tests.sync.cast import NOON_MS


class TypeScriptPhone:
    """A phone in a Node, which may have had others before it: everything begins anew with `sign_in`."""

    kind = "typescript"

    def __init__(self, node: Node, code: str) -> None:
        self.node = node
        self.code = code
        self.now_ms = NOON_MS

    @property
    def device(self) -> bytes:
        return bytes.fromhex(self.node.ask("device"))

    def sign_in(self, origin: str, handle: str, passphrase: str = "") -> str | None:
        self.node.ask("begin", origin=origin)
        self.move_clock(0)
        secret = {"kind": "passphrase", "passphrase": passphrase} if passphrase else self.secret
        said: str | None = self.node.ask("signIn", handle=handle, secret=secret)
        return said

    @property
    def secret(self) -> dict[str, str]:
        return {"kind": "recovery", "code": self.code}

    def put(self, op: dict[str, Any]) -> None:
        self.node.ask("put", ops=[op])

    def put_and_close(self, op: dict[str, Any]) -> None:
        self.node.ask("putAndClose", ops=[op])

    def put_twice(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        self.node.ask("putTwice", one=[one], other=[other])

    def put_dying(self, op: dict[str, Any], step: int) -> bool:
        return self.dying("put", step, ops=[op])

    def sync(self) -> str | None:
        said: str | None = self.node.ask("sync")
        return said

    def first_sync(self) -> str | None:
        said: str | None = self.node.ask("firstSync")
        return said

    def begin_sync(self) -> None:
        self.node.ask("beginSync")

    def end_sync(self) -> str | None:
        said: str | None = self.node.ask("endSync")
        return said

    def sync_dying(self, step: int) -> bool:
        return self.dying("sync", step)

    def dying(self, work: str, step: int, **given: Any) -> bool:
        has_died: bool = self.node.ask("dying", step=max(step, 1), work=work, given=given)
        self.restart()
        return has_died

    def lock(self) -> None:
        self.node.ask("lock")

    def try_again(self) -> None:
        self.node.ask("tryAgain")

    def canonical(self) -> bytes:
        text: str = self.node.ask("state")["canonical"]
        return text.encode()

    def notes(self) -> dict[str, str]:
        notes: dict[str, str] = self.node.ask("state")["notes"]
        return notes

    def use_code(self, code: str) -> None:
        self.code = code

    def restart(self) -> str | None:
        self.node.ask("restart")
        said: str | None = self.node.ask("unlock", code=self.code)
        return said

    def move_clock(self, by_ms: int) -> None:
        self.now_ms += by_ms
        self.node.ask("clock", nowMs=self.now_ms)

    def keep(self, name: str = "first") -> None:
        self.node.ask("keep", name=name)

    def put_back(self, name: str = "first") -> None:
        self.node.ask("putBack", name=name)
        self.move_clock(NOON_MS - self.now_ms)
        self.node.ask("unlock", code=self.code)

    def close(self) -> None:
        self.node.stop()
