"""A phone in Python purges by age: what is counted stays, what stays is written anew, the rest goes."""

import json
from typing import Any

import pytest

from sync.core import NotWhole
from sync.envelope import Op
from sync.journal_json import Objects, objects_of
from sync.kept_counts import counts_field
from sync.phone import Phone
from sync.restoring import batches, preview, rows_of
from tests.sync.a_year import CHECKLISTS, COUNTS, HALF, YEAR
from tests.sync.phones import PASSPHRASE, Cast, Clock, everyone_syncs
from tests.sync.test_commands import Done, run

pytestmark = pytest.mark.promise(3)
BEFORE, OLD, STILL = "2025-11", "2025-10-31", "2025-11-01"
SETTING: Op = {"kind": "setting", "id": "codes-of-ethics", "set": {"code.ACA": True}}
SENSITIVE = "quincunx"


def checked(id: str, day: str, steady: str = "mostly", note: str = "") -> Op:
    fields: Any = {"checklist": "daily", "version": 1, "day": day, "answer.daily-steady": steady}
    return {"kind": "entry", "id": id, "set": fields | ({"note": {"text": note}} if note else {})}


def talk(id: str) -> Op:
    record: Any = {"date": OLD, "minutes": 50, "kind": "supervision", "domain.boundaries": True}
    return {"kind": "consultation", "id": id, "set": record | {"learned": {"text": SENSITIVE}}}


def wrote(phone: Phone, *ops: Op) -> None:
    """Each in a change of its own, in the log."""
    for op in ops:
        phone.write(op)
    phone.sync()


def said(phone: Phone) -> Objects:
    return objects_of(phone.state())


def purged(phone: Phone, before: str = BEFORE) -> Objects:
    assert phone.purge_before(before, CHECKLISTS).waiting == 0
    phone.sync()
    return said(phone)


def test_the_made_up_year_keeps_the_counts_of_the_app(alma: Cast) -> None:
    phone = alma.first()
    objects = json.loads(YEAR.read_bytes())["objects"]
    for batch in batches(preview(rows_of(objects), phone.state()).missing):
        phone.write(*batch)
    phone.sync()

    now = purged(phone, HALF)

    assert now["counts"] == json.loads(COUNTS.read_bytes())
    assert now["entry"] == {id: it for id, it in objects["entry"].items() if it["day"] >= HALF}
    assert now["checklist"] == objects["checklist"]
    texts = [name for it in now["consultation"].values() if it["date"] < HALF for name in it]
    assert "learned" not in texts
    assert len(now["consultation"]) == len(objects["consultation"])


