"""A network that loses replies, hangs, or answers for the server: nothing is doubled, and writing goes on."""

from collections.abc import Callable

import pytest

from tests.adversary import wire_lies
from tests.adversary.phones import a_note
from tests.adversary.scene import Scene, must_be_whole

pytestmark = pytest.mark.promise(3)
Record = Callable[[str, object], None]
OUT_OF_REACH = {"unreachable", "waiting"}
FAILURES = {"a server that fails": wire_lies.broken, "another page in between": wire_lies.a_page_of_the_cafe}


def test_a_lost_reply_is_retried_without_doubling(scene: Scene, record_property: Record) -> None:
    lie = wire_lies.LostReplies()

    with scene.server.lying(lie):
        first = scene.phone.sync()
        second = scene.phone.sync()

    record_property("lie", ["lost reply", scene.phone.kind, f"{first or 'tried again'}, then in sync"])
    assert first in {None, *OUT_OF_REACH}
    assert (second, lie.count) == (None, 1)
    must_be_whole(scene, 9)


def test_writing_goes_on_while_a_server_hangs(scene: Scene, record_property: Record) -> None:
    with scene.server.lying(wire_lies.silent):
        scene.phone.begin_sync()
        assert scene.server.is_silent.wait(timeout=10)
        scene.phone.put(a_note(10))
        written = scene.phone.notes()
    said = scene.phone.end_sync()

    record_property(
        "lie", ["a server that hangs", scene.phone.kind, f"{said or 'tried again'}, then in sync"]
    )
    assert said in {None, *OUT_OF_REACH}
    assert a_note(10)["id"] in written
    must_be_whole(scene, 10)


@pytest.mark.parametrize("name", FAILURES)
def test_a_server_that_fails_is_asked_later(scene: Scene, name: str, record_property: Record) -> None:
    with scene.server.lying(FAILURES[name]):
        said = scene.phone.sync()

    record_property("lie", [name, scene.phone.kind, f"{said}, then in sync"])
    assert said in OUT_OF_REACH | {"malformed-answer"}
    must_be_whole(scene, 9)


def test_an_endless_answer_is_left_early(scene: Scene) -> None:
    lie = wire_lies.Endless()

    with scene.server.lying(lie):
        scene.phone.sync()

    assert 0 < max(lie.taken) < wire_lies.ENDLESS_BYTES_MAX // 2
