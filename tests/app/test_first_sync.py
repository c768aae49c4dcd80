"""The first sync of a new phone in a big journal: it shows how far it is, stops, and goes on from there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sync.client import Server
from sync.phone import Phone as PythonPhone
from sync.unlocking import Passphrase, RecoveryCode
from tests.app.flows import arrive, unlock_by_passphrase
from tests.app.phones import Chromium, ask_until, tap, wait_for, wait_until
from tests.app.places import Place
from tests.app.said import say
from tests.app.stored import envelopes, stored
from tests.app.syncing import PASSPHRASE, begin_sign_in, open_sync, see_note, wait_synced

# Of 65,725 bytes each: 63 of them fill a page of 4 MiB (PROTOCOL 6.2).
ENTRIES, PAGE = 80, 63
HOW_FAR = "return document.querySelector('progress')?.value "
LONG = "I went over the day once more. " * 1_300


def a_big_journal(place: Place, folder: Path) -> str:
    """Of a phone in Python, all on the server, without a snapshot: its handle."""
    secrets = [Passphrase(PASSPHRASE), RecoveryCode.of(os.urandom(20))]
    phone = PythonPhone.begin(folder / "python.journal", secrets)
    handle = phone.turn_on(Server(place.origin), "mara")
    for number in range(ENTRIES):
        phone.write_entry(f"Entry {number}. {LONG}")
    phone.sync()
    phone.close()
    return handle


@contextmanager
def pages_held(phone: Chromium, *, after: int) -> Iterator[list[int]]:
    """The places in the log that the phone asks on from; what comes after `after` does not arrive."""
    asked: list[int] = []

    def hold(route: Any) -> None:
        place = int(parse_qs(urlsplit(route.request.url).query)["after"][0])
        asked.append(place)
        if place < after:
            route.continue_()

    phone.page.route("**/api/changes?*", hold)
    yield asked
    phone.page.unroute("**/api/changes?*")


def count_of(phone: Chromium) -> int:
    return len(envelopes(stored(phone)))


@pytest.mark.promise(3)
def test_a_stopped_first_sync_goes_on_from_there(phone: Chromium, sync_place: Place, tmp_path: Path) -> None:
    handle = a_big_journal(sync_place, tmp_path)
    arrive(phone, sync_place.origin)
    open_sync(phone)

    with pages_held(phone, after=PAGE) as asked:
        begin_sign_in(phone, handle, passphrase=PASSPHRASE)
        wait_for(phone, say("arriving.working"))
        wait_until(phone, HOW_FAR + "> 0", wanted="progress")
        progress = phone.script(HOW_FAR)
        tap(phone, say("sync.stop"))
        wait_for(phone, say("arriving.stopped"))
        came = count_of(phone)
        tap(phone, say("arriving.go-on"))
        ask_until(lambda: phone.script("return 1") and len(asked) == 3, "it never went on")
    phone.page.close()
    again = Chromium(phone.page.context.new_page())
    with pages_held(again, after=ENTRIES + 1) as asked_again:
        again.open(sync_place.origin + "/")
        wait_synced(again)

    assert progress == pytest.approx(PAGE / ENTRIES)
    assert came == PAGE
    assert asked == [0, PAGE, PAGE]
    # The worker may have fetched the rest meanwhile.
    assert set(asked_again) <= {PAGE, ENTRIES}, "it began anew"
    assert count_of(again) == ENTRIES
    unlock_by_passphrase(again, PASSPHRASE)
    see_note(again, f"Entry {ENTRIES - 1}.")
