"""A phone that ends at any of its steps, writing, sending or pulling, loses nothing and doubles nothing."""

import pytest

from tests.adversary.phones import a_note, text_of, texts
from tests.adversary.scene import Scene, must_be_whole

pytestmark = pytest.mark.promise(3)


def test_a_phone_killed_while_syncing_goes_on(scene: Scene) -> None:
    step, has_died = 0, True
    while has_died:
        step += 1
        scene.again()

        has_died = scene.phone.sync_dying(step)

        must_be_whole(scene, 9)
    assert step > 3


def test_a_phone_killed_while_writing_goes_on(scene: Scene) -> None:
    step, has_died = 0, True
    while has_died:
        step += 1
        scene.again()

        has_died = scene.phone.put_dying(a_note(10), step)

        is_written = text_of(a_note(10)) in texts(scene.phone.canonical())
        assert is_written or has_died
        must_be_whole(scene, 10 if is_written else 9)
    assert step > 1
