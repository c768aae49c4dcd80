"""Several processes write to one log at the same moment: seq has no gap, and nothing is there twice (6.1)."""

import multiprocessing
import random
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from flask import Flask

from server import account_log, create_app
from server.clock import utc_now
from server.config import Settings
from server.models import Account
from server.wire import read_items
from sync.chain import AccountId, DeviceId, Trusted, trust
from tests.server.phones import SignedIn, a_phone, held, log_of
from tests.sync.cast import Journal

ROUNDS = 25
PAGES = 200
PROCESSES = multiprocessing.get_context("fork")


def at_once(settings: Settings, *deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gives, in a process with an app of its own; all begin at the same moment."""
    start, results = PROCESSES.Barrier(len(deeds)), PROCESSES.SimpleQueue()
    processes = [
        PROCESSES.Process(target=run, args=(settings, start, results, number, deed))
        for number, deed in enumerate(deeds)
    ]
    for process in processes:
        process.start()
    given = dict(results.get() for _ in processes)
    for process in processes:
        process.join()
    return [given[number] for number in range(len(deeds))]


def run(settings: Settings, start: Barrier, results: Any, number: int, deed: Callable[[], Any]) -> None:
    try:
        app = create_app(settings)
        start.wait()
        with app.app_context():
            results.put((number, deed()))
    except BaseException as fault:
        results.put((number, repr(fault)))
        raise


def batches(phone: SignedIn) -> list[list[bytes]]:
    chance = random.Random(phone.phone.id)
    return [phone.writes(chance.randint(1, 3)) for _ in range(ROUNDS)]


def pushing(phone: SignedIn, sent: list[list[bytes]]) -> Callable[[], list[int]]:
    """Push one batch after the other; the log's head after each."""
    account, device = AccountId(phone.account), DeviceId(phone.phone.id)
    return lambda: [account_log.append(account, device, batch, 10**9, utc_now()).seq for batch in sent]


def pages(phone: SignedIn) -> list[str]:
    """Read page after page while others write; what was wrong with any."""
    wrong, seq = [], 0
    for _ in range(PAGES):
        page = account_log.since(AccountId(phone.account), seq)
        numbers = [one for one, *_ in read_items(b"".join(page.items))]
        if numbers != list(range(seq + 1, page.head + 1)):
            wrong.append(f"after {seq}: {numbers}, head {page.head}")
        seq = max([seq, *numbers])
    return wrong


@pytest.mark.promise(3)
def test_four_phones_pushing_at_once_leave_no_gap(app: Flask, settings: Settings) -> None:
    journal = Journal()
    phones = [a_phone(app, journal) for _ in range(4)]
    sent = [batches(phone) for phone in phones]

    *heads, wrong = at_once(
        settings,
        *(pushing(phone, own) for phone, own in zip(phones, sent, strict=True)),
        lambda: pages(phones[0]),
    )

    log = log_of(app, journal.account)
    envelopes = [envelope for _, envelope in log]
    assert [seq for seq, _ in log] == list(range(1, len(journal.envelopes) + 1))
    assert sorted(envelopes) == sorted(journal.envelopes)
    assert wrong == [], "a page was not of one moment"
    assert len({seq for own in heads for seq in own}) == 4 * ROUNDS, "one place was given out twice"
    known = Trusted(AccountId(journal.account), {phone.phone.id: phone.phone.public_key for phone in phones})
    assert trust(known, envelopes).heads == {phone.phone.id: phone.phone.head for phone in phones}
    row = held(app, Account, Account.account == journal.account)
    assert (row.seq, row.bytes) == (len(log), sum(map(len, envelopes)))


@pytest.mark.promise(3)
def test_one_batch_sent_by_three_at_once_is_taken_once(app: Flask, settings: Settings) -> None:
    alma = a_phone(app)
    sent = batches(alma)

    heads = at_once(settings, *(pushing(alma, sent) for _ in range(3)))

    assert log_of(app, alma.account) == list(enumerate(alma.phone.journal.envelopes, 1))
    assert [own[-1] for own in heads] == [len(alma.phone.journal.envelopes)] * 3
