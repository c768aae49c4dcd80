"""Random histories in a world where everything goes wrong that goes wrong with phones.

A history is a list of steps. Each can be done in every state, so that hypothesis can shorten it freely.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import strategies as st

from tests.adversary.hostile_server import HostileServer, the_truth
from tests.adversary.phones import APhone, a_note, text_of, texts
from tests.adversary.wire_lies import LostReplies

DAY_MS = 86_400_000
#: Minutes, a month offline, ten years wrong, and back.
JUMPS_MS = (60_000, 30 * DAY_MS, 3653 * DAY_MS, -3653 * DAY_MS, -60_000)
#: A restored phone goes on as another device, and an account has room for eight.
RESTORED_MAX = 3
ROUNDS_MAX = 8
#: What a phone may say of itself or the network while everything goes wrong.
NO_LIE = {None, "unreachable", "waiting", "device-copied"}

Step: TypeAlias = tuple[str, int, int]


@dataclass
class Written:
    """One text that a person wrote. keeper: the phone it lies on; is_sent: the server has it as well."""

    text: str
    entry: int
    keeper: int
    is_sent: bool = False
    is_lost: bool = False


@dataclass
class World:
    """Some phones of one journal, the server between them, and all that was ever written."""

    server: HostileServer
    phones: list[APhone]
    written: list[Written] = field(default_factory=list)
    backups: dict[int, int] = field(default_factory=dict)
    restored: int = 0

    def do(self, step: Step) -> None:
        verb, who, number = step
        DEEDS[verb](self, who % len(self.phones), number)

    def write(self, who: int, number: int) -> None:
        self.put(who, entry=len(self.written))

    def amend(self, who: int, number: int) -> None:
        if self.written:
            self.put(who, self.written[number % len(self.written)].entry)

    def put(self, who: int, entry: int) -> None:
        op = a_note(entry, f"text {len(self.written)}.")
        self.written.append(Written(text_of(op), entry, who))
        self.phones[who].put(op)

    def write_twice(self, who: int, number: int) -> None:
        """In two tabs at the same moment."""
        entries = len(self.written), len(self.written) + 1
        ops = [a_note(entry, f"text {entry}.") for entry in entries]
        self.phones[who].put_twice(*ops)
        self.written += [Written(text_of(op), entry, who) for op, entry in zip(ops, entries, strict=True)]

    def delete(self, who: int, number: int) -> None:
        if self.written:
            entry = self.written[number % len(self.written)].entry
            self.phones[who].put({"kind": "entry", "id": a_note(entry)["id"], "delete": True})

    def sync(self, who: int, number: int) -> None:
        said = self.phones[who].sync()
        assert said in NO_LIE, said
        if said is None:
            self.sent(who)

    def sent(self, who: int) -> None:
        for one in self.written:
            one.is_sent |= one.keeper == who

    def lose_replies(self, who: int, number: int) -> None:
        with self.server.lying(LostReplies()):
            self.sync(who, number)

    def jump(self, who: int, number: int) -> None:
        self.phones[who].move_clock(JUMPS_MS[number % len(JUMPS_MS)])

    def crash(self, who: int, number: int) -> None:
        """The phone ends at one of the next steps of a sync, and is started again."""
        self.phones[who].sync_dying(number)

    def crash_writing(self, who: int, number: int) -> None:
        """As much of it as was stored is there after: all or nothing."""
        entry = len(self.written)
        op = a_note(entry, f"text {entry}.")
        self.phones[who].put_dying(op, number)
        is_stored = text_of(op) in texts(self.phones[who].canonical())
        self.written.append(Written(text_of(op), entry, who, is_lost=not is_stored))

    def back_up(self, who: int, number: int) -> None:
        self.phones[who].keep("backup")
        self.backups[who] = len(self.written)

    def restore(self, who: int, number: int) -> None:
        """What the phone wrote after its backup and did not send is gone with the storage it was in."""
        if who not in self.backups or self.restored == RESTORED_MAX:
            return
        self.restored += 1
        self.phones[who].put_back("backup")
        for one in self.written[self.backups[who] :]:
            one.is_lost |= one.keeper == who and not one.is_sent

    def settle(self) -> None:
        """Everybody is online again, and syncs until nobody has anything more to say."""
        self.server.lie = the_truth
        before: list[bytes] = []
        for _ in range(ROUNDS_MAX):
            said = [phone.sync() for phone in self.phones]
            assert set(said) <= {None, "device-copied"}, said
            states = [phone.canonical() for phone in self.phones]
            if states == before and set(said) == {None}:
                return
            before = states
        raise AssertionError("phones do not come to rest")


DEEDS: dict[str, Callable[[World, int, int], None]] = {
    "write": World.write,
    "write twice": World.write_twice,
    "amend": World.amend,
    "delete": World.delete,
    "sync": World.sync,
    "lose replies": World.lose_replies,
    "jump": World.jump,
    "crash": World.crash,
    "crash writing": World.crash_writing,
    "back up": World.back_up,
    "restore": World.restore,
}
# Writing and syncing come up most, so that the rest has something to harm.
verbs = st.sampled_from(["write", "write", "amend", "sync", "sync", *DEEDS])
histories = st.lists(st.tuples(verbs, st.integers(0, 3), st.integers(0, 30)), min_size=4, max_size=20)
