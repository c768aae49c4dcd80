"""Snapshots: the newest two are kept, and only what can be one of this log is taken (PROTOCOL 6.4, 8)."""

from flask import Flask

from server.models import Snapshot
from sync import chain
from sync.sizes import SNAPSHOT_BYTES_MAX, SNAPSHOT_STEP_BYTES
from tests.server.people import problem
from tests.server.phones import SignedIn, a_phone, a_snapshot, count_of


def with_changes(phone: SignedIn, count: int) -> SignedIn:
    assert phone.pushes(phone.writes(count)).status_code == 200
    return phone


def test_a_snapshot_comes_back_as_it_was_put(app: Flask) -> None:
    alma = with_changes(a_phone(app), 3)
    content = a_snapshot(3)

    put = alma.puts_snapshot(3, content)
    got = alma.asks("GET", "/api/snapshots/newest")

    assert put.json == {"seq": 3}
    assert got.content_type == "application/octet-stream"
    assert got.data == content


def test_the_newest_two_snapshots_are_kept(app: Flask) -> None:
    alma = with_changes(a_phone(app), 4)
    bea = with_changes(a_phone(app), 1)
    bea.puts_snapshot(1)
    contents = {seq: a_snapshot(seq) for seq in (1, 3, 4)}

    for seq, content in contents.items():
        alma.puts_snapshot(seq, content)

    assert alma.asks("GET", "/api/snapshots/newest").data == contents[4]
    assert count_of(app, Snapshot) == 2 + 1


def test_an_older_snapshot_is_passed_over(app: Flask) -> None:
    alma = with_changes(a_phone(app), 3)
    newest = a_snapshot(3)
    alma.puts_snapshot(3, newest)

    older = alma.puts_snapshot(2)

    assert (older.status_code, older.json) == (200, {"seq": 3})
    assert alma.asks("GET", "/api/snapshots/newest").data == newest
    assert count_of(app, Snapshot) == 1


def test_a_snapshot_of_the_same_place_takes_over(app: Flask) -> None:
    alma = with_changes(a_phone(app), 1)
    second = a_snapshot(1)

    alma.puts_snapshot(1)
    alma.puts_snapshot(1, second)

    assert alma.asks("GET", "/api/snapshots/newest").data == second
    assert count_of(app, Snapshot) == 1


def test_a_snapshot_from_before_a_purge_is_passed_over(app: Flask) -> None:
    alma = with_changes(a_phone(app), 3)
    alma.purges([chain.change_id(alma.phone.journal.envelopes[0])])

    before_it = alma.puts_snapshot(2)
    after_it = alma.puts_snapshot(3)

    assert before_it.json == {"seq": 0}
    assert after_it.json == {"seq": 3}
    assert count_of(app, Snapshot) == 1


WRONG = {
    "empty": (1, b""),
    "less than a header": (1, a_snapshot(1)[:44]),
    "a byte short": (1, a_snapshot(1)[:-1]),
    "a byte long": (1, a_snapshot(1) + b"\0"),
    "nothing in it": (1, a_snapshot(1)[: 45 + 12 + 16]),
    "another version": (1, b"\x02" + a_snapshot(1)[1:]),
    "no epoch": (1, a_snapshot(1, epoch=0)),
    "a later epoch": (1, a_snapshot(1, epoch=2)),
    "another place": (2, a_snapshot(1)),
    "past the head": (3, a_snapshot(3)),
    "past every number": (2**63, a_snapshot(2**63)),
}


def test_what_cannot_be_a_snapshot_is_refused(app: Flask) -> None:
    alma = with_changes(a_phone(app), 2)

    for wrong, (seq, content) in WRONG.items():
        assert problem(alma.puts_snapshot(seq, content)) == (422, "malformed-snapshot"), wrong
    assert count_of(app, Snapshot) == 0


def test_a_snapshot_has_16_mib_at_most(app: Flask) -> None:
    alma = with_changes(a_phone(app), 1)
    most = (SNAPSHOT_BYTES_MAX - 73) // SNAPSHOT_STEP_BYTES
    largest = a_snapshot(1, steps=most)

    taken = alma.puts_snapshot(1, largest)
    one_step_more = alma.puts_snapshot(1, a_snapshot(1, steps=most + 1))
    at_it = alma.puts_snapshot(1, largest.ljust(SNAPSHOT_BYTES_MAX, b"\0"))
    past_it = alma.puts_snapshot(1, largest.ljust(SNAPSHOT_BYTES_MAX + 1, b"\0"))

    assert taken.status_code == 200
    assert problem(one_step_more) == problem(past_it) == (413, "too-large")
    assert problem(at_it) == (422, "malformed-snapshot")
    assert alma.asks("GET", "/api/snapshots/newest").data == largest


def test_only_a_snapshot_may_pass_4_mib(app: Flask) -> None:
    alma = with_changes(a_phone(app), 1)

    assert problem(alma.sends(bytes(4 * 1024 * 1024))) == (413, "too-large")
    assert problem(alma.asks("POST", "/api/purges", data=bytes(5 * 1024 * 1024))) == (413, "too-large")


def test_another_media_type_is_no_snapshot(app: Flask) -> None:
    alma = with_changes(a_phone(app), 1)

    response = alma.asks("PUT", "/api/snapshots/1", data=a_snapshot(1), content_type="application/cbor")

    assert problem(response) == (415, "unsupported-media-type")


def test_nobody_reads_or_replaces_snapshots_of_others(app: Flask) -> None:
    alma, cleo = with_changes(a_phone(app), 2), with_changes(a_phone(app), 2)
    own = a_snapshot(2)
    alma.puts_snapshot(2, own)

    none = cleo.asks("GET", "/api/snapshots/newest")
    cleo.puts_snapshot(2, a_snapshot(2))

    assert problem(none) == (404, "no-snapshot")
    assert alma.asks("GET", "/api/snapshots/newest").data == own
