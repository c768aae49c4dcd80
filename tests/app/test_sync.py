"""One journal on several phones, of several engines and in Python, with a real server between them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from sync.client import Refused, Server
from sync.phone import Phone as PythonPhone
from sync.unlocking import Passphrase
from tests.app.flows import arrive, go_back, lock, type_into, unlock_by_passphrase
from tests.app.phones import PIXEL, Chromium, Firefox, Phone, WebKit, tap, wait_for, wait_until
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import (
    PASSPHRASE,
    amend_note,
    begin_sign_in,
    lock_journal,
    open_sync,
    remove_phone,
    save_check_with,
    see_note,
    sign_in,
    sync_now,
    turn_sync_on,
    wait_synced,
)
from tests.traffic import CANARY, dump, found_in

NOTE = f"Slow today, {CANARY} and all."
ALMOST = "seven herons over still waters"


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


@pytest.fixture
def webkit() -> Iterator[Phone]:
    with closing(WebKit()) as one:
        yield one


@pytest.fixture
def firefox() -> Iterator[Phone]:
    with closing(Firefox()) as one:
        yield one


def a_python_phone(place: Place, folder: Path, handle: str) -> PythonPhone:
    """Signed in, with all that is in the log."""
    phone = PythonPhone.sign_in(
        folder / "python.journal", Server(place.origin), handle, Passphrase(PASSPHRASE), "Python"
    )
    phone.sync()
    return phone


def notes(phone: PythonPhone) -> list[str]:
    return [entry.note for entry in phone.entries() if not entry.is_deleted]


def must_list(phone: Chromium, entries: int) -> None:
    """With the journal on the screen: so many entries it has, whatever was sought before."""
    phone.page.get_by_role("searchbox").fill("")
    expect(phone.page.locator("main li > button")).to_have_count(entries)


def with_sync(phone: Chromium, place: Place) -> tuple[str, str]:
    """A first visit, a journal with two locks, sync turned on: its handle and recovery code."""
    arrive(phone, place.origin)
    code = lock_journal(phone)
    return turn_sync_on(phone), code


@pytest.mark.promise(2)
@pytest.mark.promise(3)
def test_an_entry_written_offline_is_read_on_all(
    phone: Chromium, firefox: Phone, sync_place: Place, tmp_path: Path
) -> None:
    handle, _ = with_sync(phone, sync_place)
    arrive(firefox, sync_place.origin)
    sign_in(firefox, handle)
    python = a_python_phone(sync_place, tmp_path, handle)

    phone.page.context.set_offline(True)
    save_check_with(phone, NOTE)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("state.waiting"))
    phone.page.context.set_offline(False)
    wait_synced(phone)
    sync_now(firefox)
    python.sync()

    see_note(firefox, NOTE)
    assert notes(python) == [NOTE]
    assert found_in(dump(sync_place.database_url)) == []


@pytest.mark.promise(3)
def test_notes_changed_on_two_phones_both_stand(
    phone: Chromium, other: Chromium, sync_place: Place, tmp_path: Path
) -> None:
    handle, _ = with_sync(phone, sync_place)
    save_check_with(phone, NOTE)
    sync_now(phone)
    arrive(other, sync_place.origin)
    sign_in(other, handle)

    for one, text in ((phone, "As the first phone saw it."), (other, "As the second saw it.")):
        if one is phone:
            unlock_by_passphrase(one, PASSPHRASE)
        one.page.context.set_offline(True)
        amend_note(one, NOTE, text)
    for one in (phone, other):
        one.page.context.set_offline(False)
        sync_now(one)
    sync_now(phone)

    for one in (phone, other):
        see_note(one, "As the first phone saw it.")
        see_note(one, "As the second saw it.")
    [note] = notes(a_python_phone(sync_place, tmp_path, handle))
    assert note == "As the first phone saw it.\n\nAs the second saw it."


@pytest.mark.promise(3)
def test_a_journal_of_its_own_joins_undoubled(phone: Chromium, other: Chromium, sync_place: Place) -> None:
    handle, _ = with_sync(phone, sync_place)
    save_check_with(phone, "Written on the first.")
    sync_now(phone)
    arrive(other, sync_place.origin)
    save_check_with(other, "Written on the second, before.")
    open_sync(other)
    tap(other, say("sign-in.have-one"))
    wait_for(other, say("sign-in.joins"))
    go_back(other)

    sign_in(other, handle)
    sync_now(phone)

    unlock_by_passphrase(phone, PASSPHRASE)
    for one in (phone, other):
        see_note(one, "Written on the first.")
        see_note(one, "Written on the second, before.")
        must_list(one, 2)


@pytest.mark.promise(3)
def test_a_lost_passphrase_is_mended_by_the_code(phone: Chromium, webkit: Phone, sync_place: Place) -> None:
    handle, code = with_sync(phone, sync_place)
    save_check_with(phone, NOTE)
    sync_now(phone)
    arrive(webkit, sync_place.origin)
    open_sync(webkit)

    begin_sign_in(webkit, handle, passphrase=ALMOST)
    wait_for(webkit, say("problem.sign-in-failed"))
    go_back(webkit)
    sign_in(webkit, handle, code=code)

    see_note(webkit, NOTE)


def test_an_unknown_handle_reads_as_a_wrong_secret(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    open_sync(phone)

    begin_sign_in(phone, "nobody-0000", passphrase=PASSPHRASE)

    wait_for(phone, say("problem.sign-in-failed"))


@pytest.mark.promise(4)
def test_a_removed_phone_reads_and_writes_no_more(phone: Chromium, sync_place: Place, tmp_path: Path) -> None:
    handle, _ = with_sync(phone, sync_place)
    save_check_with(phone, "Before.")
    sync_now(phone)
    python = a_python_phone(sync_place, tmp_path, handle)
    unlock_by_passphrase(phone, PASSPHRASE)
    sync_now(phone)

    remove_phone(phone, "Python", PASSPHRASE)
    save_check_with(phone, NOTE)
    sync_now(phone)

    python.write_entry("Written after it was removed.")
    for attempt in (python.send, python.pull, python.sync):
        with pytest.raises(Refused):
            attempt()
    assert notes(python) == ["Before.", "Written after it was removed."]


def test_a_dead_server_waits_and_syncs_when_back(phone: Chromium, place: Place, tmp_path: Path) -> None:
    handle, _ = with_sync(phone, place)
    save_check_with(phone, "Before.")
    sync_now(phone)
    unlock_by_passphrase(phone, PASSPHRASE)

    place.stop()
    save_check_with(phone, NOTE)
    tap(phone, say("tabs.today"))
    wait_for(phone, say("state.waiting-count.one", count=1))
    lock(phone)
    wait_until(
        phone, "return document.querySelector('.state')?.textContent === given[0]", say("state.waiting"),
        wanted="that it waits, without the count that a locked phone does not tell",
    )  # fmt: skip
    place.start()
    sync_now(phone)

    assert notes(a_python_phone(place, tmp_path, handle)) == ["Before.", NOTE]


@pytest.mark.promise(3)
def test_a_phone_that_stays_reads_on_after_a_removal(
    phone: Chromium, other: Chromium, sync_place: Place, tmp_path: Path
) -> None:
    handle, _ = with_sync(phone, sync_place)
    save_check_with(phone, "Before.")
    sync_now(phone)
    arrive(other, sync_place.origin)
    sign_in(other, handle)
    a_python_phone(sync_place, tmp_path, handle)
    unlock_by_passphrase(phone, PASSPHRASE)
    sync_now(phone)

    remove_phone(phone, "Python", PASSPHRASE)
    save_check_with(phone, NOTE)
    sync_now(phone)
    sync_now(other)
    wait_for(other, say("new-keys.title"))
    tap(other, say("new-keys.open"))
    type_into(other, "#passphrase", PASSPHRASE)
    tap(other, say("unlock.open"))
    wait_for(other, say("journal.search"))

    see_note(other, "Before.")
    see_note(other, NOTE)
    open_sync(other)
    wait_for(other, say("sync.now"))
    expect(other.page.get_by_text(say("new-keys.title"))).to_have_count(0)
