"""The journal file: what was written is read, and what is damaged costs no more than itself."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.formats import read_journal_file, verify_journal_file
from sync.problems import NotAJournalFile, Problem
from sync.sizes import EPOCH_MAX, FILE_CHANGES_MAX, FILE_LINE_BYTES_MAX
from sync.unlocking import Passphrase, RecoveryCode
from tests.sync.cast import Journal, a_daily_check, a_file, an_entry, flipped

pytestmark = pytest.mark.promise(7)


def a_journal_of(days: int) -> tuple[Journal, RecoveryCode]:
    alma = Journal()
    phone, tablet = alma.a_phone(), alma.a_phone()
    for day in range(1, days + 1):
        writer = tablet if day % 3 == 0 else phone
        writer.write(a_daily_check(day=f"2026-11-{day:02}", daily_steady="steady"))
    return alma, RecoveryCode(alma.lock_with_recovery_code())


ALMA, CODE = a_journal_of(6)
FILE = ALMA.as_file()


def test_both_secrets_open_the_same_journal() -> None:
    alma, code = a_journal_of(3)
    alma.lock_with_passphrase("garden lantern river")

    by_code = read_journal_file(a_file(alma.as_file()), code)
    by_passphrase = read_journal_file(a_file(alma.as_file()), Passphrase("garden lantern river"))

    assert by_code.changes == by_passphrase.changes == [alma.open(sealed) for sealed in alma.envelopes]
    assert by_code.problems == by_passphrase.problems == []


def test_a_passkey_lock_does_not_leave_the_phone() -> None:
    alma, _ = a_journal_of(1)
    (lock,) = alma.locks
    alma.locks.append(type(lock)(lock.id, "passkey", 1, lock.wrapped))

    assert [it.kind for it in verify_journal_file(a_file(alma.as_file())).header.locks] == ["recovery"]


@settings(max_examples=300)
@given(st.integers(0, len(FILE)))
def test_a_file_cut_anywhere_gives_what_came_before(size: int) -> None:
    first_line = FILE.index(b"\n")
    whole = [ALMA.open(sealed) for sealed in ALMA.envelopes]

    if size < first_line:
        with pytest.raises(NotAJournalFile):
            read_journal_file(a_file(FILE[:size]), CODE)
        return
    reading = read_journal_file(a_file(FILE[:size]), CODE)

    lines_whole = FILE[: size + 1].count(b"\n") - 1
    assert reading.changes == whole[:lines_whole]
    said = "file-cut-short" in [found.type for found in reading.problems]
    assert said == (size < len(FILE) - 1)


@pytest.mark.promise(3)
@settings(max_examples=300)
@given(st.integers(FILE.index(b"\n") + 1, len(FILE) - 1), st.integers(0, 255))
def test_one_damaged_byte_costs_two_lines_at_most(place: int, byte: int) -> None:
    # A byte that becomes a newline, or a newline that goes, touches two lines; any other touches one.
    reading = read_journal_file(a_file(FILE[:place] + bytes([byte]) + FILE[place + 1 :]), CODE)

    assert len(reading.changes) >= len(ALMA.envelopes) - 2
    assert bool(reading.problems) or len(reading.changes) == len(ALMA.envelopes)


@given(st.binary(max_size=300))
def test_whatever_stands_for_a_file_has_a_name(content: bytes) -> None:
    with pytest.raises(Problem):
        read_journal_file(a_file(content), CODE)


@given(st.lists(st.binary(max_size=200)))
def test_whatever_follows_the_first_line_is_named(lines: list[bytes]) -> None:
    first_line = FILE[: FILE.index(b"\n") + 1]

    reading = read_journal_file(a_file(first_line + b"\n".join(lines)), CODE)

    assert reading.changes == []
    assert reading.problems[-1].type == "file-cut-short"


@pytest.mark.parametrize("more", [0, 1])
def test_a_line_of_131072_bytes_is_the_longest(more: int) -> None:
    first, *rest = FILE.splitlines()
    padded = rest[0].ljust(FILE_LINE_BYTES_MAX + more)

    reading = read_journal_file(a_file(b"\n".join([first, padded, *rest[1:]])), CODE)

    named = [(found.line, found.type) for found in reading.problems]
    assert named == ([(2, "malformed-envelope"), (8, "file-cut-short")] if more else [])
    assert len(reading.changes) == len(ALMA.envelopes) - more


@pytest.mark.parametrize("more", [0, 1])
def test_a_first_line_of_131072_bytes_is_the_longest(more: int) -> None:
    first, *rest = FILE.splitlines()
    content = b"\n".join([first.ljust(FILE_LINE_BYTES_MAX + more), *rest])

    if more:
        with pytest.raises(NotAJournalFile):
            verify_journal_file(a_file(content))
    else:
        assert verify_journal_file(a_file(content)).problems == []


class Endless:
    """A file of one line again and again, which is never held whole."""

    def __init__(self, first_line: bytes, line: bytes, count: int) -> None:
        self.lines = self.all(first_line, line, count)
        self.given = 0

    @staticmethod
    def all(first_line: bytes, line: bytes, count: int) -> Iterator[bytes]:
        yield first_line
        for _ in range(count):
            yield line

    def readline(self, _size: int) -> bytes:
        self.given += 1
        return next(self.lines, b"")


def test_a_file_is_read_up_to_a_million_changes() -> None:
    endless = Endless(FILE[: FILE.index(b"\n") + 1], b"{}\n", FILE_CHANGES_MAX + 5)

    reading = verify_journal_file(endless)  # type: ignore[arg-type]

    # The first line, a million changes, and the end.
    assert endless.given == 1 + FILE_CHANGES_MAX + 1
    assert reading.problems[-1].type == "file-cut-short"


@pytest.mark.parametrize("more", [0, 1])
def test_the_last_epoch_is_read_and_none_after_it(more: int) -> None:
    content = json.loads(FILE.splitlines()[0]) | {"epoch": EPOCH_MAX + more}
    first = json.dumps(content).encode()

    if more:
        with pytest.raises(NotAJournalFile):
            verify_journal_file(a_file(first))
    else:
        assert verify_journal_file(a_file(first)).header.epoch == EPOCH_MAX


def test_a_file_is_checked_without_any_secret() -> None:
    alma, _ = a_journal_of(4)
    alma.envelopes[1] = flipped(alma.envelopes[1], 5000)

    reading = verify_journal_file(a_file(alma.as_file()))

    assert (reading.changes, reading.count) == ([], 3)
    assert [(found.line, found.type) for found in reading.problems] == [(3, "bad-signature")]


@pytest.mark.promise(3)
def test_a_lost_line_costs_only_itself() -> None:
    alma, code = a_journal_of(5)
    last = alma.phones[0].write(an_entry(x=1))
    lines = alma.as_file().splitlines(keepends=True)

    reading = read_journal_file(a_file(b"".join(lines[:1] + lines[2:])), code)

    assert [change.id for change in reading.changes] == [alma.open(it).id for it in alma.envelopes[1:]]
    assert reading.changes[-1] == alma.open(last)
    assert [found.type for found in reading.problems] == ["chain-broken", "file-cut-short"]
