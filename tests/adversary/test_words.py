"""Whatever a phone can say of a server has words for people, in the app and on the command line."""

import pytest

from sync.readable import WORDS
from tests.adversary.lies import LIES
from tests.app.said import say

OTHERS = {"bad-history", "closed-device-wrote", "device-copied", "epoch-rolled-back", "seen-missing"}
JOINING = {"unsafe-lock", "snapshot-differs"}
TYPES = sorted(OTHERS | JOINING | {said for lying in LIES for said in lying.said})
#: Said by the server itself: the command line tells them as they came.
OF_THE_SERVER = {"not-signed-in", "sign-in-failed"}


@pytest.mark.promise(4)
@pytest.mark.parametrize("type", TYPES)
def test_every_lie_found_has_words_for_people(type: str) -> None:
    assert say(f"problem.{type}").endswith(".")
    assert type in OF_THE_SERVER or WORDS[type]
