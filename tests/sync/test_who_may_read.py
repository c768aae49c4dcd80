"""Who may read: phones removed, let in, found again, and secrets that are lost or set anew."""

from io import BytesIO

import pytest

from sync.client import Refused, Unreachable
from sync.entries import entries_of
from sync.formats import read_journal_file, verify_journal_file
from sync.merge import State, fold
from sync.phone import Phone
from sync.problems import SeenMissing, WrongSecret
from sync.unlocking import Passphrase
from sync.welcome import Guest
from tests.sync.phones import PASSPHRASE, Cast, Wire, a_code, a_server, everyone_syncs, notes, some_parts


@pytest.mark.promise(2)
def test_a_removed_phone_neither_reads_nor_writes(alma: Cast) -> None:
    first, thief = alma.first(), alma.another()
    first.write_entry("Before.")
    everyone_syncs(first, thief)
    thief.write_entry("Never sent.")

    code = a_code()
    first.remove_device(thief.standing.device.hex(), PASSPHRASE, PASSPHRASE, code)
    first.write_entry("After.")
    first.sync()

    with pytest.raises(Refused, match="sign-in-failed"):
        thief.sync()
    with pytest.raises(Refused, match="sign-in-failed"):
        alma.another()
    assert notes(thief) == ["Before.", "Never sent."]
    alma.code = code
    third = alma.another()
    third.sync()
    assert notes(third) == notes(first) == ["After.", "Before."]


@pytest.mark.promise(4)
def test_a_check_misses_what_a_removed_phone_wrote(alma: Cast) -> None:
    first, lost, third = alma.first(), alma.another(), alma.another()
    lost.write_entry("The last in the log.")
    everyone_syncs(lost, first)
    code = a_code()
    first.remove_device(lost.standing.device.hex(), PASSPHRASE, PASSPHRASE, code)
    third.fetch_vault()
    third.unlock(code)

    alma.place.forget_last_change(first.standing.account)

    with pytest.raises(SeenMissing):
        third.check()


def test_a_phone_that_stays_opens_the_new_epoch(alma: Cast) -> None:
    first, second, third = alma.first(), alma.another(), alma.another()
    second.write_entry("Sealed before the removal.")
    code = a_code()
    first.remove_device(third.standing.device.hex(), PASSPHRASE, PASSPHRASE, code)
    first.write_entry("Sealed after it.")
    first.sync()

    second.sync()
    assert not second.is_open
    second.unlock(code)
    everyone_syncs(second, first)

    assert second.standing.epoch == 2
    assert notes(first) == notes(second) == ["Sealed after it.", "Sealed before the removal."]


@pytest.mark.promise(3)
def test_a_removed_phone_let_in_again_keeps_its_words(alma: Cast) -> None:
    first, found = alma.first(), alma.another()
    found.sync()
    found.write_entry("Written while it was lost.")
    retired, code = found.standing.device, a_code()
    first.remove_device(retired.hex(), PASSPHRASE, PASSPHRASE, code)

    found.close()
    path = alma.folder / "1.sqlite"
    found = Phone.sign_in(path, a_server(alma.origin), alma.handle, code, parts=some_parts())
    everyone_syncs(found, first)

    assert found.standing.device != retired
    first.unlock(code)
    assert notes(first) == notes(found) == ["Written while it was lost."]


def test_the_recovery_code_mends_a_lost_passphrase(alma: Cast) -> None:
    first = alma.first()
    first.write_entry("Still here.")
    first.sync()
    second = alma.another()
    found_again = Passphrase("seven rivers, one lantern")

    second.set_lock(alma.code, found_again)

    first.sync()
    first = alma.reopened(first)
    first.unlock(found_again)
    assert notes(first) == ["Still here."]
    fresh = Phone.sign_in(
        alma.folder / "n", a_server(alma.origin), alma.handle, found_again, "", some_parts()
    )
    fresh.sync()
    assert notes(fresh) == ["Still here."]


def test_a_wrong_secret_opens_nothing(alma: Cast) -> None:
    phone = alma.reopened(alma.first())

    with pytest.raises(WrongSecret):
        phone.unlock(a_code())
    with pytest.raises(Refused, match="sign-in-failed"):
        Phone.sign_in(alma.folder / "n", a_server(alma.origin), alma.handle, a_code())

    assert not phone.is_open
    assert not (alma.folder / "n").exists()


def test_two_phones_pair_by_code_and_digits(alma: Cast) -> None:
    first = alma.first()
    first.write_entry("Read by the new phone.")
    first.sync()
    guest = Guest(a_server(alma.origin), some_parts())

    link = guest.announce()
    assert guest.digits() is None
    host = first.let_in(link)
    assert host.digits() is None
    assert guest.digits() == host.digits() == guest.digits()
    assert Phone.enter(guest, alma.folder / "new") is None
    host.confirm()
    second = Phone.enter(guest, alma.folder / "new", "New phone")

    assert second is not None
    everyone_syncs(second, first)
    assert notes(second) == ["Read by the new phone."]
    assert "New phone" in first.device_names().values()


def confirmed(alma: Cast) -> Guest:
    """A new phone that Alma's first one has said yes to."""
    first, guest = alma.first(), Guest(a_server(alma.origin), some_parts())
    host = first.let_in(guest.announce())
    assert guest.digits() == host.digits()
    host.confirm()
    return guest


def test_a_phone_without_room_takes_no_place(alma: Cast) -> None:
    guest, path = confirmed(alma), alma.folder / "new"
    path.write_text("Something else.")

    for taken in (path, path / "phone"):
        with pytest.raises(FileExistsError):
            guest.enter(taken)
    alma.phones[0].fetch_vault()
    assert len(alma.phones[0].devices()) == 1
    assert path.read_text() == "Something else."

    second = Phone.enter(guest, alma.folder / "another")
    assert second is not None
    assert len(second.devices()) == 2


def test_a_lost_reply_to_a_new_phone_costs_nothing(alma: Cast) -> None:
    guest = confirmed(alma)
    network = guest.server.session
    assert isinstance(network, Wire)

    network.reply_to_lose = 2
    with pytest.raises(Unreachable):
        guest.enter(alma.folder / "new")
    second = Phone.enter(guest, alma.folder / "new")

    assert network.asked.count("POST devices") == 2
    assert second is not None
    everyone_syncs(second, alma.phones[0])
    assert len(second.devices()) == 2


@pytest.mark.promise(7)
def test_a_file_after_removal_and_purge_holds_everything(alma: Cast) -> None:
    phone, tablet = alma.first(), alma.another()
    gone = tablet.write_entry("Purged.")
    tablet.write_entry("From the removed tablet.")
    everyone_syncs(tablet, phone)
    code = a_code()
    phone.remove_device(tablet.standing.device.hex(), PASSPHRASE, PASSPHRASE, code)
    phone.purge(gone)
    phone.write_entry("After it.")
    phone.sync()

    file = BytesIO()
    phone.lock()
    phone.export(file)

    file.seek(0)
    reading = read_journal_file(file, code)
    assert reading.problems == []
    kept = sorted(entry.note for entry in entries_of(fold(State(), reading.changes)))
    assert kept == ["After it.", "From the removed tablet."]
    file.seek(0)
    whole = verify_journal_file(file)
    assert (whole.problems, whole.count, len(reading.changes)) == ([], 4, 3)
