"""Whatever happens to phones, no entry is lost or doubled, and in the end all phones say the same."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adversary.family import Family
from tests.adversary.hostile_server import HostileServer
from tests.adversary.hostile_world import Step, World, histories
from tests.adversary.phones import texts

EXAMPLES = 12


@pytest.fixture(scope="module")
def family(server: HostileServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    one = Family.of(server, tmp_path_factory.mktemp("family"))
    yield one
    one.close()


@pytest.mark.promise(3)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(2, 4), history=histories)
def test_every_history_ends_the_same_everywhere(family: Family, count: int, history: list[Step]) -> None:
    family.again()
    world = World(family.server, family.phones[:count])

    for step in history:
        world.do(step)
    world.settle()

    states = [phone.canonical() for phone in world.phones]
    assert states == states[:1] * count
    there = Counter(texts(states[0]))
    written = [one for one in world.written if not one.is_lost]
    assert [one.text for one in written if not there[one.text]] == []
    if world.restored == 0:
        assert [text for text, times in there.items() if times > 1] == []
