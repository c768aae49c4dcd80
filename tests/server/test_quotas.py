"""How much is taken in a batch, by an account, in a day: at each limit and one past it (PROTOCOL 13, 9.4)."""

from dataclasses import replace

from flask import Flask

from server import create_app, rates
from server.clock import utc_now
from server.config import Settings
from server.db import writing
from server.models import Account, Device
from sync import chain
from sync.sizes import BATCH_BYTES_MAX, ENVELOPE_SIZES, INTEGER_MAX, PADDING_STEPS
from tests.server.people import problem
from tests.server.phones import a_phone, changed, held, log_of


def test_a_batch_of_100_is_the_largest(app: Flask) -> None:
    alma = a_phone(app)
    changes = alma.writes(101)

    one_too_many = alma.pushes(changes)
    none = alma.pushes([])
    most = alma.pushes(changes[:100])

    assert problem(one_too_many) == problem(none) == (422, "malformed-body")
    assert most.json is not None
    assert most.json["seq"] == 100


def test_a_batch_over_1_mib_is_too_large(app: Flask) -> None:
    alma = a_phone(app)
    steps = [*[PADDING_STEPS[-1]] * 15, *PADDING_STEPS[5:1:-1]]
    nearly_full = [change for step in steps for change in alma.writes(1, note="x" * (step // 2 + 9))]
    assert sum(map(len, nearly_full)) == BATCH_BYTES_MAX - 505

    one_more = alma.pushes(nearly_full + alma.writes(1))
    most = alma.pushes(nearly_full)

    assert problem(one_more) == (413, "too-large")
    assert most.status_code == 200
    assert log_of(app, alma.account) == list(enumerate(nearly_full, 1))


def test_the_quota_is_taken_to_its_last_byte(settings: Settings) -> None:
    app = create_app(replace(settings, account_bytes_max=3 * ENVELOPE_SIZES[0]))
    alma = a_phone(app)
    changes = alma.writes(4)

    one_past = alma.pushes(changes)
    at_it = alma.pushes(changes[:3])
    full = alma.pushes(changes[3:])

    assert problem(one_past) == problem(full) == (403, "quota-reached")
    assert full.json is not None
    assert full.json["bytes_max"] == 3 * ENVELOPE_SIZES[0]
    assert at_it.status_code == 200
    assert alma.pushes(changes[:3]).status_code == 200


def test_the_account_counts_what_it_holds(app: Flask) -> None:
    alma = a_phone(app)
    alma.pushes(alma.writes(2))

    row = held(app, Account, Account.account == alma.account)
    assert (row.seq, row.bytes) == (2, 2 * ENVELOPE_SIZES[0])


def test_the_last_counter_is_taken_and_none_after(app: Flask) -> None:
    alma = a_phone(app)
    [first] = alma.writes(1)
    alma.phone.head = chain.Head(INTEGER_MAX - 1, chain.change_id(first))
    changed(app, Device, Device.id == alma.phone.id, counter=INTEGER_MAX - 1, head=alma.phone.head.id)

    last = alma.pushes(alma.writes(1))
    one_more = alma.pushes(alma.writes(1))

    assert last.status_code == 200
    assert problem(one_more) == (409, "chain-gap")


def test_bytes_of_a_day_are_counted_to_the_last(app: Flask) -> None:
    alma, cleo = a_phone(app), a_phone(app)
    changes = alma.writes(3)
    with app.app_context(), writing() as connection:
        room = rates.PUSHED_BYTES.most - 2 * ENVELOPE_SIZES[0]
        rates.add(connection, rates.PUSHED_BYTES, alma.account, utc_now(), room)

    one_past = alma.pushes(changes)
    at_it = alma.pushes(changes[:2])
    full = alma.pushes(changes[2:])
    again = alma.pushes(changes[:2])

    assert problem(one_past) == problem(full) == (429, "too-many-requests")
    assert int(full.headers["Retry-After"]) <= 24 * 3600
    assert at_it.status_code == again.status_code == 200, "what is held already counts for nothing"
    assert log_of(app, alma.account) == list(enumerate(changes[:2], 1))
    assert cleo.pushes(cleo.writes(1)).status_code == 200
