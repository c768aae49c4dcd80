"""Turning sync on and letting a phone in by keyboard alone; the focus is always seen."""

from sync.client import Server
from sync.core import Parts
from sync.welcome import Guest
from tests.app.flows import arrive
from tests.app.phones import Chromium, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import PASSPHRASE, lock_journal
from tests.app.test_keyboard import Keyboard


def test_sync_and_pairing_go_by_keyboard_alone(phone: Chromium, sync_place: Place) -> None:
    arrive(phone, sync_place.origin)
    lock_journal(phone)
    keyboard = Keyboard(phone)

    keyboard.go(say("tabs.settings"))
    wait_for(phone, say("sync.title"))
    keyboard.go(say("sync.title"))
    wait_for(phone, say("sync.off"))
    keyboard.go(say("sync.on"))
    wait_for(phone, say("sync-on.name"))
    write_into(keyboard, say("sync-on.name"), "mara")
    keyboard.go(say("sync.on"))
    give_passphrase(keyboard)
    wait_for(phone, say("sync-on.done"))

    keyboard.tab_to(say("sync.copy"))
    let_in_by_keyboard(keyboard, phone, sync_place)


def let_in_by_keyboard(keyboard: Keyboard, phone: Chromium, place: Place) -> None:
    guest = Guest(Server(place.origin), Parts())
    link = guest.announce()
    keyboard.go(say("add-phone.title"))
    wait_for(phone, say("scan.title"))
    write_into(keyboard, say("add-phone.paste.label"), link)
    keyboard.go(say("add-phone.paste.go"))
    give_passphrase(keyboard)
    wait_for(phone, say("add-phone.waiting"))
    guest.digits()
    wait_for(phone, say("pair.compare.old"))
    keyboard.go(say("pair.no"))
    wait_for(phone, say("add-phone.refused"))


def write_into(keyboard: Keyboard, label: str, text: str) -> None:
    keyboard.tab_to(label)
    keyboard.page.keyboard.type(text)


def give_passphrase(keyboard: Keyboard) -> None:
    keyboard.page.locator("#passphrase").wait_for()
    write_into(keyboard, say("unlock.passphrase"), PASSPHRASE)
    keyboard.press("Enter")
