"""The screens of sync, one after the other, with a second phone in Python where one is needed."""

from collections.abc import Iterator
from pathlib import Path

import cbor2
from playwright.sync_api import Page

from sync.client import Server
from sync.core import Parts
from sync.phone import Phone as PythonPhone
from sync.unlocking import Passphrase
from sync.welcome import Guest
from tests.app.flows import go_back, type_into
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.screens_of_nudges import nudging
from tests.app.syncing import PASSPHRASE, open_sync, sync_now, type_name, wait_synced

Screens = Iterator[tuple[str, Page]]
NO_LOG = cbor2.dumps({"head": 0, "vault": 1, "changes": []}, canonical=True)


def signing_in(phone: Chromium) -> Screens:
    page = phone.page
    tap(phone, say("today.have-one"))
    wait_for(phone, say("sign-in.at-hand"))
    yield "sign in", page
    tap(phone, say("sign-in.recovery"))
    page.locator("#code").wait_for()
    yield "sign in, by recovery code", page
    tap(phone, say("sign-in.show-code"))
    page.locator(".link").wait_for()
    yield "sign in, a code for the other phone", page
    go_back(phone)
    go_back(phone)
    wait_for(phone, say("today.new"))


def sync_on_the_way(phone: Chromium) -> Screens:
    page = phone.page
    open_sync(phone)
    wait_for(phone, say("sync.off"))
    yield "sync, off", page
    tap(phone, say("sync.on"))
    type_into(phone, "#name", "no capitals, please")
    wait_for(phone, say("sync-on.name.signs"))
    yield "sync, a name", page
    type_name(phone, "mara")
    page.locator("#passphrase").wait_for()
    yield "sync, open once more", page
    type_into(phone, "#passphrase", PASSPHRASE)
    tap(phone, say("unlock.open"))
    wait_for(phone, say("sync-on.done"))
    yield "sync, just turned on", page
    tap(phone, say("sync-on.later"))
    wait_synced(phone)
    yield "sync, on", page
    yield from nudging(phone)
    open_sync(phone)
    wait_synced(phone)


def sync_with_others(phone: Chromium, origin: str, folder: Path) -> Screens:
    page = phone.page
    handle = page.locator(".handle").inner_text()
    server = Server(origin)
    python = PythonPhone.sign_in(folder / "python", server, handle, Passphrase(PASSPHRASE), "Laptop")
    python.sync()
    guest = Guest(server, Parts())
    link = guest.announce()
    sync_now(phone)
    tap(phone, say("phones.title"))
    wait_for(phone, "Laptop")
    yield "phones", page
    tap(phone, say("phones.rename"))
    wait_for(phone, say("phones.name.hint"))
    yield "phones, a name", page
    tap(phone, say("phones.name.leave"))
    page.get_by_role("button", name=say("phones.remove.which", name="Laptop")).click()
    wait_for(phone, say("remove.begin"))
    yield "phones, removing one", page
    tap(phone, say("remove.begin"))
    wait_for(phone, say("recovery.written"))
    yield "phones, a new recovery code", page
    open_sync(phone)
    tap(phone, say("add-phone.title"))
    type_into(phone, "#pairing-code", "plumbline")
    wait_for(phone, say("problem.malformed-pairing-link"))
    yield "add a phone", page
    type_into(phone, "#pairing-code", link)
    tap(phone, say("add-phone.paste.go"))
    type_into(phone, "#passphrase", PASSPHRASE)
    yield "add a phone, open once more", page
    tap(phone, say("unlock.open"))
    wait_for(phone, say("add-phone.waiting"))
    yield "add a phone, a moment", page
    guest.digits()
    wait_for(phone, say("pair.compare.old"))
    yield "add a phone, compare", page
    tap(phone, say("pair.no"))
    wait_for(phone, say("add-phone.refused"))
    yield "add a phone, refused", page
    yield from sync_that_stopped(phone)
    tap(phone, say("sync-off.title"))
    wait_for(phone, say("delete.begin"))
    yield "sync, leaving", page
    tap(phone, say("delete.begin"))
    wait_for(phone, say("delete.go"))
    yield "sync, deleting the account", page


def sync_that_stopped(phone: Chromium) -> Screens:
    page = phone.page
    open_sync(phone)
    page.route("**/api/changes?*", lambda route: route.fulfill(content_type="application/cbor", body=NO_LOG))
    tap(phone, say("sync.now"))
    wait_for(phone, say("alarm.title"))
    yield "sync, stopped", page
    page.unroute("**/api/changes?*")
    tap(phone, say("alarm.again"))
    wait_synced(phone)
