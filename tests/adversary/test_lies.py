"""Every lie is named, costs no entry, and stops nobody from writing; then all phones come to the same."""

from collections.abc import Callable

import pytest

from tests.adversary.lies import LIES, Lying
from tests.adversary.phones import a_note, text_of
from tests.adversary.scene import Scene, must_be_whole

pytestmark = [pytest.mark.promise(3), pytest.mark.promise(4)]
Record = Callable[[str, object], None]


@pytest.mark.parametrize("lying", [one for one in LIES if one.said], ids=lambda lying: lying.name)
def test_a_lie_is_named_and_costs_nothing(scene: Scene, lying: Lying, record_property: Record) -> None:
    before = scene.phone.notes()

    with scene.server.lying(lying.lie(scene)):
        said = scene.phone.sync()
        record_property("lie", [lying.name, scene.phone.kind, said or "nothing"])
        scene.phone.put(a_note(10))
        said_again = scene.phone.sync()

        scene.phone.try_again()
        said_once_more = scene.phone.sync()

    assert said in lying.said
    assert said_again == said
    assert said_once_more in lying.said
    assert scene.phone.notes().items() >= {**before, **notes(10)}.items()
    if lying.mends:
        scene.phone.try_again()
        must_be_whole(scene, 10)


@pytest.mark.parametrize("lying", [one for one in LIES if not one.said], ids=lambda lying: lying.name)
def test_a_harmless_lie_changes_nothing(scene: Scene, lying: Lying, record_property: Record) -> None:
    with scene.server.lying(lying.lie(scene)):
        said = scene.phone.sync()
        record_property("lie", [lying.name, scene.phone.kind, said or "nothing to say, in sync"])
        scene.phone.put(a_note(10))
        scene.phone.restart()
        said_again = scene.phone.sync()

    assert (said, said_again) == (None, None)
    must_be_whole(scene, 10)


def notes(*numbers: int) -> dict[str, str]:
    """What the notes of these entries are read as."""
    return {op["id"]: text_of(op) for op in map(a_note, numbers)}
