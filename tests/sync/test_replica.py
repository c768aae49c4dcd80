"""A phone's file: whole steps or none of them, read by its owner alone, copied as one piece."""

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from sync.chain import NO_CHANGE, Believed, DeviceId, Head, Header, Stub, change_id
from sync.core import stop
from sync.going_back import go_back, let_go_of
from sync.phone import Phone
from sync.phone_file import NotAPhone
from sync.problems import LogGap
from sync.replica import Replica
from sync.sizes import BATCH_BYTES_MAX, BATCH_ENVELOPES_MAX, ENVELOPE_SIZES, HEADER_BYTES
from sync.standing import Standing, standing_to_text, text_to_standing
from tests.sync.phones import Killed, Steps, a_code, some_parts

pytestmark = pytest.mark.promise(3)
SLICE_BYTES = 32
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Phone]:
    phone = Phone.begin(tmp_path / "phone", [a_code()], parts=some_parts())
    yield phone
    phone.close()


def an_envelope(standing: Standing, size_bytes: int = ENVELOPE_SIZES[0]) -> bytes:
    """The shape of this device's next change; nothing in it opens."""
    header = Header(standing.account, standing.device, 1, standing.head.counter + 1, standing.head.id)
    return header.pack() + os.urandom(size_bytes - HEADER_BYTES)


def write(replica: Replica, size_bytes: int = ENVELOPE_SIZES[0], *, dies: bool = False) -> bytes:
    with replica.step("wrote") as step:
        envelope = an_envelope(step.standing, size_bytes)
        step.write(envelope)
        head = Head(step.standing.head.counter + 1, change_id(envelope))
        step.standing = replace(step.standing, head=head)
        if dies:
            raise Killed
    return envelope


