"""A phone on disk: its standing, its log, what it has not sent; one SQLite file that only its owner reads.

Each durable step is one transaction, and `after` hears of it by name: a crash leaves a whole number of them.
Steps read the standing they start from inside their own transaction, so that two programs may share a file.
"""

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.chain import Believed, ChangeId, DeviceId, Head, Header, Item, Stub, change_id
from sync.sizes import BATCH_BYTES_MAX, BATCH_ENVELOPES_MAX, HEADER_BYTES
from sync.standing import Standing, standing_to_text, text_to_standing

WAIT_SECONDS = 30
# seq is null until the change is seen in the server's log; `aside` holds what a copied device has not sent.
_TABLES = (
    "CREATE TABLE standing (one INTEGER PRIMARY KEY CHECK (one = 1), content TEXT NOT NULL)",
    """CREATE TABLE change (device BLOB, counter INTEGER, id BLOB NOT NULL, seq INTEGER UNIQUE,
                            content BLOB NOT NULL, PRIMARY KEY (device, counter))""",
    "CREATE TABLE aside (counter INTEGER PRIMARY KEY, id BLOB NOT NULL, content BLOB NOT NULL)",
    "CREATE TABLE snapshot (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL)",
)


@dataclass(frozen=True)
class Row:
    """One change as it is held: an envelope, or the stub that a purge has left.

    seq: None until it is in the log. place: grows with each row that is added.
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
        self.standing = _standing(database)

    def write(self, envelope: bytes) -> None:
        """Keep a change of this device that the server has not seen."""
        header = Header.parse(envelope)
        if self.standing.is_copied:
            values = (header.counter, change_id(envelope), envelope)
            self._database.execute("INSERT INTO aside VALUES (?, ?, ?)", values)
        else:
            self._insert(None, header, change_id(envelope), envelope)

    def take(self, seq: int, change: Believed | Stub) -> None:
        """Keep a change of the log; one of this device is here already, and gets its number."""
        content = change.envelope if isinstance(change, Believed) else change.header.pack()
        known = (seq, change.header.device, change.header.counter)
        self._database.execute("DELETE FROM aside WHERE id = ?", (change.id,))
        done = self._database.execute(
            "UPDATE change SET seq = ? WHERE device = ? AND counter = ?", known
        ).rowcount
        if not done:
            self._insert(seq, change.header, change.id, content)

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
        values = (header.device, header.counter, id, seq, content)
        self._database.execute("INSERT INTO change VALUES (?, ?, ?, ?, ?)", values)


class Replica:
    """The file, opened. after: hears the name of each durable step once it is on disk."""

    def __init__(self, path: Path, after: Callable[[str], None]) -> None:
        self._after = after
        self._database = _connected(path)

    @classmethod
    def begin(cls, path: Path, standing: Standing, after: Callable[[str], None]) -> "Replica":
        """A new file. Raises FileExistsError: what is there is never written over."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = _connected(path)
        database.execute("BEGIN")  # half a phone is never found on disk
        for statement in _TABLES:
            database.execute(statement)
        database.execute("INSERT INTO standing VALUES (1, ?)", (standing_to_text(standing),))
        database.execute("COMMIT")
        database.close()
        replica = cls(path, after)
        after("begin")
        return replica

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def standing(self) -> Standing:
        """What was kept last, by whichever program."""
        return _standing(self._database)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """One durable step: all that is done inside, with the standing left in it, or nothing of it."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            step = Step(self._database)
            yield step
            text = standing_to_text(step.standing)
            self._database.execute("UPDATE standing SET content = ?", (text,))
            self._database.execute("COMMIT")
        except BaseException:
            self._database.rollback()
            raise
        self._after(name)

    def rows(self) -> Iterable[Row]:
        """Every change: those of the log in its order, then those that wait, each device's in its order."""
        found = self._database.execute(
            "SELECT rowid, seq, id, content FROM change ORDER BY seq IS NULL, seq, device, counter"
        ).fetchall()
        return itertools.chain((_row(*values) for values in found), self.aside())

    def rows_added(self, after: int) -> Sequence[Row]:
        """Rows beyond a place, in the order in which they were added; not what stands aside."""
        found = self._database.execute(
            "SELECT rowid, seq, id, content FROM change WHERE rowid > ? ORDER BY rowid", (after,)
        )
        return [_row(*values) for values in found.fetchall()]

    def aside(self) -> Sequence[Row]:
        """What a copied device has not sent, in the order it was written."""
        found = self._database.execute("SELECT 0, NULL, id, content FROM aside ORDER BY counter")
        return [_row(*values) for values in found.fetchall()]

    def stubs(self) -> Sequence[Stub]:
        """What purges have left."""
        found = self._database.execute(
            "SELECT rowid, seq, id, content FROM change WHERE length(content) = ?", (HEADER_BYTES,)
        )
        rows = (_row(*values) for values in found.fetchall())
        return [row.item for row in rows if isinstance(row.item, Stub)]

    def outbox(self, device: DeviceId, after: int) -> Sequence[bytes]:
        """The next batch: at most 100 envelopes and 1 MiB of one device, in order, beyond a counter."""
        batch, size_bytes = list[bytes](), 0
        found = self._database.execute(
            """SELECT content FROM change WHERE device = ? AND counter > ? AND seq IS NULL
               ORDER BY counter LIMIT ?""",
            (device, after, BATCH_ENVELOPES_MAX),
        )
        for (content,) in found.fetchall():
            size_bytes += len(content)
            if size_bytes > BATCH_BYTES_MAX:
                break
            batch.append(content)
        return batch

    def unsent(self) -> int:
        """How many changes of this device the server has not taken."""
        standing = self.standing
        own = "SELECT count(*) FROM change WHERE device = ? AND counter > ?"
        device = standing.device
        (waiting,) = self._database.execute(own, (device, standing.taken.get(device, 0))).fetchone()
        (aside,) = self._database.execute("SELECT count(*) FROM aside").fetchone()
        return int(waiting) + int(aside)

    def heads_at(self, seq: int) -> dict[DeviceId, Head]:
        """Each device's head in the log up to a number of it."""
        found = self._database.execute(
            "SELECT device, max(counter), id FROM change WHERE seq <= ? GROUP BY device", (seq,)
        )
        return {DeviceId(device): Head(counter, ChangeId(id)) for device, counter, id in found.fetchall()}

    def id_at(self, device: DeviceId, counter: int) -> ChangeId | None:
        """The id kept under a counter."""
        asked = "SELECT id FROM change WHERE device = ? AND counter = ?"
        found = self._database.execute(asked, (device, counter)).fetchone()
        return found and ChangeId(found[0])

    def id_at_seq(self, seq: int) -> ChangeId | None:
        """The id kept under a number of the log."""
        found = self._database.execute("SELECT id FROM change WHERE seq = ?", (seq,)).fetchone()
        return found and ChangeId(found[0])

    def snapshot(self) -> bytes | None:
        """The sealed state before the floor of the log."""
        found = self._database.execute("SELECT sealed FROM snapshot").fetchone()
        return found and bytes(found[0])


def _connected(path: Path) -> sqlite3.Connection:
    if not path.exists():
        raise FileNotFoundError(path)
    database = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = DELETE")  # one file, so that a copy of it is a copy of the phone
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA secure_delete = ON")  # what was purged is overwritten
    return database


def _standing(database: sqlite3.Connection) -> Standing:
    (text,) = database.execute("SELECT content FROM standing").fetchone()
    return text_to_standing(text)


def _row(place: int, seq: int | None, id: bytes, content: bytes) -> Row:
    if len(content) == HEADER_BYTES:
        stub = Stub.parse(content, id)
        return Row(place, seq, stub.header, stub.id, stub)
    return Row(place, seq, Header.parse(content), ChangeId(id), content)
