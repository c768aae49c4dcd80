"""A pull: pages of the log from any place on, and stubs where changes were purged (PROTOCOL 6.2, 6.3)."""

import cbor2
import pytest
from flask import Flask

from server.models import Account, Change, Snapshot
from sync import chain
from sync.sizes import ENVELOPE_SIZES, HEADER_BYTES, PADDING_STEPS, PAGE_BYTES_MAX, STUB_BYTES
from tests.server.people import problem
from tests.server.phones import SignedIn, a_phone, changed, count_of, held, log_of


def pushed(phone: SignedIn, count: int, step: int = PADDING_STEPS[0]) -> list[bytes]:
    """So many changes of this padding, pushed in batches that fit."""
    changes = phone.writes(count, note="x" * (step // 2 + 9 if step > PADDING_STEPS[0] else 0))
    at_once = min(100, 1_048_576 // len(changes[0]))
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


def test_a_page_holds_4_mib_at_most(app: Flask) -> None:
    alma = a_phone(app)
    pushed(alma, 2)
    last = (Change.account == alma.account) & (Change.seq == 2)

    changed(app, Change, last, pushed_bytes=PAGE_BYTES_MAX)
    at_it = alma.pulls(0)["changes"]
    changed(app, Change, last, pushed_bytes=PAGE_BYTES_MAX + 1)
    past_it = alma.pulls(0)["changes"]

    assert (len(at_it), len(past_it)) == (2, 1)


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
