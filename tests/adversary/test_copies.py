"""A phone that was restored is told so, also when all that its copy wrote was purged in order."""

import pytest

from tests.adversary.phones import a_note
from tests.adversary.scene import Scene, must_be_alike, write

pytestmark = [pytest.mark.promise(3), pytest.mark.promise(4)]


def restored(scene: Scene) -> None:
    """The phone is as it was before its tenth note, which the tablet has read and ordered gone."""
    assert scene.phone.sync() is None
    scene.phone.keep("backup")
    write(scene.phone, 10)
    assert scene.tablet.sync() is None
    assert scene.tablet.phone.purge(a_note(10)["id"]) == 1
    assert scene.tablet.sync() is None
    scene.phone.put_back("backup")


def test_a_copy_whose_changes_were_purged_is_told(scene: Scene) -> None:
    restored(scene)
    device = scene.phone.device

    scene.phone.put(a_note(11))
    said = scene.phone.sync()

    assert said in {None, "device-copied"}
    must_be_alike(scene)
    assert scene.phone.device != device
    assert a_note(11)["id"] in scene.tablet.notes()
    assert a_note(10)["id"] not in scene.phone.notes()


def test_a_copy_that_only_reads_is_told_too(scene: Scene) -> None:
    restored(scene)
    device = scene.phone.device

    said = scene.phone.sync()

    assert said in {None, "device-copied"}
    must_be_alike(scene)
    assert scene.phone.device != device
