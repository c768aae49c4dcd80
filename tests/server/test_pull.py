"""A pull: pages of the log from any place on, and stubs where changes were purged (PROTOCOL 6.2, 6.3)."""

import cbor2
import pytest
from flask import Flask

from server.models import Account, Snapshot
from sync import chain
from sync.sizes import (
    BATCH_BYTES_MAX,
    ENVELOPE_SIZES,
    HEADER_BYTES,
    PADDING_STEPS,
    PAGE_BYTES_MAX,
    STUB_BYTES,
)
from tests.server.people import problem
from tests.server.phones import SignedIn, a_phone, count_of, held, log_of


def pushed(
    phone: SignedIn, count: int, step: int = PADDING_STEPS[0], at_once: int | None = None
) -> list[bytes]:
    """So many changes of this padding, pushed in batches of so many, or as many as fit."""
    changes = phone.writes(count, note="x" * (step // 2 + 9 if step > PADDING_STEPS[0] else 0))
    at_once = at_once or min(100, BATCH_BYTES_MAX // len(changes[0]))
    for first in range(0, count, at_once):
        assert phone.pushes(changes[first : first + at_once]).status_code == 200
    return changes


def test_an_empty_log_is_an_empty_page(app: Flask) -> None:
    alma = a_phone(app)

    assert alma.pulls() == {"head": 0, "vault": 1, "changes": []}


def test_a_page_begins_after_the_place_asked_for(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 5)

    assert alma.pulls(0) == {"head": 5, "vault": 1, "changes": [list(one) for one in enumerate(changes, 1)]}
    assert alma.pulls(3)["changes"] == [[4, changes[3]], [5, changes[4]]]
    assert alma.pulls(5) == {"head": 5, "vault": 1, "changes": []}
    assert alma.pulls(6) == {"head": 5, "vault": 1, "changes": []}
    assert alma.pulls(2**53 - 1) == {"head": 5, "vault": 1, "changes": []}


def test_a_page_is_deterministic_cbor(app: Flask) -> None:
    alma = a_phone(app)
    pushed(alma, 30)
    alma.purges([chain.change_id(alma.phone.journal.envelopes[4])])

    sent = alma.asks("GET", "/api/changes?after=0").data

    assert cbor2.dumps(cbor2.loads(sent), canonical=True) == sent


def test_a_page_holds_1000_changes_at_most(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 1001)

    first, second = alma.pulls(0), alma.pulls(1000)

    assert [seq for seq, _ in first["changes"]] == list(range(1, 1001))
    assert first["head"] == second["head"] == 1001
    assert second["changes"] == [[1001, changes[1000]]]


def test_a_page_holds_63_of_the_largest_changes(app: Flask) -> None:
    alma = a_phone(app)
    pushed(alma, 70, PADDING_STEPS[-1])
    fit = PAGE_BYTES_MAX // ENVELOPE_SIZES[-1]

    first, second = alma.pulls(0), alma.pulls(fit)

    assert len(first["changes"]) == fit == 63
    assert [seq for seq, _ in second["changes"]] == list(range(fit + 1, 71))


def test_pages_are_alike_however_changes_came(app: Flask) -> None:
    alma = a_phone(app)
    for at_once, size in ((1, 7), (100, 130), (33, 99)):
        pushed(alma, size, at_once=at_once)
    changes = alma.phone.journal.envelopes

    for after in (0, 6, 7, 50, 106, 107, 108, 235, 236):
        found = alma.pulls(after)["changes"]
        assert found == [list(one) for one in enumerate(changes, 1)][after:], after


def test_every_page_goes_on_where_the_last_ended(app: Flask) -> None:
    alma = a_phone(app)
    for step in (*PADDING_STEPS, *PADDING_STEPS):
        pushed(alma, 30, step)
    found: list[list[int | bytes]] = []

    while len(found) < 14 * 30:
        page = alma.pulls(len(found))["changes"]
        assert 0 < sum(len(envelope) for _, envelope in page) <= PAGE_BYTES_MAX
        found += page

    assert found == [list(one) for one in enumerate(alma.phone.journal.envelopes, 1)]


def test_a_place_that_is_none_is_refused(app: Flask) -> None:
    alma = a_phone(app)

    for after in ("", "?after=", "?after=-1", "?after=one", "?after=1.5", f"?after={2**53}"):
        response = alma.asks("GET", f"/api/changes{after}")
        assert problem(response) == (422, "malformed-body"), after
        assert response.json is not None
        assert "after" in response.json["errors"], after


def test_nobody_reads_the_log_of_others(app: Flask) -> None:
    alma, cleo = a_phone(app), a_phone(app)
    pushed(alma, 2)

    assert cleo.pulls() == {"head": 0, "vault": 1, "changes": []}


def test_a_purged_change_leaves_its_stub(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 3)
    gone = chain.change_id(changes[1])

    response = alma.purges([gone])

    assert response.json == {"purged": 1}
    assert alma.pulls()["changes"] == [
        [1, changes[0]],
        [2, changes[1][:HEADER_BYTES], gone],
        [3, changes[2]],
    ]
    assert log_of(app, alma.account)[1] == (2, changes[1][:HEADER_BYTES])


def test_a_purge_reaches_into_every_batch(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 250)
    named = [*range(1, 250, 83), 99, 100]
    gone = {seq: chain.change_id(changes[seq - 1]) for seq in named}

    assert alma.purges(list(gone.values())).json == {"purged": len(gone)}

    assert alma.pulls()["changes"] == [
        [seq, change[:HEADER_BYTES], gone[seq]] if seq in gone else [seq, change]
        for seq, change in enumerate(changes, 1)
    ]
    assert alma.pulls(99)["changes"][0] == [100, changes[99][:HEADER_BYTES], gone[100]]


def test_a_purge_passes_over_stubs_and_strangers(app: Flask) -> None:
    alma, cleo = a_phone(app), a_phone(app)
    [change, _] = pushed(alma, 2)
    [others] = pushed(cleo, 1)
    alma.purges([chain.change_id(change)])

    again = alma.purges([chain.change_id(change), bytes(32), chain.change_id(others)])

    assert again.json == {"purged": 0}
    assert log_of(app, cleo.account) == [(1, others)]
    assert held(app, Account, Account.account == alma.account).bytes == ENVELOPE_SIZES[0] + STUB_BYTES


def test_a_purge_gives_its_room_back(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 4)

    alma.purges([chain.change_id(one) for one in changes[:3]])

    assert held(app, Account, Account.account == alma.account).bytes == 3 * STUB_BYTES + ENVELOPE_SIZES[0]


def test_a_purge_drops_every_snapshot(app: Flask) -> None:
    alma = a_phone(app)
    [change] = pushed(alma, 1)
    alma.puts_snapshot(1)

    alma.purges([chain.change_id(change)])

    assert count_of(app, Snapshot) == 0
    assert problem(alma.asks("GET", "/api/snapshots/newest")) == (404, "no-snapshot")


@pytest.mark.promise(3)
def test_a_purged_change_sent_again_stays_a_stub(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 2)
    alma.purges([chain.change_id(changes[0])])

    response = alma.pushes(changes)

    assert response.status_code == 200
    assert log_of(app, alma.account) == [(1, changes[0][:HEADER_BYTES]), (2, changes[1])]


def test_a_purge_names_1000_changes_at_most(app: Flask) -> None:
    alma = a_phone(app)
    ids = [number.to_bytes(32, "big") for number in range(1001)]

    assert alma.purges(ids[:1000]).json == {"purged": 0}
    assert problem(alma.purges(ids)) == (422, "malformed-body")
    assert problem(alma.purges([])) == (422, "malformed-body")


def test_a_purge_of_another_form_is_refused(app: Flask) -> None:
    alma = a_phone(app)
    changes = pushed(alma, 1)

    for body in (
        {},
        [],
        {"all": True},
        *({"changes": wrong} for wrong in ("all", [1], ["ab"], ["A" * 64], None)),
    ):
        assert problem(alma.asks("POST", "/api/purges", json=body)) == (422, "malformed-body"), body
    assert log_of(app, alma.account) == [(1, changes[0])]
