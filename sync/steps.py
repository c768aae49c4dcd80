"""One durable step of a phone on disk: what it adds to the file and what it drops, all or nothing."""

import sqlite3
from dataclasses import dataclass, replace

from sync.chain import Believed, ChangeId, DeviceId, Head, Header, Item, Stub, change_id
from sync.problems import ChainBroken
from sync.sizes import HEADER_BYTES
from sync.standing import Standing, text_to_standing

_HELD = "SELECT id, length(content) FROM change WHERE device = ? AND counter = ?"


@dataclass(frozen=True)
class Row:
    """One change as it is held: an envelope, or the stub that a purge has left.

    seq: None until the log has shown it. place: grows with each row that is added.
    """

    place: int
    seq: int | None
    header: Header
    id: ChangeId
    item: Item


class Step:
    """One transaction: the standing it starts from, what it adds, and the standing it ends with."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.standing = standing_in(database)

    def write(self, envelope: bytes) -> None:
        """Keep a change of this device that the server has not seen."""
        header = Header.parse(envelope)
        if self.standing.is_copied:
            values = (header.counter, change_id(envelope), envelope)
            self._database.execute("INSERT INTO aside VALUES (?, ?, ?)", values)
        else:
            self._insert(None, header, change_id(envelope), envelope)

    def take(self, seq: int, change: Believed | Stub) -> None:
        """Keep a change of the log; one that is here already gets its number.

        A whole change takes the place of another device's stub, and no stub that of a whole change: that is
        noted as `shown`. Raises ChainBroken for another change than the one that is here.
        """
        self._database.execute("DELETE FROM aside WHERE id = ?", (change.id,))
        device, counter = change.header.device, change.header.counter
        held = self._database.execute(_HELD, (device, counter)).fetchone()
        if held is None:
            self._insert(seq, change.header, change.id, _content(change))
            return
        id, size = held
        is_stub = size == HEADER_BYTES
        if not is_stub and id != change.id:
            raise ChainBroken(f"another change {counter} than before")
        if not is_stub and isinstance(change, Stub):
            self.standing = replace(self.standing, shown=(*self.standing.shown, change))
        if is_stub and isinstance(change, Believed) and device != self.standing.device:
            whole = (change.id, change.envelope, device, counter)
            self._database.execute(
                "UPDATE change SET id = ?, content = ? WHERE device = ? AND counter = ?", whole
            )
        numbered = (seq, device, counter)
        self._database.execute("UPDATE change SET seq = ? WHERE device = ? AND counter = ?", numbered)

    def stub(self, id: ChangeId) -> None:
        """Leave of a purged change its header and its id."""
        cut = "UPDATE change SET content = substr(content, 1, ?) WHERE id = ?"
        self._database.execute(cut, (HEADER_BYTES, id))

    def step_aside(self) -> None:
        """Put what the server has not shown of this device where a chain of another cannot meet it."""
        device = (self.standing.device,)
        self._database.execute(
            "INSERT INTO aside SELECT counter, id, content FROM change WHERE device = ? AND seq IS NULL",
            device,
        )
        self._database.execute("DELETE FROM change WHERE device = ? AND seq IS NULL", device)

    def forget_aside(self) -> None:
        """What stood aside has been sealed again."""
        self._database.execute("DELETE FROM aside")

    def forget_numbers(self) -> None:
        """Another server numbers the log anew."""
        self._database.execute("UPDATE change SET seq = NULL")

    def owe_log(self, after: int) -> int:
        """The server is to show again all that it has numbered: how many changes beyond `after`."""
        self._database.execute("UPDATE change SET seq = -seq WHERE seq > 0")
        found = self._database.execute("SELECT count(*) FROM change WHERE seq < ?", (-after,)).fetchone()
        return int(found[0])

    def shown(self) -> dict[DeviceId, int]:
        """The highest counter of each device that the log has shown."""
        shown = "SELECT device, max(counter) FROM change WHERE seq IS NOT NULL GROUP BY device"
        return dict(self._database.execute(shown).fetchall())

    def heads_before(self, seq: int) -> dict[DeviceId, Head]:
        """Each device's head before its first change beyond this number of the log."""
        found = self._database.execute(
            "SELECT min(counter), id, content FROM change WHERE abs(seq) > ? GROUP BY device", (seq,)
        )
        headers = (a_row(0, None, id, content).header for _, id, content in found.fetchall())
        return {header.device: Head(header.counter - 1, header.previous) for header in headers}

    def forget_loose_stubs(self) -> None:
        """Drop stubs that no later change vouches for, but for this device's own."""
        self._database.execute(
            """DELETE FROM change WHERE length(content) = :stub AND device != :own AND seq IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM change later WHERE later.device = change.device
                               AND later.counter > change.counter AND length(later.content) > :stub)""",
            {"stub": HEADER_BYTES, "own": self.standing.device},
        )

    def forget_device(self, device: DeviceId) -> None:
        """Drop all that is here of a device."""
        self.forget_beyond(device, 0)
        self._database.execute("DELETE FROM change WHERE device = ?", (device,))

    def forget_beyond(self, device: DeviceId, counter: int) -> None:
        """Drop what the log has shown of a device beyond this counter."""
        # While the log is taken again it need not be as long as what is dropped had made it.
        owed = "SELECT count(*) FROM change WHERE device = ? AND counter > ? AND seq < ?"
        (count,) = self._database.execute(owed, (device, counter, -self.standing.floor)).fetchone()
        self.standing = replace(self.standing, told=self.standing.told - count)
        beyond = "DELETE FROM change WHERE device = ? AND counter > ? AND seq IS NOT NULL"
        self._database.execute(beyond, (device, counter))

    def forget_log(self, after: int = 0) -> None:
        """Drop what the server has numbered beyond `after`; what it has not stays."""
        self._database.execute("DELETE FROM change WHERE seq > ?", (after,))

    def forget_all(self) -> None:
        """Another journal begins in this file."""
        self._database.execute("DELETE FROM change")
        self._database.execute("DELETE FROM aside")
        self._database.execute("DELETE FROM snapshot")

    def keep_snapshot(self, sealed: bytes | None) -> None:
        """The state that stands before the floor of the log; None when the log is whole."""
        self._database.execute("DELETE FROM snapshot")
        if sealed is not None:
            self._database.execute("INSERT INTO snapshot VALUES (1, ?)", (sealed,))

    def _insert(self, seq: int | None, header: Header, id: ChangeId, content: bytes) -> None:
        row = "INSERT INTO change (device, counter, id, seq, content) VALUES (?, ?, ?, ?, ?)"
        self._database.execute(row, (header.device, header.counter, id, seq, content))


def standing_in(database: sqlite3.Connection) -> Standing:
    (text,) = database.execute("SELECT content FROM standing").fetchone()
    return text_to_standing(text)


def _content(change: Believed | Stub) -> bytes:
    return change.envelope if isinstance(change, Believed) else change.header.pack()


def a_row(place: int, seq: int | None, id: bytes, content: bytes) -> Row:
    seq = None if seq is not None and seq < 0 else seq
    if len(content) == HEADER_BYTES:
        stub = Stub.parse(content, id)
        return Row(place, seq, stub.header, stub.id, stub)
    return Row(place, seq, Header.parse(content), ChangeId(id), content)
