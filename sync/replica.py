"""A phone on disk: its standing, its log, what it has not sent; one SQLite file that only its owner reads.

Each durable step is one transaction, and `after` hears of it by name: a crash leaves a whole number of them.
Steps read the standing they start from inside their own transaction, so that two programs may share a file.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sync.chain import ChangeId, DeviceId, Head, Stub
from sync.phone_file import begin_file, open_file
from sync.sizes import BATCH_BYTES_MAX, BATCH_ENVELOPES_MAX, HEADER_BYTES
from sync.standing import Standing, standing_to_text
from sync.steps import Row, Step, a_row, standing_in


class Replica:
    """The file, opened. after: hears the name of each durable step once it is on disk."""

    def __init__(self, path: Path, after: Callable[[str], None]) -> None:
        """Raises FileNotFoundError, NotAPhone."""
        self._after = after
        self._database = open_file(path)

    @classmethod
    def begin(cls, path: Path, first: Callable[[], Standing], after: Callable[[str], None]) -> "Replica":
        """A new file. first: asked for once there is room for it; what it raises leaves nothing here.

        Raises FileExistsError: what is there is never written over.
        """
        begin_file(path, lambda: standing_to_text(first()))
        replica = cls(path, after)
        after("begin")
        return replica

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def standing(self) -> Standing:
        """What was kept last, by whichever program."""
        return standing_in(self._database)

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
            """SELECT place, seq, id, content FROM change
               ORDER BY seq IS NULL, seq < 0, abs(seq), device, counter"""
        ).fetchall()
        return itertools.chain((a_row(*values) for values in found), self.aside())

    def rows_added(self, after: int) -> Sequence[Row]:
        """Rows beyond a place, in the order in which they were added; not what stands aside."""
        found = self._database.execute(
            "SELECT place, seq, id, content FROM change WHERE place > ? ORDER BY place", (after,)
        )
        return [a_row(*values) for values in found.fetchall()]

    def aside(self) -> Sequence[Row]:
        """What a copied device has not sent, in the order it was written."""
        found = self._database.execute("SELECT 0, NULL, id, content FROM aside ORDER BY counter")
        return [a_row(*values) for values in found.fetchall()]

    def stubs(self) -> Sequence[Stub]:
        """What purges have left."""
        found = self._database.execute(
            "SELECT place, seq, id, content FROM change WHERE length(content) = ?", (HEADER_BYTES,)
        )
        rows = (a_row(*values) for values in found.fetchall())
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
            "SELECT device, max(counter), id FROM change WHERE seq BETWEEN 1 AND ? GROUP BY device", (seq,)
        )
        return {DeviceId(device): Head(counter, ChangeId(id)) for device, counter, id in found.fetchall()}

    def owed(self, after: int) -> int:
        """How many changes beyond this number of the log the server has yet to show again."""
        found = self._database.execute("SELECT count(*) FROM change WHERE seq < ?", (-after,)).fetchone()
        return int(found[0])

    def id_at(self, device: DeviceId, counter: int) -> ChangeId | None:
        """The id kept under a counter."""
        asked = "SELECT id FROM change WHERE device = ? AND counter = ?"
        found = self._database.execute(asked, (device, counter)).fetchone()
        return found and ChangeId(found[0])

    def signed_up_to(self, device: DeviceId, counter: int) -> int:
        """The counter of its last change up to this one that is not a stub."""
        stub = "SELECT 1 FROM change WHERE device = ? AND counter = ? AND length(content) = ?"
        while self._database.execute(stub, (device, counter, HEADER_BYTES)).fetchone():
            counter -= 1
        return counter

    def id_at_seq(self, seq: int) -> ChangeId | None:
        """The id kept under a number of the log."""
        found = self._database.execute("SELECT id FROM change WHERE seq = ?", (seq,)).fetchone()
        return found and ChangeId(found[0])

    def snapshot(self) -> bytes | None:
        """The sealed state before the floor of the log."""
        found = self._database.execute("SELECT sealed FROM snapshot").fetchone()
        return found and bytes(found[0])
