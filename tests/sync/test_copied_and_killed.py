"""A phone that is killed anywhere, loses replies, is put back from a copy: nothing is lost or doubled."""

from collections.abc import Callable

import pytest

from sync.client import Unreachable
from sync.phone import Phone
from sync.problems import DeviceCopied
from sync.sizes import DEVICES_MAX
from tests.sync.phones import Cast, Killed, Steps, notes, wire

pytestmark = pytest.mark.promise(3)
DAILY_DEEDS = 40


def an_entry(name: str) -> Callable[[Phone], object]:
    """Written twice it is one entry, as a person's is whose phone died at the tap."""
    op = {"kind": "entry", "id": name, "set": {"day": "2026-11-23", "note": {"text": name}}}
    return lambda phone: phone.write(op)


def a_round(number: int) -> list[Callable[[Phone], object]]:
    """Two entries written, sent and pulled, in calls that each may be the last of its process."""
    return [an_entry(f"{number} a"), an_entry(f"{number} b"), Phone.send, Phone.pull]


def test_killed_after_any_step_nothing_is_lost(alma: Cast) -> None:
    phone, other = alma.first(), alma.another()
    other.sync()

    written, died = set[str](), set[str]()
    for number in range(1, DAILY_DEEDS):
        steps = phone.core.parts.after
        assert isinstance(steps, Steps)
        steps.names, steps.left = [], number
        other.write_entry(f"{number} by the other")
        other.sync()
        for deed in a_round(number):
            try:
                deed(phone)
            except Killed as killed:
                died.add(str(killed))
                phone.close()
                phone = alma.reopened(phone)
                phone.unlock(alma.code)
                deed(phone)
        written |= {f"{number} a", f"{number} b", f"{number} by the other"}
        if steps.left:
            steps.left = None
            break

    assert died >= {"wrote", "took", "page", "met"}
    phone.sync()
    other.sync()
    assert set(notes(phone)) == written
    assert len(notes(phone)) == len(written)
    assert notes(other) == notes(phone)
    assert phone.check().unsent == 0


def test_any_lost_reply_is_asked_for_again(alma: Cast) -> None:
    phone, other = alma.first(), alma.another()

    for number in range(1, 6):
        phone.write_entry(f"Entry {number}.")
        lose_the_reply(phone, number)
        other.sync()

    phone.sync()
    other.sync()
    assert len(notes(phone)) == 5
    assert notes(other) == notes(phone)


def lose_the_reply(phone: Phone, number: int) -> None:
    """Sync with the reply to one request lost, then sync again."""
    wire(phone).reply_to_lose = number
    try:
        phone.sync()
    except Unreachable:
        phone.sync()


def test_an_old_copy_put_back_begins_anew(alma: Cast) -> None:
    phone, other = alma.first("Phone"), alma.another()
    phone.write_entry("Before the backup.")
    phone.sync()
    backup = alma.copy(phone)
    phone.write_entry("After the backup.")
    phone.sync()
    device = phone.standing.device

    phone = alma.restored(phone, backup)
    phone.write_entry("After it was put back.")
    with pytest.raises(DeviceCopied):
        phone.sync()
    phone.write_entry("Written while set aside.")
    assert phone.unsent == 2
    phone.unlock(alma.code)
    phone.sync()

    assert phone.standing.device != device
    other.sync()
    everything = ["After it was put back.", "After the backup.", "Before the backup."]
    assert notes(phone) == notes(other) == [*everything, "Written while set aside."]
    assert list(phone.device_names().values()) == ["Phone", "Phone"]
    assert phone.found is None
    assert phone.check().unsent == 0


def test_a_copy_that_only_pulls_finds_itself_out(alma: Cast) -> None:
    phone = alma.first()
    phone.sync()
    backup = alma.copy(phone)
    phone.write_entry("On the phone itself.")
    phone.sync()

    copy = alma.restored(phone, backup)
    copy.unlock(alma.code)
    copy.sync()

    assert notes(copy) == ["On the phone itself."]
    assert len(copy.devices()) == 2


def test_two_copies_at_once_both_go_on(alma: Cast) -> None:
    phone = alma.first()
    phone.sync()
    twin = alma.twin(phone)

    phone.write_entry("On the one.")
    twin.write_entry("On the other.")
    phone.sync()
    twin.unlock(alma.code)
    twin.sync()
    phone.write_entry("On the one again.")
    for one in (phone, twin):
        one.sync()

    assert notes(phone) == notes(twin) == ["On the one again.", "On the one.", "On the other."]


def test_killed_while_beginning_anew_nothing_is_lost(alma: Cast) -> None:
    phone, died = alma.first(), set[str]()
    for number in range(1, DAILY_DEEDS):
        if len(phone.devices()) == DEVICES_MAX:
            phone = alma.first()
        phone = a_copied_phone(alma, phone, number)
        steps = phone.core.parts.after
        assert isinstance(steps, Steps)
        steps.left = number
        try:
            phone.sync()
        except Killed as killed:
            died.add(str(killed))
            phone.close()
            phone = alma.reopened(phone)
            phone.unlock(alma.code)
            phone.sync()
        assert notes(phone)[-2:] == [f"{number:02} in the copy", f"{number:02} on the server"]
        assert len(notes(phone)) == len(set(notes(phone)))
        if steps.left != 0:
            break

    assert died >= {"stepped-aside", "page", "began-anew", "vault", "registered", "took"}


def a_copied_phone(alma: Cast, phone: Phone, number: int) -> Phone:
    """An old copy put back, open, with a change of its own where the server has another."""
    phone.sync()
    backup = alma.copy(phone)
    phone.write_entry(f"{number:02} on the server")
    phone.sync()
    phone = alma.restored(phone, backup)
    phone.write_entry(f"{number:02} in the copy")
    phone.unlock(alma.code)
    return phone


def test_what_the_server_has_is_not_sealed_again(alma: Cast) -> None:
    phone = alma.first()
    entry = phone.write_entry("As first written.")
    phone.sync()
    waiting = phone.write_entry("In the backup, and sent later.")
    backup = alma.copy(phone)
    phone.write_entry("Not in the backup.")
    phone.sync()

    phone = alma.restored(phone, backup)
    phone.unlock(alma.code)
    phone.amend(entry, {"note": {"text": "Amended in the copy."}})
    phone.sync()

    writes = phone.state().objects["entry"]
    assert (len(writes[waiting]), len(writes[entry])) == (1, 2)
    # The new device says that it had read what the old one wrote, so its text takes the old one's place.
    everything = ["Amended in the copy.", "In the backup, and sent later.", "Not in the backup."]
    assert notes(phone) == everything
