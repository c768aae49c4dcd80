"""Phones in Python, a real server between them: what one writes the others read, and nothing is lost."""

from io import BytesIO

import pytest

from sync.client import Refused, Unreachable
from sync.core import MustBeOpen, NotWhole, stop
from sync.phone import Phone
from sync.problems import ChainBroken, LogGap, LogShortened
from sync.purges import purge_mac, purge_op
from tests.sync.phones import (
    Cast,
    Clock,
    Killed,
    Steps,
    a_code,
    a_server,
    everyone_syncs,
    notes,
    some_parts,
    wire,
)


@pytest.mark.promise(3)
def test_what_one_phone_writes_the_other_reads(alma: Cast) -> None:
    first, second = alma.first("Phone"), alma.another("Tablet")

    first.write_entry("Slept badly.", answers={"daily-steady": "wobbly"})
    second.write_entry("Walked home.")
    everyone_syncs(first, second)

    assert notes(first) == notes(second) == ["Slept badly.", "Walked home."]
    assert sorted(first.device_names().values()) == ["Phone", "Tablet"]
    assert first.state() == second.state()


@pytest.mark.promise(3)
def test_notes_changed_offline_on_both_are_both_there(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    entry = first.write_entry("Before.")
    everyone_syncs(first, second)

    first.amend(entry, {"note": {"text": "From the phone."}})
    second.amend(entry, {"note": {"text": "From the tablet."}})
    everyone_syncs(first, second)

    assert notes(first) == notes(second)
    assert set(notes(first)[0].split("\n\n")) == {"From the phone.", "From the tablet."}


@pytest.mark.promise(3)
def test_a_lost_reply_doubles_nothing(alma: Cast) -> None:
    phone = alma.first()
    for number in range(3):
        phone.write_entry(f"Entry {number}.")

    wire(phone).loses_replies = True
    with pytest.raises(Unreachable):
        phone.sync()
    wire(phone).loses_replies = False
    phone.sync()

    assert (phone.unsent, phone.standing.seq, len(notes(phone))) == (0, 3, 3)


@pytest.mark.promise(1)
def test_a_locked_phone_writes_and_exchanges_unread(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    second.lock()

    second.write_entry("Written locked.")
    first.write_entry("Written open.")
    everyone_syncs(first, second)

    with pytest.raises(MustBeOpen):
        second.entries()
    second.unlock(alma.code)
    assert notes(first) == notes(second) == ["Written locked.", "Written open."]


@pytest.mark.promise(4)
def test_a_lie_stops_sync_and_never_writing(alma: Cast) -> None:
    phone = alma.first()
    phone.write_entry("Taken by the server.")
    phone.sync()
    alma.place.forget_last_change(phone.standing.account)

    with pytest.raises(LogShortened):
        phone.pull()
    phone = alma.reopened(phone)
    phone.unlock(alma.code)
    phone.write_entry("Kept all the same.")

    asked = len(wire(phone).asked)
    with pytest.raises(LogShortened):
        phone.sync()
    assert (phone.found, len(wire(phone).asked)) == ("log-shortened", asked)
    assert notes(phone) == ["Kept all the same.", "Taken by the server."]
    phone.try_again()
    with pytest.raises(ChainBroken):
        phone.sync()


def test_a_snapshot_opens_at_once_and_is_checked(alma: Cast) -> None:
    first = alma.first()
    for number in range(5):
        first.write_entry(f"Entry {number}.")
    first.sync()
    first.make_snapshot()
    first.write_entry("After the snapshot.")
    first.sync()

    second = alma.another()
    second.use_snapshot()
    assert len(notes(second)) == 5
    second.sync()
    came = second.fill_back()

    assert (came, second.standing.floor) == (5, 0)
    assert second.state() == first.state()
    assert second.check().snapshot == "same"


@pytest.mark.promise(4)
def test_a_phone_goes_back_while_its_snapshot_is_filled(alma: Cast) -> None:
    first = alma.first()
    first.write_entry("Before the snapshot.")
    first.sync()
    first.make_snapshot()
    first.write_entry("After the snapshot.")
    first.sync()
    steps = Steps()
    second = alma.another(after=steps)
    second.use_snapshot()
    second.sync()
    steps.left = 1
    with pytest.raises(Killed):
        second.fill_back()
    second = alma.reopened(second)
    second.unlock(alma.code)
    assert (second.standing.back, second.standing.floor) == (1, 1)

    stop(second.core, LogGap())
    second.try_again()

    stands = second.standing
    assert (stands.seq, stands.back, stands.floor, stands.told) == (1, 0, 1, 2)
    assert notes(second) == notes(first)
    second.sync()
    assert second.fill_back() == 1
    assert (second.standing.seq, second.standing.floor, second.found) == (2, 0, None)
    assert second.state() == first.state()
    assert second.check().snapshot == "same"


def test_a_purge_leaves_only_stubs_everywhere(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    entry = first.write_entry("Never to be read again.")
    first.write_entry("Stays.")
    everyone_syncs(first, second)

    first.amend(entry, {"note": {"text": "Nor this."}})
    assert first.purge(entry) == 2
    everyone_syncs(first, second)

    third = alma.another()
    third.sync()
    assert notes(first) == notes(second) == notes(third) == ["Stays."]
    for phone in (first, second, third):
        assert len(phone.core.replica.stubs()) == 2
        assert phone.check().stubs == 2


@pytest.mark.promise(3)
def test_a_journal_of_its_own_joins_without_doubling(alma: Cast) -> None:
    first = alma.first()
    first.write_entry("From the account.")
    first.sync()
    own = Phone.begin(alma.folder / "own", [a_code()], parts=some_parts())
    entry = own.write_entry("From before.")
    own.amend(entry, {"note": {"text": "From before, amended."}})

    own.join(a_server(alma.origin), alma.handle, alma.code)
    everyone_syncs(own, first)

    assert notes(first) == notes(own) == ["From before, amended.", "From the account."]


def test_a_phone_signed_out_signs_in_and_goes_on(alma: Cast) -> None:
    phone = alma.first()
    phone.sync()
    phone.sign_out()
    phone.write_entry("Written without a server.")
    phone.close()

    path = alma.folder / "0.sqlite"
    phone = Phone.sign_in(path, a_server(alma.origin), alma.handle, alma.code, parts=some_parts())
    phone.sync()

    assert (phone.unsent, len(phone.devices()), phone.found) == (0, 1, None)
    assert notes(phone) == ["Written without a server."]


def test_a_deleted_account_comes_back_with_all_it_had(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    second.write_entry("From the tablet.")
    everyone_syncs(second, first)

    first.delete_account(alma.code)
    with pytest.raises(Refused, match="sign-in-failed"):
        second.sync()
    alma.handle = first.turn_on(a_server(alma.origin), "alma")
    first.write_entry("From the phone.")
    first.sync()

    third = alma.another()
    third.sync()
    assert notes(third) == notes(first) == ["From the phone.", "From the tablet."]


@pytest.mark.promise(7)
def test_a_journal_that_is_not_whole_is_not_given_on(alma: Cast) -> None:
    first = alma.first()
    entry = first.write_entry("Before the snapshot.")
    first.sync()
    first.make_snapshot()
    second = alma.another()
    second.use_snapshot()

    for deed in (lambda: second.export(BytesIO()), second.make_snapshot, lambda: second.purge(entry)):
        with pytest.raises(NotWhole):
            deed()

    second.sync()
    second.fill_back()
    assert second.export(BytesIO()) == 1
    assert second.make_snapshot() > 0


@pytest.mark.promise(3)
def test_what_a_locked_phone_orders_gone_stays(alma: Cast) -> None:
    first, stolen = alma.first(), alma.another()
    first.write_entry("Stays.")
    everyone_syncs(first, stolen)
    stolen.lock()
    [row] = [row for row in stolen.core.replica.rows() if row.header.device == first.standing.device]

    named = (row.header.device.hex(), row.header.counter, row.id.hex())
    stolen.write(purge_op("p", [named], purge_mac(bytes(32), [named])))
    stolen.sync()
    first.sync()

    assert notes(first) == ["Stays."]
    assert [type for _, type in first.unfolded().unread] == ["malformed-change"]


@pytest.mark.promise(3)
def test_joining_does_not_set_the_clock_back(alma: Cast) -> None:
    alma.first().sync()
    clock = Clock()
    own = Phone.begin(alma.folder / "own", [a_code()], parts=some_parts(now_ms=clock))
    entry = own.write_entry("Written first.")
    clock.ms -= 60_000

    own.join(a_server(alma.origin), alma.handle, alma.code)
    own.amend(entry, {"note": {"text": "Amended later."}})

    before, after = own.state().objects["entry"][entry]
    assert before.at < after.at
