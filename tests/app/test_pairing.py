"""A second phone is let in by a code on its screen: scanned by a real camera's way, or pasted."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sync.client import Refused, Server
from sync.core import Parts
from sync.welcome import Guest
from tests.app.films import a_film_of
from tests.app.flows import arrive, type_into
from tests.app.phones import CHROMIUM_ARGUMENTS, PIXEL, Chromium, ask_until, tap, wait_for, wait_until
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import (
    PASSPHRASE,
    lock_journal,
    open_sync,
    save_check_with,
    see_note,
    sync_now,
    turn_sync_on,
)
from tests.app.test_axe import problems_of

NOTE = "Written before the second phone came."
DIGITS = r"return document.body.innerText.match(/\b\d{3} \d{3}\b/)?.[0]"


@pytest.fixture
def newcomer(browser: Any) -> Iterator[Chromium]:
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


@pytest.fixture
def filming(browser: Any, tmp_path: Path) -> Iterator[Chromium]:
    """A phone whose camera sees `film.y4m`, which the test makes."""
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}",
    ]
    started = browser.browser_type.launch(
        executable_path="/usr/bin/chromium", args=[*CHROMIUM_ARGUMENTS, *camera]
    )
    with closing(started):
        yield Chromium(started.new_context(**PIXEL).new_page())


def with_a_journal(phone: Chromium, place: Place) -> None:
    arrive(phone, place.origin)
    lock_journal(phone)
    turn_sync_on(phone)
    save_check_with(phone, NOTE)
    # By itself it is sent a moment later: a phone that is let in before that would not have it.
    sync_now(phone)


def show_code(newcomer: Chromium, place: Place) -> str:
    """On the new phone, from the first screen: the link of the code it shows."""
    arrive(newcomer, place.origin)
    tap(newcomer, say("today.have-one"))
    tap(newcomer, say("sign-in.show-code"))
    wait_until(newcomer, "return Boolean(document.querySelector('.link'))", wanted="a code")
    return str(newcomer.script("return document.querySelector('.link').textContent"))


def digits_on(phone: Chromium) -> str:
    found: list[str] = []
    ask_until(lambda: found.append(phone.script(DIGITS)) or found[-1], "no digits to compare")
    return found[-1]


def say_yes(phone: Chromium, newcomer: Chromium) -> None:
    """The digits are the same: on the old phone, then on the new one, which joined nothing until then."""
    tap(phone, say("pair.yes"))
    wait_for(phone, say("add-phone.let-in"))
    assert digits_on(newcomer)
    tap(newcomer, say("pair.yes"))
    wait_for(newcomer, say("arriving.here"))


def let_in(phone: Chromium, link: str) -> None:
    """On the old phone, while the new one waits: up to the digits."""
    put_box(phone, link)
    wait_for(phone, say("pair.compare.old"))


def put_box(phone: Chromium, link: str) -> None:
    """On the old phone: the code pasted, the passphrase given."""
    open_sync(phone)
    tap(phone, say("add-phone.title"))
    type_into(phone, "#pairing-code", link)
    tap(phone, say("add-phone.paste.go"))
    open_once_more(phone)


def open_once_more(phone: Chromium) -> None:
    type_into(phone, "#passphrase", PASSPHRASE)
    tap(phone, say("unlock.open"))


def test_a_pasted_code_lets_a_phone_in(phone: Chromium, newcomer: Chromium, sync_place: Place) -> None:
    with_a_journal(phone, sync_place)
    link = show_code(newcomer, sync_place)

    let_in(phone, link)
    seen = digits_on(phone), digits_on(newcomer)
    found = list(problems_of(newcomer.page))
    say_yes(phone, newcomer)

    assert seen[0] == seen[1]
    assert found == []
    see_note(newcomer, NOTE)


def test_a_scanned_code_lets_a_phone_in(
    filming: Chromium, newcomer: Chromium, sync_place: Place, tmp_path: Path
) -> None:
    with_a_journal(filming, sync_place)
    link = show_code(newcomer, sync_place)
    code = newcomer.script("const svg = document.querySelector('.code svg'); return svg.outerHTML")
    a_film_of(code, tmp_path / "film.y4m")

    open_sync(filming)
    tap(filming, say("add-phone.title"))
    tap(filming, say("scan.start"))
    open_once_more(filming)
    wait_for(filming, say("pair.compare.old"))
    seen = digits_on(filming), digits_on(newcomer)
    say_yes(filming, newcomer)

    assert re.fullmatch(r"plumbline:pair/1/[\w-]{64}", link)
    assert seen[0] == seen[1]
    see_note(newcomer, NOTE)


def test_a_no_lets_nobody_in(phone: Chromium, newcomer: Chromium, sync_place: Place) -> None:
    with_a_journal(phone, sync_place)
    link = show_code(newcomer, sync_place)
    let_in(phone, link)

    tap(phone, say("pair.no"))
    wait_for(phone, say("add-phone.refused"))

    wait_for(newcomer, say("problem.no-such-pairing"))
    tap(newcomer, say("pair.again"))
    wait_for(newcomer, say("sign-in.at-hand"))


def test_a_no_on_the_new_phone_joins_nothing(phone: Chromium, newcomer: Chromium, sync_place: Place) -> None:
    with_a_journal(phone, sync_place)
    let_in(phone, show_code(newcomer, sync_place))
    digits_on(newcomer)

    tap(phone, say("pair.yes"))
    tap(newcomer, say("pair.no"))

    wait_for(newcomer, say("pair.differ"))
    tap(newcomer, say("pair.again"))
    wait_for(newcomer, say("sign-in.at-hand"))


def test_waiting_for_the_new_phone_can_be_stopped(phone: Chromium, sync_place: Place) -> None:
    with_a_journal(phone, sync_place)
    guest = Guest(Server(sync_place.origin), Parts())
    put_box(phone, guest.announce())
    wait_for(phone, say("add-phone.waiting"))

    tap(phone, say("add-phone.stop"))

    wait_for(phone, say("add-phone.refused"))
    with pytest.raises(Refused, match="no-such-pairing"):
        guest.digits()


def test_another_opening_lets_nobody_in(phone: Chromium, sync_place: Place) -> None:
    with_a_journal(phone, sync_place)
    guest = Guest(Server(sync_place.origin), Parts())
    put_box(phone, guest.announce())
    wait_for(phone, say("add-phone.waiting"))

    guest.server.put_opening(guest.pairing.code.id, bytes(32), bytes(16))

    wait_for(phone, say("problem.bad-pairing-opening"))
    tap(phone, say("add-phone.again"))
    wait_for(phone, say("scan.title"))


def test_the_code_is_easy_to_scan_on_a_small_screen(newcomer: Chromium, sync_place: Place) -> None:
    newcomer.page.set_viewport_size({"width": 320, "height": 568})
    show_code(newcomer, sync_place)

    modules, width = newcomer.script(
        "const svg = document.querySelector('.code svg');"
        "return [svg.viewBox.baseVal.width, svg.getBoundingClientRect().width]"
    )

    assert modules == 37 + 2 * 4
    assert width / modules >= 4
