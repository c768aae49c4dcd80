"""Two phones that are shown different logs find out as soon as one sees what follows from the other."""

from collections.abc import Callable

import pytest

from tests.adversary.log_lies import Item, numbered_anew, showing
from tests.adversary.scene import Scene, must_write_on, write

pytestmark = [pytest.mark.promise(3), pytest.mark.promise(4)]
Record = Callable[[str, object], None]


def test_a_fork_is_found_by_the_next_change(scene: Scene, record_property: Record) -> None:
    lie = showing(without_number(scene.head))
    with scene.server.lying(lie):
        assert scene.phone.sync() is None
    write(scene.tablet, 10)

    with scene.server.lying(lie):
        said = scene.phone.sync()

    record_property("lie", ["fork, then that device's next", scene.phone.kind, said or "nothing"])
    assert said == "chain-broken"
    must_write_on(scene)


def test_a_fork_is_found_by_what_others_saw(scene: Scene, record_property: Record) -> None:
    lie = showing(without_number(scene.head))
    with scene.server.lying(lie):
        assert scene.phone.sync() is None
    assert scene.laptop.sync() is None
    write(scene.laptop, 10)

    with scene.server.lying(lie):
        said = scene.phone.sync()

    record_property("lie", ["fork, then another device's next", scene.phone.kind, said or "nothing"])
    assert said == "seen-missing"
    must_write_on(scene)


def without_number(number: int) -> Callable[[list[Item]], list[Item]]:
    """The log as if this change had never come."""
    return lambda log: numbered_anew([item for item in log if item[0] != number])
