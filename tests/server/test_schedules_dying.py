"""A process that ends between any two statements: the schedule is the old one or the new one, never half."""

from datetime import timedelta

import pytest

from server import slots
from server.config import Settings
from server.models import Session, Slot
from server.sessions import Asker
from sync.chain import AccountId, DeviceId
from tests.server.nudged import HOUR, Nudged, a_payload, a_phone_that_is_due, slots_of
from tests.server.people import NOON, a_server
from tests.server.phones import held
from tests.server.test_dying import died


def asker_of(nudged: Nudged) -> Asker:
    session = held(nudged.phone.app, Session, Session.device == nudged.phone.phone.id)
    return Asker(AccountId(session.account), session.id, DeviceId(session.device), NOON, None)


def told(rows: list[Slot]) -> dict[object, object]:
    return {row.due_at: row.payload for row in rows}


@pytest.mark.promise(3)
def test_a_schedule_that_dies_anywhere_is_whole_or_nothing(settings: Settings) -> None:
    app = a_server(settings)
    alma = a_phone_that_is_due(app, *(NOON + HOUR * number for number in range(1, 4)))
    before, asker = told(slots_of(app, alma)), asker_of(alma)
    after = {NOON + HOUR * number: a_payload() for number in range(2, 6)}
    put = [{"due_at": due_at, "payload": payload} for due_at, payload in after.items()]
    asked = {"window_minutes": 60, "slots": put}
    step = 0

    while True:
        step += 1
        if not died(settings, step, lambda: slots.replace(asker, asked, NOON)):
            break
        assert told(slots_of(app, alma)) == before, step

    assert told(slots_of(app, alma)) == after
    assert {row.until - row.due_at for row in slots_of(app, alma)} == {timedelta(hours=1)}
    assert step > 8
