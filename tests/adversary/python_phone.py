"""The command line's replica as a phone: one SQLite file."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sync.client import Refused, Server, Unreachable
from sync.core import Parts
from sync.merge import State, canonical_state, resolve
from sync.phone import Phone
from sync.problems import BadSnapshot, Problem
from sync.unlocking import Passphrase, RecoveryCode
from tests.sync.cast import NOON_MS

PASSPHRASE = "lantern river fiddle quiet oak morning"


class Crash(Exception):
    """The program ends here."""


class PythonPhone:
    """A phone that lies in one file. phone: the open replica."""

    kind = "python"

    def __init__(self, path: Path, code: str) -> None:
        self.path = path
        self.code = RecoveryCode(code)
        self.now_ms = NOON_MS
        self.steps_left = -1
        self.threads = ThreadPoolExecutor(max_workers=1)
        self.beside: Future[str | None]
        self.phone: Phone

    @property
    def parts(self) -> Parts:
        return Parts(now_ms=lambda: self.now_ms, after=self.after)

    def after(self, _step: str) -> None:
        """Crashes after the durable step at which it is to."""
        self.steps_left -= 1
        if self.steps_left == 0:
            raise Crash

    @property
    def device(self) -> bytes:
        return self.phone.standing.device

    def begin(self) -> None:
        """A journal of its own."""
        self.phone = Phone.begin(self.path, [Passphrase(PASSPHRASE), self.code], parts=self.parts)

    def turn_on(self, origin: str) -> str:
        """Registers the journal; gives the handle."""
        return self.phone.turn_on(Server(origin), "alma")

    def sign_in(self, origin: str, handle: str, passphrase: str = "") -> str | None:
        secret = Passphrase(passphrase) if passphrase else self.code

        def join() -> None:
            self.phone = Phone.sign_in(self.path, Server(origin), handle, secret, parts=self.parts)

        return said(join)

    def put(self, op: dict[str, Any]) -> None:
        self.phone.write(op)

    def put_and_close(self, op: dict[str, Any]) -> None:
        self.put(op)

    def put_twice(self, one: dict[str, Any], other: dict[str, Any]) -> None:
        def beside() -> None:
            with closing(Phone.at(self.path, parts=self.parts)) as program:
                program.write(other)

        writing = self.threads.submit(beside)
        self.put(one)
        writing.result()

    def put_dying(self, op: dict[str, Any], step: int) -> bool:
        return self.dying(lambda: self.put(op), step)

    def sync(self) -> str | None:
        return said(self.phone.sync) or self.phone.found

    def first_sync(self) -> str | None:
        def work() -> None:
            with suppress(BadSnapshot):
                self.phone.use_snapshot()
            self.phone.sync()
            self.phone.fill_back()

        return said(work) or self.phone.found

    def begin_sync(self) -> None:
        """As a second program on the same file."""

        def work() -> str | None:
            with closing(Phone.at(self.path, parts=self.parts)) as other:
                return said(other.sync)

        self.beside = self.threads.submit(work)

    def end_sync(self) -> str | None:
        return self.beside.result()

    def sync_dying(self, step: int) -> bool:
        return self.dying(self.sync, step)

    def dying(self, work: Callable[[], object], step: int) -> bool:
        self.steps_left = step
        try:
            work()
        except Crash:
            return True
        finally:
            self.steps_left = -1
            self.restart()
        return False

    def unsent(self) -> list[bytes]:
        """The envelopes that it would send next."""
        taken = self.phone.standing.taken.get(self.device, 0)
        return self.phone.core.replica.outbox(self.device, taken)

    def lock(self) -> None:
        self.phone.lock()

    def try_again(self) -> None:
        self.phone.try_again()

    def canonical(self) -> bytes:
        return canonical_state(self.phone.state())

    def notes(self) -> dict[str, str]:
        return notes_of(self.phone.state())

    def use_code(self, code: str) -> None:
        self.code = RecoveryCode(code)

    def restart(self) -> str | None:
        self.phone.close()
        return self.open()

    def open(self) -> str | None:
        self.phone = Phone.at(self.path, parts=self.parts)
        return said(lambda: self.phone.unlock(self.code))

    def move_clock(self, by_ms: int) -> None:
        self.now_ms += by_ms

    def keep(self, name: str = "first") -> None:
        self.phone.close()
        self.path.with_suffix(f".{name}").write_bytes(self.path.read_bytes())
        self.open()

    def put_back(self, name: str = "first") -> None:
        self.phone.close()
        self.path.write_bytes(self.path.with_suffix(f".{name}").read_bytes())
        self.now_ms = NOON_MS
        self.open()

    def close(self) -> None:
        if hasattr(self, "phone"):
            self.phone.close()
        self.threads.shutdown()


def said(work: Callable[[], object]) -> str | None:
    """The problem that this work names, or nothing."""
    try:
        work()
    except (Problem, Refused) as problem:
        return problem.type
    except Unreachable:
        return "unreachable"
    return None


def notes_of(state: State) -> dict[str, str]:
    notes = {}
    for id, writes in state.objects.get("entry", {}).items():
        read = resolve(writes)
        if not read.gone and "note" in read.fields:
            note: Any = read.fields["note"].value
            notes[id] = note["text"]
    return notes
