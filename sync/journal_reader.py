"""The lines of a journal file after its first, each change trusted and opened on its own (PROTOCOL 14).

A line that fails is named and passed over, and never hides the others.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from sync import sizes
from sync.chain import (
    Believed,
    DeviceId,
    Head,
    Header,
    Item,
    Stub,
    Trusted,
    authenticate,
    change_id,
    must_be_ours,
    must_follow,
)
from sync.checks import must_not_be_closed
from sync.envelope import Change, open
from sync.journal_header import FileHeader, parse_line
from sync.keys import VaultKey
from sync.problems import ChainBroken, FileCutShort, MalformedEnvelope, Problem
from sync.values import b64_to_bytes


@dataclass(frozen=True)
class LineProblem:
    """The type of what is wrong with one line; the first line of a file is 1."""

    line: int
    type: str


@dataclass
class Reading:
    """What a file gave, in its order, and what was wrong with it, by line.

    count: how many authentic changes it holds, opened or not, stubs among them.
    """

    header: FileHeader
    count: int = 0
    changes: list[Change] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)

    def note(self, line: int, problem: Problem) -> None:
        """Keep what kind of problem it is; the exception itself would keep alive all that it came from."""
        self.problems.append(LineProblem(line, problem.type))


class JournalReader:
    """Reads the lines into a Reading. vaults: by epoch, or None to check everything and open nothing.

    closings: where the chain of each removed device ends.
    """

    def __init__(
        self,
        known: Trusted,
        reading: Reading,
        vaults: Mapping[int, VaultKey] | None,
        closings: Mapping[DeviceId, Head],
    ) -> None:
        self._known = known
        self._reading = reading
        self._vaults = vaults
        self._closings = closings
        self._line_by_device: dict[DeviceId, int] = {}
        self._last_failure = 0
        self._count = 0
        self._ids = hashlib.sha256()

    def read(self, file: IO[bytes]) -> None:
        """Take every line, and see at the end whether the last one agrees with those before it."""
        number, content, is_end = 1, dict[str, object](), False
        for number, line in islice(enumerate(lines_of(file), start=2), sizes.FILE_CHANGES_MAX + 1):
            if is_end:
                self._reading.note(number, MalformedEnvelope("after the end"))
            content = _members(line)
            is_end = "end" in content
            if not is_end:
                self._take_noting(number, content)
        if not self._agrees(content.get("end")):
            self._reading.note(number, FileCutShort())

    def _take_noting(self, number: int, content: dict[str, object]) -> None:
        try:
            self._take(number, content)
        except Problem as problem:
            self._reading.note(number, problem)

    def _take(self, number: int, content: dict[str, object]) -> None:
        change = self._authentic(number, content)
        header = change.header
        must_not_be_closed(self._closings, change)
        head = self._known.head(header.device)
        if not head.counter < header.counter <= sizes.INTEGER_MAX:
            raise ChainBroken(f"change {header.counter} after {head.counter}")
        if not self._is_gap_explained(header.device):
            self._note_gap(number, head, header)
        self._known = self._known.with_head(header, change.id)
        self._line_by_device[header.device] = number
        self._reading.count += 1
        if self._vaults is not None and isinstance(change, Believed):
            self._reading.changes.append(open(change.envelope, self._vaults))

    def _authentic(self, number: int, content: dict[str, object]) -> Believed | Stub:
        try:
            item = _item(content)
            id = item.id if isinstance(item, Stub) else change_id(item)
            self._count += 1
            self._ids.update(id)
            if isinstance(item, Stub):
                must_be_ours(self._known, item.header)
                return item
            return Believed(item, authenticate(self._known, item), id)
        except Problem:
            self._last_failure = number
            raise

    def _is_gap_explained(self, device: DeviceId) -> bool:
        # Whose a failed line was cannot be told, so it explains a gap in the chain of any device.
        return self._last_failure > self._line_by_device.get(device, 0)

    def _note_gap(self, number: int, head: Head, header: Header) -> None:
        # The change is read all the same: it is authentic, and what is missing is another one.
        try:
            must_follow(head, header)
        except ChainBroken as problem:
            self._reading.note(number, problem)

    def _agrees(self, end: object) -> bool:
        if not isinstance(end, dict):
            return False
        return bool(end.get("changes") == self._count and end.get("sha256") == self._ids.hexdigest())


def lines_of(file: IO[bytes]) -> Iterator[bytes | None]:
    """Each line without its end; None for one that is too long, which is never held whole."""
    while line := file.readline(sizes.FILE_LINE_BYTES_MAX + 1):
        if line.endswith(b"\n"):
            yield line[:-1]
        elif len(line) <= sizes.FILE_LINE_BYTES_MAX:
            yield line
        else:
            while line and not line.endswith(b"\n"):
                line = file.readline(sizes.FILE_LINE_BYTES_MAX)
            yield None


def _members(line: bytes | None) -> dict[str, object]:
    """What the line holds; nothing when it is no object, and then it holds no change."""
    try:
        content = parse_line(line or b"")
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _item(content: dict[str, object]) -> Item:
    """The envelope of a line, or the stub that a purge has left."""
    if "stub" not in content:
        return _decoded(content.get("change"))
    stub = _decoded(content["stub"])
    return Stub.parse(stub[: sizes.HEADER_BYTES], stub[sizes.HEADER_BYTES :])


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        raise MalformedEnvelope("a line without a change")
    try:
        return b64_to_bytes(text)
    except ValueError:
        raise MalformedEnvelope("not base64url") from None
