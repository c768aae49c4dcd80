"""Details older than a person keeps go for good: from the phone, the other phone, and the server's files."""

from pathlib import Path
from typing import Any

import pytest

from sync.phone import Phone as PythonPhone
from tests.app.flows import type_into, unlock_by_passphrase
from tests.app.phones import Chromium, tap, wait_for
from tests.app.places import Place
from tests.app.profiles import Profile
from tests.app.said import say
from tests.app.stored import stored
from tests.app.syncing import PASSPHRASE, open_sync, see_note, sync_now
from tests.app.test_sync import a_python_phone, notes, with_sync
from tests.app.traces import texts_in
from tests.traffic import CANARY

OLD, RECENT = "2024-03-05", "This week."
ANSWERS = {"daily-steady": "wobbly"}
SLICE_BYTES, STRIDE_BYTES = 48, 150


def open_retention(phone: Chromium) -> None:
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("retention.title"))
    wait_for(phone, say("retention.how-long"))


def slices(envelope: bytes) -> list[bytes]:
    """Of what is sealed: random, and nowhere by chance."""
    return [envelope[at : at + SLICE_BYTES] for at in range(109, len(envelope) - SLICE_BYTES, STRIDE_BYTES)]


def old_envelopes(python: PythonPhone) -> list[bytes]:
    """The changes that hold entries of long ago, as they are sealed."""
    places = {
        write.place
        for writes in python.state().objects["entry"].values()
        for write in writes
        if CANARY in str(write.verb)
    }
    rows = python.core.replica.rows()
    return [row.item for row in rows if (row.header.device.hex(), row.header.counter) in places]


def left_in(envelopes: list[bytes], kept: Any) -> list[str]:
    """Where a slice of these stands."""
    wanted = [piece.decode("latin-1") for one in envelopes for piece in slices(one)]
    return sorted({place for place, text in texts_in(kept) if any(piece in text for piece in wanted)})


def files_of(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.glob(f"{path.name}*")}


def with_old_entries(phone: Chromium, place: Place, folder: Path) -> PythonPhone:
    """A second phone wrote three checks long ago, and one just now; both phones have them."""
    handle, _ = with_sync(phone, place)
    python = a_python_phone(place, folder, handle)
    for day in (OLD, OLD, "2024-04-01"):
        python.write_entry(f"{CANARY} on {day}", day, answers=ANSWERS)
    python.write_entry(RECENT, answers=ANSWERS)
    python.sync()
    sync_now(phone)
    return python


@pytest.mark.promise(2)
def test_old_details_go_from_every_place(profile: Profile, place: Place, tmp_path: Path) -> None:
    phone = profile.start()
    python = with_old_entries(phone, place, tmp_path)
    old, file = old_envelopes(python), tmp_path / "python.journal"
    database = Path(place.database_url.removeprefix("sqlite:///"))
    unlock_by_passphrase(phone, PASSPHRASE)
    see_note(phone, RECENT)
    assert len(old) == 3
    assert all(left_in(old, kept) for kept in (stored(phone), files_of(database), files_of(file)))

    open_retention(phone)
    tap(phone, say("retention.years.one", count=1))
    wait_for(phone, say("retention.goes.entry.other", count=3))
    assert left_in(old, stored(phone)), "nothing goes before the person says so"
    tap(phone, say("retention.go"))
    wait_for(phone, say("retention.gone"))
    sync_now(phone)
    python.sync()

    assert left_in(old, stored(phone)) == []
    assert left_in(old, files_of(database)) == []
    assert left_in(old, files_of(file)) == []
    assert notes(python) == [RECENT]
    counts = python.state().objects["counts"]
    assert sorted(counts) == ["2024-03", "2024-04"]
    levels = [list(write.verb["set"].values()) for write in counts["2024-03"]]  # type: ignore[union-attr]
    assert levels == [[{"self-care": [0, 0, 1, 0]}, {"self-care": [0, 0, 1, 0]}]]
    assert python.check().stubs == 3
    see_note(phone, RECENT)
    assert phone.page.get_by_text(CANARY).count() == 0


@pytest.mark.promise(2)
def test_everything_is_erased_with_a_receipt(profile: Profile, place: Place, tmp_path: Path) -> None:
    phone = profile.start()
    python = with_old_entries(phone, place, tmp_path)
    old = old_envelopes(python)

    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("erase.title"))
    tap(phone, say("erase.sure"))
    tap(phone, say("erase.go"))
    type_into(phone, "#passphrase", PASSPHRASE)
    tap(phone, say("unlock.open"))
    wait_for(phone, say("erase.done"))
    with phone.page.expect_download() as downloading:
        tap(phone, say("erase.receipt.save"))
    receipt = Path(downloading.value.path()).read_text()

    for said in ("databases", "caches", "worker", "storages"):
        assert say(f"erase.receipt.{said}") in receipt
    assert say("erase.still.phones") in receipt
    database = Path(place.database_url.removeprefix("sqlite:///"))
    assert left_in(old, files_of(database)) == []
    assert left_in(old, stored(phone, with_caches=True)) == []
    assert phone.script("return (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert phone.page.context.cookies() == []
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name=say("erase.done.go")).click()
    wait_for(phone, say("tabs.settings"))
    open_sync(phone)
    wait_for(phone, say("sync.off"))
    profile.quit()
    assert left_in(old, profile.files()) == []
