"""A server that lies about a removal: the laptop was removed, and all other phones got a new root."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sync.locks import write_recovery_code
from sync.problems import DeviceWithheld
from sync.unlocking import Passphrase, RecoveryCode
from tests.adversary import log_lies as log
from tests.adversary import vault_lies as vault
from tests.adversary.hostile_server import HostileServer, Lie, the_truth
from tests.adversary.kinds import KINDS
from tests.adversary.phones import a_note
from tests.adversary.python_phone import PASSPHRASE
from tests.adversary.scene import CODE, Scene, must_write_on

pytestmark = [pytest.mark.promise(3), pytest.mark.promise(4)]
Record = Callable[[str, object], None]
CODE_AFTER = write_recovery_code(bytes(range(40, 60)))


@pytest.fixture(scope="module", params=KINDS)
def removal(request: Any, server: HostileServer, tmp_path_factory: Any) -> Iterator[Scene]:
    """The phone has not heard of it yet, and has one change that it has not sent. The laptop writes on."""
    scene = Scene.of(request.param, server, tmp_path_factory.mktemp(request.param))
    scene.vault = scene.ask("vault")
    new = RecoveryCode(CODE_AFTER)
    scene.tablet.phone.remove_device(
        scene.laptop.device.hex(), scene.tablet.code, Passphrase(PASSPHRASE), new
    )
    scene.tablet.code = new
    for number in (20, 21):
        scene.laptop.put(a_note(number))
    scene.keep()
    yield scene
    scene.close()


@pytest.fixture
def scene(removal: Scene) -> Scene:
    removal.phone.use_code(CODE)
    removal.again()
    return removal


def test_an_old_epoch_is_not_taken_again(scene: Scene, record_property: Record) -> None:
    hear_of_it(scene, the_truth)

    said = say_under(scene, vault.naming(vault.as_it_was(scene.vault)))

    record(record_property, scene, "old epoch after a removal", said)
    assert said == "epoch-rolled-back"
    must_write_on(scene)


def test_a_removed_phone_cannot_write_on(scene: Scene, record_property: Record) -> None:
    hear_of_it(scene, the_truth)

    said = say_under(scene, log.showing(log.with_more(scene.head + 1, *scene.laptop.unsent())))

    record(record_property, scene, "removed device writes on", said)
    assert said == "closed-device-wrote"
    must_write_on(scene)


def test_hiding_a_removal_is_found_out(scene: Scene, record_property: Record) -> None:
    hear_of_it(scene, the_truth)

    said = say_under(scene, vault.naming(vault.without_closings))

    record(record_property, scene, "hide that a device was removed", said)
    assert said == "bad-certificate"
    must_write_on(scene)


def test_another_older_root_is_found_out(scene: Scene, record_property: Record) -> None:
    said = hear_of_it(scene, vault.naming(vault.with_histories(bytes(60))))

    record(record_property, scene, "bad history", said)
    assert said == "bad-history"
    scene.phone.use_code(CODE)
    scene.phone.restart()
    must_write_on(scene)


def test_a_removal_reaches_phones_that_stay(scene: Scene) -> None:
    assert hear_of_it(scene, the_truth) is None

    assert scene.tablet.sync() is None
    assert scene.phone.canonical() == scene.tablet.canonical()
    assert not scene.phone.notes().keys() & {a_note(20)["id"], a_note(21)["id"]}


def test_a_removal_answered_with_less_is_found_out(scene: Scene) -> None:
    tablet, laptop = scene.tablet.phone, scene.laptop.device.hex()
    lie = in_reply_to("/api/epochs", vault.naming(vault.without_device(laptop)))

    with scene.server.lying(lie), pytest.raises(DeviceWithheld):
        tablet.remove_device(
            scene.phone.device.hex(), scene.tablet.code, Passphrase(PASSPHRASE), RecoveryCode(CODE)
        )

    assert tablet.found == "device-withheld"
    assert laptop in {device.id.hex() for device in tablet.devices()}


def in_reply_to(path: str, lie: Lie) -> Lie:
    """A liar that tells the truth to all other requests."""
    return lambda asked, honest: lie(asked, honest) if asked.is_a("POST", path) else honest(asked)


def hear_of_it(scene: Scene, lie: Lie) -> str | None:
    """The phone pulls, is opened with the new code, and pulls again; the first problem that it names."""
    with scene.server.lying(lie):
        said = scene.phone.sync()
        scene.phone.use_code(CODE_AFTER)
        return said or scene.phone.restart() or scene.phone.sync()


def say_under(scene: Scene, lie: Lie) -> str | None:
    with scene.server.lying(lie):
        return scene.phone.sync()


def record(record_property: Record, scene: Scene, lie: str, said: str | None) -> None:
    record_property("lie", [lie, scene.phone.kind, said or "nothing"])
