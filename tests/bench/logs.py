"""The same work for every log: push, pull, and a round of both, by one phone and by 50 at once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Protocol, Self

from tests.bench.phones_at_once import Call, timed
from tests.bench.writers import Writer

BATCH = 100
PULLS = 5  # pulling changes nothing: the best of so many


class Line(Protocol):
    """One phone's way to a log. What it gives is encoded already; calling it sends it and waits."""

    def pushes(self, batches: Sequence[list[bytes]]) -> list[Call]: ...

    def pulls(self, changes: int) -> list[Call]:
        """All `changes` of this account, in pages as the log gives them."""
        ...

    def round(self, position: int, envelope: bytes) -> Call:
        """One change sent, and what is new asked for; `position`: how many the log has of this account."""
        ...

    def held(self, answers: Sequence[bytes], writer: Writer) -> int:
        """How many of the writer's envelopes stand in what was pulled."""
        ...


class Log(Protocol):
    """A log that is running."""

    def line(self, writer: Writer) -> Line:
        """For a phone that is known to the log from now on."""
        ...

    def worker_megabytes(self) -> float | None: ...

    def bytes_on_disk(self) -> int | None: ...


@dataclass(frozen=True)
class Speeds:
    """Changes a second, and milliseconds of a round of one push and one pull."""

    push: float
    push_at_once: float
    pull: float
    pull_at_once: float
    round_ms: float


@dataclass(frozen=True)
class Work:
    """Who writes: some who warm the server up, one phone much, many together as much, one for the rounds."""

    warming: Sequence[Writer]
    one: Writer
    many: Sequence[Writer]
    rounds: Writer

    @property
    def changes(self) -> int:
        return sum(len(writer.envelopes) for writer in self.writers)

    @property
    def writers(self) -> list[Writer]:
        return [*self.warming, self.one, *self.many, self.rounds]

    def twentieth(self) -> Self:
        """For a log that would need minutes."""
        many = [a_twentieth(writer) for writer in self.many]
        return replace(self, one=a_twentieth(self.one), many=many, rounds=a_twentieth(self.rounds))


def a_twentieth(writer: Writer) -> Writer:
    return writer.first(len(writer.envelopes) // 20)


def speeds(log: Log, work: Work) -> Speeds:
    """All of it, checked: each change that was pushed was pulled."""
    push_and_pull(log, work.warming)
    push, pull = push_and_pull(log, [work.one])
    push_at_once, pull_at_once = push_and_pull(log, work.many)
    return Speeds(push, push_at_once, pull, pull_at_once, round_ms(log, work.rounds))


def push_and_pull(log: Log, writers: Sequence[Writer]) -> tuple[float, float]:
    """Changes a second of both, all writers at once."""
    lines = [log.line(writer) for writer in writers]
    changes = sum(len(writer.envelopes) for writer in writers)
    pushed, _ = timed(
        [line.pushes(batches(w.envelopes, BATCH)) for line, w in zip(lines, writers, strict=True)]
    )
    pulled = min(pull_all(lines, writers) for _ in range(PULLS))
    return changes / pushed, changes / pulled


def pull_all(lines: Sequence[Line], writers: Sequence[Writer]) -> float:
    """Seconds. Raises when a change is missing."""
    pairs = list(zip(lines, writers, strict=True))
    took, answers = timed([line.pulls(len(writer.envelopes)) for line, writer in pairs])
    for (line, writer), given in zip(pairs, answers, strict=True):
        held = line.held(given, writer)
        if held != len(writer.envelopes):
            raise RuntimeError(f"{held} of {len(writer.envelopes)} changes came back")
    return took


def round_ms(log: Log, writer: Writer) -> float:
    """The median, by one phone alone."""
    line = log.line(writer)
    rounds = [line.round(position, envelope) for position, envelope in enumerate(writer.envelopes)]
    return 1000 * median(seconds(one) for one in rounds)


def seconds(call: Call) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def batches(envelopes: list[bytes], size: int) -> list[list[bytes]]:
    return [envelopes[start : start + size] for start in range(0, len(envelopes), size)]
