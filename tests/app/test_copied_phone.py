"""A phone that was copied: two browsers go on with one key; no entry is lost, one of them begins anew."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.app.flows import lock, type_into, unlock_by_passphrase
from tests.app.phones import Chromium, tap, wait_for
from tests.app.places import Place
from tests.app.profiles import Profile
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, open_sync, save_check_with, see_note, sync_now, wait_synced
from tests.app.test_sync import must_list, with_sync


@contextmanager
def running(profile: Profile, place: Place) -> Iterator[Chromium]:
    """The app open in it."""
    phone = profile.start()
    phone.open(place.origin + "/")
    yield phone
    profile.kill()


@pytest.mark.promise(3)
def test_a_copied_phone_loses_and_doubles_nothing(
    profile: Profile, sync_place: Place, browser: Any, tmp_path: Path
) -> None:
    phone = profile.start()
    with_sync(phone, sync_place)
    save_check_with(phone, "Before the copy.")
    sync_now(phone)
    profile.quit()
    copy = Profile(tmp_path / "copy", browser)
    shutil.copytree(profile.folder, copy.folder, ignore=shutil.ignore_patterns("Singleton*"))

    with running(profile, sync_place) as phone:
        save_check_with(phone, "By the first.")
        sync_now(phone)
        with running(copy, sync_place) as other:
            save_check_with(other, "By the copy.")
            open_sync(other)
            wait_for(other, say("alarm.title"))
            tap(other, say("alarm.unlock"))
            type_into(other, "#passphrase", PASSPHRASE)
            tap(other, say("unlock.open"))
            wait_for(other, say("journal.search"))
            tap(other, say("tabs.today"))
            wait_synced(other)
            has_all(other, "By the first.")
            lock(other)
            unlock_by_passphrase(other, PASSPHRASE)
            has_all(other, "By the first.")
        sync_now(phone)
        unlock_by_passphrase(phone, PASSPHRASE)
        has_all(phone, "By the copy.")


def has_all(phone: Chromium, of_the_other: str) -> None:
    see_note(phone, of_the_other)
    must_list(phone, 3)
