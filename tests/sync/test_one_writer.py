"""A journal that joins an account reads there as before, also where two phones had written at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from sync import hlc
from sync.chain import Head, Header, change_id
from sync.envelope import Change
from sync.merge import State, fold, resolve
from sync.one_writer import as_one_writer
from sync.phone import Phone
from sync.sizes import ENVELOPE_SIZES
from sync.values import canonical
from tests.sync.cast import NOON_MS
from tests.sync.histories import histories
from tests.sync.phones import PASSPHRASE, Cast, a_code, a_server, everyone_syncs, notes, some_parts

pytestmark = pytest.mark.promise(3)


def shown(changes: Sequence[Change]) -> Mapping[tuple[str, str], bytes]:
    """What every entry and setting that is there says."""
    objects = fold(State(), changes).objects
    read = {
        (kind, id): resolve(writes)
        for kind, by_id in objects.items()
        for id, writes in by_id.items()
        if kind != "purge"
    }
    return {
        place: canonical({name: field.value for name, field in one.fields.items()})
        for place, one in read.items()
        if not one.gone
    }


@given(histories())
def test_one_writer_says_what_several_had_said(changes: list[Change]) -> None:
    said, clock = as_one_writer(changes, hlc.ZERO, NOON_MS)

    chain = [replace(change, device="d0" * 16, counter=at) for at, change in enumerate(said, start=1)]
    assert shown(chain) == shown(changes)
    assert all(op["kind"] != "purge" for change in said for op in change.ops)
    assert clock == hlc.ZERO or clock == said[-1].at


def test_notes_of_two_old_phones_both_come_along(alma: Cast) -> None:
    first, second = alma.first(), alma.another()
    entry = first.write_entry("Before.")
    everyone_syncs(first, second)
    first.amend(entry, {"note": {"text": "From the phone."}})
    second.amend(entry, {"note": {"text": "From the tablet."}})
    everyone_syncs(first, second)
    before = notes(first)
    ben = Phone.begin(alma.folder / "ben", [PASSPHRASE, code := a_code()], parts=some_parts())
    handle = ben.turn_on(a_server(alma.origin), "ben")

    first.join(a_server(alma.origin), handle, code)
    everyone_syncs(first, ben)

    assert notes(ben) == notes(first) == before
    assert set(before[0].split("\n\n")) == {"From the phone.", "From the tablet."}
    ben.close()


def test_a_change_that_does_not_open_stops_no_joining(alma: Cast) -> None:
    first = alma.first()
    own = Phone.begin(alma.folder / "own", [a_code()], parts=some_parts())
    own.write_entry("Read.")
    with own.core.replica.step("damaged") as step:
        standing = step.standing
        header = Header(standing.account, standing.device, 1, 2, standing.head.id)
        rubbish = header.pack().ljust(ENVELOPE_SIZES[0], b"x")
        step.write(rubbish)
        step.standing = replace(standing, head=Head(2, change_id(rubbish)))
    own.write_entry("Read as well.")

    assert own.join(a_server(alma.origin), alma.handle, alma.code) == 2
    everyone_syncs(own, first)

    assert notes(first) == notes(own) == ["Read as well.", "Read."]
