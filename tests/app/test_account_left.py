"""A phone that leaves its account, is put out of it, or deletes it: the journal stays, and may come back."""

import os
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, delete, select

from sync.client import Refused
from sync.phone import Phone as PythonPhone
from sync.unlocking import Passphrase, RecoveryCode
from tests.app.flows import type_into, unlock_by_passphrase
from tests.app.phones import Chromium, tap, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import (
    PASSPHRASE,
    begin_sign_in,
    open_sync,
    save_check_with,
    see_note,
    sign_in,
    sync_now,
    turn_sync_on,
)
from tests.app.test_sync import a_python_phone, must_list, notes, with_sync


def end_all_sessions(place: Place) -> None:
    """As the server may at any time."""
    engine = create_engine(place.database_url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        connection.execute(delete(tables.tables["session"]))
    engine.dispose()


def tables_with_rows(place: Place) -> set[str]:
    engine = create_engine(place.database_url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        held = {
            name
            for name, table in tables.tables.items()
            if connection.execute(select(table)).first() is not None
        }
    engine.dispose()
    return held


def leave_sync(phone: Chromium) -> None:
    """From any room to the ways out of the account."""
    open_sync(phone)
    tap(phone, say("sync-off.title"))
    wait_for(phone, say("sign-out.text"))


def with_an_entry(phone: Chromium, place: Place, folder: Path, note: str) -> tuple[str, PythonPhone]:
    """The handle of an account with this entry, and a second phone of it that both know."""
    handle, _ = with_sync(phone, place)
    save_check_with(phone, note)
    sync_now(phone)
    python = a_python_phone(place, folder, handle)
    sync_now(phone)
    return handle, python


@pytest.mark.promise(3)
def test_a_phone_signs_in_again_undoubled(phone: Chromium, place: Place, tmp_path: Path) -> None:
    handle, python = with_an_entry(phone, place, tmp_path, "Before signing out.")

    leave_sync(phone)
    tap(phone, say("sign-out.go"))
    wait_for(phone, say("sync.off"))
    save_check_with(phone, "While signed out.")
    unlock_by_passphrase(phone, PASSPHRASE)
    sign_in(phone, handle)
    end_all_sessions(place)
    sync_now(phone)
    python.sync()
    assert sorted(notes(python)) == ["Before signing out.", "While signed out."]

    [other] = [one for one in python.devices() if one.id.hex() != python.standing.device.hex()]
    secrets = Passphrase(PASSPHRASE), RecoveryCode.of(os.urandom(20))
    python.remove_device(other.id.hex(), Passphrase(PASSPHRASE), *secrets)
    save_check_with(phone, "After it was removed.")
    open_sync(phone)
    wait_for(phone, say("alarm.sign-in-failed"))
    tap(phone, say("alarm.sign-in"))
    fill_in_sign_in(phone, handle)
    python.sync()

    assert len(notes(python)) == 3
    see_note(phone, "After it was removed.")
    must_list(phone, 3)


def fill_in_sign_in(phone: Chromium, handle: str) -> None:
    type_into(phone, "#handle", handle)
    type_into(phone, "#secret", PASSPHRASE)
    tap(phone, say("sign-in.title"))
    wait_for(phone, say("arriving.here"))


@pytest.mark.promise(3)
def test_a_deleted_account_leaves_nothing_there(phone: Chromium, place: Place, tmp_path: Path) -> None:
    handle, python = with_an_entry(phone, place, tmp_path, "Mine.")
    save_check_with(phone, "After the other came.")
    sync_now(phone)

    leave_sync(phone)
    tap(phone, say("delete.begin"))
    tap(phone, say("delete.go"))
    type_into(phone, "#passphrase", PASSPHRASE)
    tap(phone, say("unlock.open"))
    wait_for(phone, say("delete.done"))
    left = tables_with_rows(place)
    with pytest.raises(Refused):
        python.sync()
    tap(phone, say("delete.done.go"))
    wait_for(phone, say("sync.off"))
    unlock_by_passphrase(phone, PASSPHRASE)
    see_note(phone, "Mine.")

    assert left <= {"alembic_version", "rate"}
    assert notes(python) == ["Mine."], "another phone keeps what it has"
    open_sync(phone)
    begin_sign_in(phone, handle, passphrase=PASSPHRASE)
    wait_for(phone, say("problem.sign-in-failed"))
    again = turn_sync_on(phone)
    assert again != handle
    see_note(phone, "Mine.")
    must_list(phone, 2)
    sync_now(phone)
