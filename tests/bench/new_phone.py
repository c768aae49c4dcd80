"""A phone that has nothing yet: from its first request to a journal of 15,000 entries that can be read."""

import json
import time
from dataclasses import dataclass

import cbor2

from sync.merge import State, fold, resolve
from sync.snapshot import Snapshot, open_snapshot, seal_snapshot
from tests.bench.logs import BATCH, batches
from tests.bench.ours import OurLine, Ours
from tests.bench.writers import ITEMS, Writer


@dataclass(frozen=True)
class Arrival:
    """Milliseconds until the snapshot is here, then until every entry is read, and those of doing without."""

    fetched_ms: float
    opened_ms: float
    without_ms: float
    snapshot_bytes: int

    @property
    def readable_ms(self) -> float:
        return self.fetched_ms + self.opened_ms


def arrival(ours: Ours, writer: Writer) -> Arrival:
    """Another phone has pushed everything and put its snapshot."""
    line = ours.line(writer)
    for push in line.pushes(batches(writer.envelopes, BATCH)):
        push()
    seq = len(writer.envelopes)
    journal = writer.phone.journal
    state = fold(State(), map(journal.open, writer.envelopes))
    sealed = seal_snapshot(Snapshot(1, seq, state), journal.root, journal.account)
    line.sending("PUT", f"/api/snapshots/{seq}", sealed, "application/octet-stream")()

    began = time.perf_counter()
    fetched = fetch(line, seq)
    had = time.perf_counter()
    by_snapshot = read(open_snapshot(fetched, journal.root, journal.account).state)
    read_at = time.perf_counter()
    pulled = [item[1] for page in line.pulls(seq) for item in cbor2.loads(page())["changes"]]
    without = read(fold(State(), map(journal.open, pulled)))
    ended = time.perf_counter()
    if not by_snapshot == without == seq:
        raise RuntimeError(f"{by_snapshot} and {without} of {seq} entries could be read")
    return Arrival(1000 * (had - began), 1000 * (read_at - had), 1000 * (ended - read_at), len(fetched))


def fetch(line: OurLine, seq: int) -> bytes:
    """The vault, the snapshot it names, and what came after it: nothing."""
    vault = json.loads(line.asking("/api/vault")())
    snapshot = line.asking("/api/snapshots/newest")()
    line.asking(f"/api/changes?after={vault['snapshot']['seq']}")()
    return snapshot


def read(state: State) -> int:
    """How many entries have an answer that can be read."""
    entries = [resolve(writes) for writes in state.objects["entry"].values()]
    return sum(ITEMS[0] in entry.fields for entry in entries)
