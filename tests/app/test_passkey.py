"""Fingerprint or face: a passkey with the PRF extension opens the journal (PROTOCOL 3.3), in a real Chromium.

The fingerprint reader is simulated by the browser; locks, worker and header set are the real ones.
"""

import re
from typing import Any

from playwright.sync_api import expect

from tests.app.phones import Chromium, ask_until

PASSPHRASE = "seven herons over still water"
READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
LOCK_KINDS = """() => new Promise((give, fail) => {
    const opening = indexedDB.open('plumbline')
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => {
        const all = opening.result.transaction('locks').objectStore('locks').getAll()
        all.onsuccess = () => {
            opening.result.close()
            give(all.result.map(lock => lock.kind).sort())
        }
    }
})"""


class WithReader:
    """A phone at the app, with a fingerprint reader whose passkeys hold secrets, or not."""

    def __init__(self, phone: Chromium, origin: str, *, has_prf: bool = True) -> None:
        self.page = phone.page
        self.origin = origin
        self.cdp = self.page.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        options = {"options": {**READER, "hasPrf": has_prf}}
        self.reader: str = self.cdp.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"]

    def lose_passkeys(self) -> None:
        self.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.reader})

    def go(self, path: str) -> None:
        self.page.goto(self.origin + path)

    def make_recovery_code(self) -> str:
        page = self.page
        self.go("/settings/recovery-code")
        page.wait_for_selector(".paper li")
        groups = page.eval_on_selector_all(".paper li", "all => all.map(li => li.lastChild.textContent)")
        page.get_by_role("button", name="I have it on paper").click()
        expect(page.locator(".asked > div")).to_have_count(2)
        for field in page.locator(".asked > div").all():
            number = int(re.sub(r"\D", "", field.locator("label").inner_text()))
            field.locator("input").fill(groups[number - 1])
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url("**/settings/locks")
        return "-".join(groups)

    def add_passkey(self) -> None:
        self.go("/settings/passkey")
        self.page.get_by_role("button", name="Add it").click()

    def lock_kinds(self) -> Any:
        return self.page.evaluate(LOCK_KINDS)

    def open_by_passkey(self) -> None:
        self.go("/unlock")
        self.page.get_by_role("button", name="Open with fingerprint or face").click()

    def expect_open(self) -> None:
        expect(self.page.get_by_role("button", name="Lock", exact=True)).to_be_visible()

    def opens_by_enter(self) -> bool:
        if not self.is_open():
            self.page.keyboard.press("Enter")
        return self.is_open()

    def is_open(self) -> bool:
        return self.page.get_by_role("button", name="Lock", exact=True).is_visible()


def test_a_passkey_opens_what_it_locked(phone: Chromium, origin: str) -> None:
    alma = WithReader(phone, origin)
    alma.make_recovery_code()

    alma.add_passkey()
    alma.page.wait_for_url("**/settings/locks")
    alma.open_by_passkey()

    alma.expect_open()
    assert alma.lock_kinds() == ["passkey", "recovery"]


def test_no_passkey_before_a_confirmed_recovery_code(phone: Chromium, origin: str) -> None:
    alma = WithReader(phone, origin)

    alma.go("/settings/passkey")

    expect(alma.page.get_by_role("link", name="Make a recovery code")).to_be_visible()
    expect(alma.page.get_by_role("button", name="Add it")).to_have_count(0)


def test_a_passkey_without_secrets_changes_nothing(phone: Chromium, origin: str) -> None:
    alma = WithReader(phone, origin, has_prf=False)
    alma.make_recovery_code()

    alma.add_passkey()

    expect(alma.page.get_by_role("alert").filter(has_text="cannot hold a key")).to_be_visible()
    assert alma.lock_kinds() == ["device", "recovery"]


def test_a_lost_passkey_leaves_the_recovery_code(phone: Chromium, origin: str) -> None:
    alma = WithReader(phone, origin)
    code = alma.make_recovery_code()
    alma.add_passkey()
    alma.page.wait_for_url("**/settings/locks")
    alma.lose_passkeys()

    alma.open_by_passkey()
    expect(alma.page.get_by_role("alert").filter(has_text="did not confirm")).to_be_visible()
    alma.page.get_by_role("button", name="Use your recovery code").click()
    alma.page.get_by_label("Recovery code").fill(code.lower())
    alma.page.get_by_role("button", name="Open", exact=True).click()

    alma.expect_open()
    assert alma.lock_kinds() == ["passkey", "recovery"]


def test_locking_blanks_the_screen_at_once(phone: Chromium, origin: str) -> None:
    alma = WithReader(phone, origin)
    alma.make_recovery_code()
    alma.add_passkey()
    alma.page.wait_for_url("**/settings/locks")
    alma.open_by_passkey()
    alma.expect_open()
    alma.page.evaluate(
        """() => addEventListener('click', (tap) => {
            const from = performance.now()
            requestAnimationFrame(() => setTimeout(() => { window.blankMs = performance.now() - from }))
        }, { capture: true, once: true })"""
    )

    alma.page.get_by_role("button", name="Lock", exact=True).click()

    expect(alma.page.locator("body")).to_have_text(re.compile(r"^\s*Tap to go on\s*$"))
    # Measured once it is drawn, which is after it stands there.
    alma.page.wait_for_function("window.blankMs !== undefined")
    assert alma.page.evaluate("window.blankMs") < 100


def test_a_passphrase_takes_the_way_of_the_worker(phone: Chromium, origin: str) -> None:
    alma = WithReader(phone, origin)
    alma.go("/settings/passphrase")
    alma.page.get_by_label("Your passphrase").fill(PASSPHRASE)
    alma.page.get_by_role("button", name="Set this passphrase").click()
    alma.page.wait_for_url("**/settings/recovery-code")
    alma.make_recovery_code()
    alma.go("/unlock")

    alma.page.get_by_label("Passphrase").fill("another one altogether")
    alma.page.keyboard.press("Enter")
    expect(alma.page.get_by_text("That is not the passphrase")).to_be_visible()
    expect(alma.page.get_by_text("You can try again in")).to_have_count(0)
    alma.page.get_by_label("Passphrase").fill(PASSPHRASE)
    # The wait may not have been told yet: until it is over, Enter opens nothing.
    ask_until(alma.opens_by_enter, "the passphrase never opened it")

    alma.expect_open()
