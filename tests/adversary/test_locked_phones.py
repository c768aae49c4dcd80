"""What only an open phone can find is found at the next unlocking, if the phone was locked when lied to."""

from collections.abc import Callable

import pytest

from sync.chain import change_id
from tests.adversary import forged
from tests.adversary import log_lies as log
from tests.adversary.hostile_server import Lie
from tests.adversary.phones import a_note, text_of
from tests.adversary.scene import Scene, must_be_whole

Record = Callable[[str, object], None]


def a_stub(scene: Scene) -> Lie:
    return log.showing(log.as_stub(scene.tablet.device, -2, change_id))


LIES = {
    "forge a device, phone locked": (forged.device, "bad-certificate"),
    "purge without order, phone locked": (a_stub, "unordered-purge"),
}


@pytest.mark.promise(3)
@pytest.mark.promise(4)
@pytest.mark.parametrize("name", LIES)
def test_a_locked_phone_finds_out_when_opened(scene: Scene, name: str, record_property: Record) -> None:
    lie, expected = LIES[name]
    scene.phone.lock()

    with scene.server.lying(lie(scene)):
        said_locked = scene.phone.sync()
        scene.phone.put(a_note(10))
        scene.phone.restart()
        said = scene.phone.sync()

    record_property("lie", [name, scene.phone.kind, f"{said}, once open"])
    assert (said_locked, said) == (None, expected)
    written = [text_of(a_note(number)) for number in (1, 2, 3, 4, 9, 10)]
    assert set(written) <= set(scene.phone.notes().values())
    scene.phone.try_again()
    must_be_whole(scene, 10)
