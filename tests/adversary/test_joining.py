"""A server that lies to a phone that joins: about the passphrase's cost, and with snapshots."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adversary import log_lies as log
from tests.adversary import wire_lies as wire
from tests.adversary.hostile_server import HostileServer, Lie
from tests.adversary.kinds import KINDS
from tests.adversary.phones import APhone, a_note, a_phone
from tests.adversary.python_phone import PASSPHRASE, PythonPhone
from tests.adversary.scene import CODE, begun, write
from tests.sync.cast import flipped

Record = Callable[[str, object], None]
WEAK = {
    "little memory": {"memory_kib": 8192},
    "few passes": {"passes": 1},
    "memory without end": {"memory_kib": 2**31},
}


class Journal:
    """Four entries by a tablet, one by a laptop; two snapshots were kept on the way."""

    def __init__(self, server: HostileServer, folder: Path) -> None:
        self.server = server
        self.tablet, self.handle = begun(folder / "tablet.sqlite", CODE, server)
        self.laptop = PythonPhone(folder / "laptop.sqlite", CODE)
        assert self.laptop.sign_in(server.origin, self.handle) is None
        self.write(1, 2, 3)
        old = self.snapshot()
        write(self.laptop, 4)
        self.write(5)
        self.snapshots = (old, self.snapshot())
        self.copy = folder / "server.copy"
        server.copy_to(self.copy)

    def write(self, *numbers: int) -> None:
        """Entries of the tablet, which says of none that it had seen the laptop's."""
        for number in numbers:
            self.tablet.phone.write(a_note(number), seen={})
        assert self.tablet.sync() is None

    def snapshot(self) -> bytes:
        """A snapshot of the log as it stands, as the server keeps it."""
        self.tablet.phone.make_snapshot()
        return self.tablet.phone.server.snapshot()


@pytest.fixture(scope="module")
def journal(server: HostileServer, tmp_path_factory: pytest.TempPathFactory) -> Journal:
    return Journal(server, tmp_path_factory.mktemp("journal"))


@pytest.fixture(params=KINDS)
def phone(journal: Journal, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[APhone]:
    # An account has room for eight phones: those of the tests before are forgotten.
    journal.server.put_back(journal.copy)
    one = a_phone(request.param, tmp_path, CODE)
    yield one
    one.close()


@pytest.mark.promise(4)
@pytest.mark.parametrize("numbers", WEAK.values(), ids=WEAK)
def test_an_unsafe_cost_is_never_paid(
    journal: Journal, phone: APhone, numbers: dict[str, int], record_property: Record
) -> None:
    with journal.server.lying(wire.weak(**numbers)):
        said = phone.sign_in(journal.server.origin, journal.handle, PASSPHRASE)

    name = next(name for name, one in WEAK.items() if one == numbers)
    record_property("lie", [f"a passphrase's cost: {name}", phone.kind, said or "nothing"])
    assert said == "unsafe-lock"
    assert not any(asked.path == "/api/sessions" for asked in journal.server.heard)


def an_old_one(journal: Journal) -> Lie:
    return wire.snapshot_of(journal.snapshots[0])


def a_flipped_one(journal: Journal) -> Lie:
    return wire.snapshot_of(flipped(journal.snapshots[1], 8 * 1000))


def a_short_one(journal: Journal) -> Lie:
    return wire.snapshot_of(journal.snapshots[1][:-1])


def none_at_all(journal: Journal) -> Lie:
    return wire.snapshot_of(b"")


@pytest.mark.promise(3)
@pytest.mark.promise(4)
@pytest.mark.parametrize(
    "lie", [an_old_one, a_flipped_one, a_short_one, none_at_all], ids=lambda it: it.__name__
)
def test_a_false_snapshot_does_no_harm(
    journal: Journal, phone: APhone, lie: Callable[[Journal], Lie], record_property: Record
) -> None:
    with journal.server.lying(lie(journal)):
        said = phone.sign_in(journal.server.origin, journal.handle) or phone.first_sync()

    name = f"snapshot: {lie.__name__.replace('_', ' ')}"
    record_property("lie", [name, phone.kind, said or "nothing to say, in sync"])
    assert said is None
    assert phone.canonical() == journal.tablet.canonical()


def with_a_hole_before(journal: Journal) -> Lie:
    return log.showing(log.hiding(journal.laptop.device, 0))


def with_another_change(journal: Journal) -> Lie:
    return log.showing(log.as_stub(journal.laptop.device, 0, lambda envelope: bytes(32)))


@pytest.mark.promise(4)
@pytest.mark.parametrize("lie", [with_a_hole_before, with_another_change], ids=lambda it: it.__name__)
def test_a_log_must_agree_with_its_snapshot(
    journal: Journal, phone: APhone, lie: Callable[[Journal], Lie], record_property: Record
) -> None:
    with journal.server.lying(lie(journal)):
        said = phone.sign_in(journal.server.origin, journal.handle) or phone.first_sync()

    name = f"snapshot of a log {lie.__name__.replace('_', ' ')}"
    record_property("lie", [name, phone.kind, said or "nothing"])
    assert said in {"snapshot-differs", "log-shortened", "unordered-purge"}