def test_what_is_older_goes_from_phones_and_server(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    wrote(first, checked("one", OLD, "wobbly", SENSITIVE), checked("two", OLD), checked("still", STILL))
    wrote(first, {"kind": "entry", "id": "one", "set": {"answer.daily-energy": "nothing"}}, talk("talk"))

    now = purged(first)
    everyone_syncs(first, second)

    counts = {
        counts_field("one"): {"self-care": [0, 0, 1, 1]},
        counts_field("two"): {"self-care": [0, 1, 0, 0]},
    }
    assert now["counts"] == {"2025-10": counts}
    assert list(now["entry"]) == ["still"]
    record = {"date": OLD, "minutes": 50, "kind": "supervision", "domain.boundaries": True}
    assert now["consultation"] == {"talk": record}
    assert said(second) == now
    assert len(first.core.replica.stubs()) == len(second.core.replica.stubs()) == 4
    assert first.check().stubs == 4


def test_what_stood_beside_it_is_written_anew(alma: Cast) -> None:
    phone = alma.first()
    phone.write(checked("old", OLD), checked("still", STILL, note="Stays."), SETTING)
    wrote(phone, {"kind": "entry", "id": "still", "set": {"answer.daily-steady": "wobbly"}})
    before, (first, _) = said(phone), phone.state().objects["entry"]["still"]

    now = purged(phone)

    assert {kind: now[kind] for kind in ("entry", "setting")} == {
        "entry": {"still": before["entry"]["still"]},
        "setting": before["setting"],
    }
    assert first.at in [write.at for write in phone.state().objects["entry"]["still"]]


def test_the_clock_of_a_phone_never_goes_back(alma: Cast) -> None:
    clock = Clock()
    phone = alma.first(now_ms=clock)
    wrote(phone, checked("old", OLD), talk("talk"), checked("still", STILL))
    before = phone.standing.clock

    clock.ms -= 86_400_000
    purged(phone)

    assert phone.standing.clock > before


def test_removed_ones_go_and_are_not_counted(alma: Cast) -> None:
    phone = alma.first()
    wrote(phone, checked("gone", OLD), {"kind": "entry", "id": "gone", "delete": True})

    assert purged(phone) == {}


def test_what_cannot_be_counted_here_waits(alma: Cast) -> None:
    phone = alma.first()
    later: Any = {"checklist": "daily", "version": 999, "day": OLD}
    wrote(phone, {"kind": "entry", "id": "later", "set": later}, SETTING)
    wrote(phone, {"kind": "entry", "id": "verb", "mix": 1}, checked("verb", OLD))

    now = purged(phone)

    assert list(now["entry"]) == ["later"]


def test_asked_twice_nothing_more_is_written(alma: Cast) -> None:
    phone = alma.first()
    wrote(phone, checked("old", OLD), talk("talk"), SETTING)
    purged(phone)
    before = phone.standing.head

    purged(phone)

    assert phone.standing.head == before


def test_two_phones_that_purge_at_once_agree(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    wrote(first, checked("one", OLD), checked("two", OLD, "unsteady"), talk("talk"))
    second.sync()

    for phone in (first, second):
        phone.purge_before(BEFORE, CHECKLISTS)
    everyone_syncs(first, second)

    assert said(first) == said(second)
    assert sorted(said(first)["counts"]["2025-10"]) == sorted(map(counts_field, ("one", "two")))


def test_what_the_log_does_not_have_yet_waits(alma: Cast) -> None:
    phone = alma.first()
    wrote(phone, checked("sent", OLD))
    phone.write(checked("unsent", OLD))

    purge, head = phone.purge_before(BEFORE, CHECKLISTS), phone.standing.head
    again = phone.purge_before(BEFORE, CHECKLISTS)

    assert (purge.waiting, again.waiting) == (1, 1)
    assert phone.standing.head == head
    assert list(said(phone)["entry"]) == ["unsent"]
    phone.sync()
    assert "entry" not in purged(phone)


def test_a_phone_that_is_not_whole_purges_nothing(alma: Cast) -> None:
    first = alma.first()
    wrote(first, checked("old", OLD))
    first.make_snapshot()
    second = alma.another()
    second.use_snapshot()

    with pytest.raises(NotWhole):
        second.purge_before(BEFORE, CHECKLISTS)

    assert list(said(second)["entry"]) == ["old"]


def on_a_phone(alma: Cast, *ops: Op) -> tuple[Phone, list[str]]:
    """Her first phone with these in the log, and `--phone FILE` of it."""
    phone = alma.first()
    wrote(phone, *ops)
    return phone, ["--phone", str(alma.folder / "0.sqlite"), "--passphrase-stdin"]


def purge(at: list[str], *more: str, typed: str = "") -> Done:
    return run("purge", "--older-than", "12", *at, *more, typed=f"{PASSPHRASE.text}\n{typed}")


# Old and new whatever day it is.
LONG_AGO, NEVER_OLD = "2001-10-31", "2999-01-01"


def test_the_command_shows_first_what_goes(alma: Cast) -> None:
    phone, at = on_a_phone(alma, checked("old", LONG_AGO), checked("new", NEVER_OLD), talk("talk"))

    done = purge(at, typed="n\n")

    assert done.returncode == 0
    assert "1 entry, 1 consultation. Of 1 consultation the record stays." in done.stdout
    assert "Ordered" not in done.stdout
    assert sorted(said(phone)["entry"]) == ["new", "old"]


def test_the_command_orders_what_is_older_gone(alma: Cast) -> None:
    phone, at = on_a_phone(alma, checked("old", LONG_AGO), checked("new", NEVER_OLD))

    done, again = purge(at, "--yes"), purge(at, "--yes")

    assert (done.returncode, again.returncode) == (0, 0)
    assert "Ordered." in done.stdout
    assert "Nothing is older than" in again.stdout
    phone.sync()
    assert list(said(phone)["entry"]) == ["new"]
    assert list(said(phone)["counts"]["2001-10"]) == [counts_field("old")]


def test_the_command_says_what_waits(alma: Cast) -> None:
    phone, at = on_a_phone(alma, SETTING)
    phone.write(checked("old", LONG_AGO))

    done = purge(at, "--yes")

    assert "1 change of it the server does not have yet" in done.stdout


@pytest.mark.parametrize("months", ["0", "1201", "twelve"])
def test_the_command_takes_months_from_1_to_1200(alma: Cast, months: str) -> None:
    _, at = on_a_phone(alma, checked("old", "1001-10-31"))

    assert run("purge", "--older-than", months, *at, typed=PASSPHRASE.text).returncode == 2
    assert run("purge", "--older-than", "1200", *at, "--yes", typed=PASSPHRASE.text).returncode == 0
