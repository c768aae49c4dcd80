"""The server dies by SIGKILL at any moment, 200 times, while four phones send: nothing is lost or doubled."""

import random
from collections.abc import Iterator
from threading import Event

import pytest
from flask import Flask

from server.config import Settings
from server.models import Account
from sync.chain import AccountId, Trusted, trust
from tests.adversary.lives import Lives
from tests.adversary.senders import REPLY_WITHIN_S, Sender, World
from tests.server.phones import a_phone, held
from tests.sync.cast import Journal

KILLS = 200
PHONES = 4
# One life in ten ends before its first answer, the others so long after it at most: some twenty pushes.
LIFE_S_MAX = 0.05


@pytest.fixture
def lives(settings: Settings) -> Iterator[Lives]:
    server = Lives(settings)
    yield server
    server.end()


@pytest.mark.promise(3)
def test_a_server_killed_200_times_loses_and_doubles_nothing(app: Flask, lives: Lives) -> None:
    chance = random.Random(20261123)
    journal, world = Journal(), World()
    phones = [a_phone(app, journal) for _ in range(PHONES)]
    senders = [Sender(phone, lives.port, world, random.Random(number)) for number, phone in enumerate(phones)]

    lives.start()
    for sender in senders:
        sender.start()
    kills = 0
    while kills < KILLS and not world.over.is_set():
        live_for_a_moment(world, chance)
        lives.kill()
        lives.start()
        kills += 1
    world.over.set()
    world.alive.set()
    for sender in senders:
        sender.join()

    assert [sender.refused for sender in senders] == [[]] * PHONES
    log = senders[0].pull_all()
    envelopes = [envelope for _, envelope in log]
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1)), "a gap in seq"
    assert len(set(envelopes)) == len(envelopes), "something is there twice"
    assert set(envelopes) == {change for sender in senders for change in sender.acknowledged}
    assert sorted(envelopes) == sorted(journal.envelopes), "something is lost"
    known = Trusted(AccountId(journal.account), {phone.phone.id: phone.phone.public_key for phone in phones})
    assert trust(known, envelopes).heads == {phone.phone.id: phone.phone.head for phone in phones}
    row = held(app, Account, Account.account == journal.account)
    assert (row.seq, row.bytes) == (len(log), sum(map(len, envelopes)))
    assert sum(sender.lost_replies for sender in senders) > KILLS, "it was killed while nobody was sending"


def live_for_a_moment(world: World, chance: random.Random) -> None:
    """Let the phones send until some moment, most often after the first answer of this life."""
    world.answered.clear()
    world.alive.set()
    if chance.random() < 0.9:
        world.answered.wait(REPLY_WITHIN_S)
    Event().wait(chance.uniform(0, LIFE_S_MAX))
    world.alive.clear()
