"""A server that has photographed the code draws nobody into another journal, and is let into none."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.adversary.node import Node
from tests.adversary.pairing import (
    LettingIn,
    Newcomer,
    PythonNewcomer,
    TypeScriptNewcomer,
    a_box_of,
    openings_in,
    with_another_opening,
    with_box,
    with_box_for_nobody,
    with_box_once_opened,
    without_opening,
)
from tests.adversary.python_phone import PythonPhone
from tests.adversary.scene import Scene

pytestmark = pytest.mark.promise(4)
Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    one = Node()
    yield one
    one.stop()


@pytest.fixture
def newcomer(scene: Scene, node: Node, tmp_path: Path) -> Newcomer:
    """A new phone of the kind under test."""
    if scene.phone.kind == PythonPhone.kind:
        return PythonNewcomer(tmp_path / "new.sqlite")
    return TypeScriptNewcomer(node)


def test_a_phone_is_let_in_when_digits_agree(scene: Scene, newcomer: Newcomer) -> None:
    letting_in = LettingIn(scene.phone, newcomer.announce(scene.server.origin))

    shown, seen = newcomer.compare(), letting_in.compare()
    letting_in.confirm()

    assert shown == seen
    assert newcomer.enter() is None
    assert len(scene.ask("vault")["devices"]) == 4


def test_another_box_shows_other_digits(scene: Scene, newcomer: Newcomer, record_property: Record) -> None:
    link = newcomer.announce(scene.server.origin)
    letting_in = LettingIn(scene.tablet, link)

    with scene.server.lying(with_box(a_box_of(scene.cleo, link))):
        shown, seen = newcomer.compare(), letting_in.compare()
        record_property("lie", ["a box of the server's own", scene.phone.kind, "other digits"])

    assert all(digits is not None and digits.isdecimal() for digits in (shown, seen))
    assert shown != seen


def test_no_box_is_taken_after_the_first(scene: Scene, newcomer: Newcomer, record_property: Record) -> None:
    link = newcomer.announce(scene.server.origin)
    letting_in = LettingIn(scene.tablet, link)
    shown = newcomer.compare()

    with scene.server.lying(with_box_once_opened(a_box_of(scene.cleo, link))):
        said = newcomer.enter()
        record_property("lie", ["another box, once opened", scene.phone.kind, said])

    assert shown == letting_in.compare()
    assert said == "bad-pairing-box"
    assert len(scene.ask("vault")["devices"]) == 3


def test_nothing_is_shown_before_a_box_opens(scene: Scene, newcomer: Newcomer) -> None:
    LettingIn(scene.tablet, newcomer.announce(scene.server.origin))

    with scene.server.lying(with_box_for_nobody()):
        said = newcomer.compare()

        assert said == "bad-pairing-box"
        assert openings_in(scene.server.heard) == []


def test_another_opening_is_named(scene: Scene, tmp_path: Path, record_property: Record) -> None:
    newcomer = PythonNewcomer(tmp_path / "new.sqlite")
    letting_in = LettingIn(scene.phone, newcomer.announce(scene.server.origin))
    newcomer.compare()

    with scene.server.lying(with_another_opening()):
        said = letting_in.compare()
        record_property("lie", ["another opening", scene.phone.kind, said])

    assert said == "bad-pairing-opening"


def test_an_opening_kept_back_ends_with_the_code(scene: Scene, tmp_path: Path) -> None:
    newcomer = PythonNewcomer(tmp_path / "new.sqlite")
    letting_in = LettingIn(scene.tablet, newcomer.announce(scene.server.origin))
    newcomer.compare()

    with scene.server.lying(without_opening()):
        waiting = [letting_in.compare() for _ in range(3)]
        with closing(sqlite3.connect(scene.server.database)) as database:
            database.execute("UPDATE pairing SET expires_at = 0")
            database.commit()
        over = letting_in.compare()

    assert waiting == [None, None, None]
    assert over == "no-such-pairing"
    assert newcomer.enter() == "no-such-pairing"
