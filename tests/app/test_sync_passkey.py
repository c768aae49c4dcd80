"""A passkey signs a second phone in: no handle, no passphrase, one look at the reader (PROTOCOL 3.3, 9.2)."""

from playwright.sync_api import expect

from tests.app.flows import arrive
from tests.app.phones import Chromium, tap, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import open_sync, save_check_with, see_note, sync_now, type_name
from tests.app.test_passkey import WithReader

NOTE = "Written on the phone before."


def test_a_passkey_signs_in_where_nothing_is_stored(phone: Chromium, sync_place: Place) -> None:
    alma = WithReader(phone, sync_place.origin)
    alma.make_recovery_code()
    alma.add_passkey()
    alma.page.wait_for_url("**/settings/locks")
    turn_on_by_passkey(phone)
    save_check_with(phone, NOTE)
    sync_now(phone)

    forget_everything_but_the_passkey(alma)
    arrive(phone, sync_place.origin)
    expect(alma.page.get_by_text(say("today.new"))).to_be_visible()
    tap(phone, say("today.have-one"))
    tap(phone, say("sign-in.passkey"))
    wait_for(phone, say("arriving.here"))

    see_note(phone, NOTE)


def turn_on_by_passkey(phone: Chromium) -> None:
    open_sync(phone)
    tap(phone, say("sync.on"))
    type_name(phone, "alma")
    tap(phone, say("unlock.passkey"))
    wait_for(phone, say("sync-on.done"))


def forget_everything_but_the_passkey(alma: WithReader) -> None:
    """As on another phone, to which the passkey came by the person's own keychain."""
    alma.page.goto("about:blank")
    storage = {"origin": alma.origin, "storageTypes": "all"}
    alma.cdp.send("Storage.clearDataForOrigin", storage)