def test_the_file_is_for_its_owner_alone(phone: Phone, tmp_path: Path) -> None:
    phone.write_entry("Written.")

    assert stat.S_IMODE((tmp_path / "phone").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["phone"]


def test_what_is_there_is_never_written_over(phone: Phone, tmp_path: Path) -> None:
    before = (tmp_path / "phone").read_bytes()

    with pytest.raises(FileExistsError):
        Phone.begin(tmp_path / "phone", [a_code()])
    with pytest.raises(FileNotFoundError):
        Phone.at(tmp_path / "other")

    assert (tmp_path / "phone").read_bytes() == before
    assert not (tmp_path / "other").exists()


def test_a_phone_that_dies_while_it_begins_leaves_none(phone: Phone, tmp_path: Path) -> None:
    path, standing = tmp_path / "new" / "phone", phone.standing

    process = FORK.Process(target=Replica.begin, args=(path, lambda: os._exit(9), print))
    process.start()
    process.join()

    assert process.exitcode == 9
    assert not path.exists()
    replica = Replica.begin(path, lambda: standing, lambda _step: None)
    assert replica.standing == standing
    replica.close()


def test_a_phone_that_cannot_begin_leaves_nothing(tmp_path: Path) -> None:
    def fails() -> Standing:
        raise Killed

    with pytest.raises(Killed):
        Replica.begin(tmp_path / "phone", fails, lambda _step: None)

    assert list(tmp_path.iterdir()) == []


def a_database(path: Path) -> None:
    """What another program keeps, in a way of its own."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE standing (content TEXT)")


@pytest.mark.parametrize(
    "fill", [Path.touch, lambda path: path.write_bytes(b"A letter to a friend. " * 100), a_database]
)
def test_a_file_that_is_no_phone_is_named_and_left(fill: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "other"
    fill(path)
    before = path.read_bytes()

    with pytest.raises(NotAPhone):
        Phone.at(path)

    assert path.read_bytes() == before


def test_no_place_is_given_to_two_changes(phone: Phone) -> None:
    replica = phone.core.replica
    for _ in range(2):
        write(replica)
    *_, last = replica.rows_added(0)

    with replica.step("forgot") as step:
        step.forget_device(phone.standing.device)
    envelope = write(replica)

    assert [row.id for row in replica.rows_added(last.place)] == [change_id(envelope)]


def test_a_step_that_fails_leaves_nothing(phone: Phone) -> None:
    replica, before = phone.core.replica, phone.standing

    with pytest.raises(Killed):
        write(replica, dies=True)

    assert (replica.standing, list(replica.rows())) == (before, [])
    write(replica)
    assert len(list(replica.rows())) == 1


def test_a_change_and_its_head_come_together(phone: Phone) -> None:
    id = phone.write({"kind": "entry", "id": "1", "set": {}})

    assert phone.standing.head == Head(1, id)
    (row,) = phone.core.replica.rows()
    assert (row.id, row.seq) == (id, None)


def test_two_programs_share_one_file(phone: Phone, tmp_path: Path) -> None:
    other = Phone.at(tmp_path / "phone", some_parts())

    for number in range(3):
        phone.write({"kind": "entry", "id": f"a{number}", "set": {}})
        other.write({"kind": "entry", "id": f"b{number}", "set": {}})

    assert phone.standing == other.standing
    assert len(phone.state().objects["entry"]) == 6
    other.close()


@pytest.mark.parametrize("count", [BATCH_ENVELOPES_MAX, BATCH_ENVELOPES_MAX + 1])
def test_a_batch_holds_a_hundred_and_no_more(phone: Phone, count: int) -> None:
    replica = phone.core.replica
    with replica.step("many") as step:
        for _ in range(count):
            envelope = an_envelope(step.standing)
            step.write(envelope)
            head = Head(step.standing.head.counter + 1, change_id(envelope))
            step.standing = replace(step.standing, head=head)

    batch = replica.outbox(phone.standing.device, 0)

    assert len(batch) == BATCH_ENVELOPES_MAX
    left = replica.outbox(phone.standing.device, BATCH_ENVELOPES_MAX)
    assert len(left) == count - BATCH_ENVELOPES_MAX


def test_a_batch_stays_within_its_bytes(phone: Phone) -> None:
    replica, largest = phone.core.replica, ENVELOPE_SIZES[-1]
    fitting = BATCH_BYTES_MAX // largest
    for _ in range(fitting + 1):
        write(replica, largest)

    batch = replica.outbox(phone.standing.device, 0)

    assert len(batch) == fitting
    assert sum(map(len, batch)) <= BATCH_BYTES_MAX < sum(map(len, batch)) + largest


@pytest.mark.promise(7)
def test_of_a_purged_change_only_the_header_stays(phone: Phone, tmp_path: Path) -> None:
    replica = phone.core.replica
    envelope = write(replica)
    # Each is random: none stands there by chance. A cell that is only set free loses its first bytes alone.
    sealed = [envelope[at : at + SLICE_BYTES] for at in range(HEADER_BYTES, len(envelope), SLICE_BYTES)]
    before = (tmp_path / "phone").read_bytes()

    with replica.step("stubbed") as step:
        step.stub(change_id(envelope))

    assert [stub.header.pack() for stub in replica.stubs()] == [envelope[:HEADER_BYTES]]
    after = (tmp_path / "phone").read_bytes()
    assert [piece in before for piece in sealed] == [True] * len(sealed)
    assert [piece in after for piece in sealed] == [False] * len(sealed)


def test_all_that_is_known_survives_the_file(phone: Phone) -> None:
    device = DeviceId(bytes(16))
    stub = Stub(Header.parse(an_envelope(phone.standing)), change_id(b""))
    standing = replace(
        phone.standing, heads={device: Head(3, change_id(b""))}, taken={device: 3}, seq=3, told=4, floor=2,
        back=1, histories={2: bytes(60)}, origin="https://here", cookie="a=b", is_registered=False,
        is_copied=True, found="log-gap", shown=[stub],
    )  # fmt: skip

    assert text_to_standing(standing_to_text(standing)) == standing
    assert "a=b" not in repr(standing)


def test_each_durable_step_is_heard_of_by_name(phone: Phone) -> None:
    phone.write_entry("Written.")
    stop(phone.core, LogGap())
    phone.try_again()

    steps = phone.core.parts.after
    assert isinstance(steps, Steps)
    assert steps.names == ["begin", "wrote", "stopped", "resumed"]


def test_a_log_that_is_taken_again_may_lack_what_was_let_go(phone: Phone) -> None:
    stranger, replica = DeviceId(b"s" * 16), phone.core.replica
    headers = [Header(phone.standing.account, stranger, 1, counter, NO_CHANGE) for counter in (1, 2, 3)]
    with replica.step("page") as step:
        for seq, header in enumerate(headers, start=1):
            envelope = header.pack().ljust(ENVELOPE_SIZES[0], b"x")
            step.take(seq, Believed(envelope, header, change_id(envelope)))
        step.standing = replace(step.standing, seq=3, told=3)

    go_back(phone.core)
    with replica.step("vault") as step:
        step.forget_beyond(stranger, 1)

    assert (phone.standing.seq, phone.standing.told) == (0, 1)
    with replica.step("unlocked") as step:
        let_go_of(step, [stranger])
    assert phone.standing.told == 0
    assert replica.owed(0) == 0
