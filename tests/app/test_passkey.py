"""Fingerprint or face: a passkey with the PRF extension opens the journal (PROTOCOL 3.3), in a real Chromium.

`origin` is where the built app is served, `chromium` a running browser; the authenticator is simulated by the browser.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

PASSPHRASE = "seven herons over still water"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Phone:
    """A phone at the app, with a fingerprint reader that `has_prf` or cannot hold secrets."""

    def __init__(self, page: Page, origin: str, has_prf: bool) -> None:
        self.page = page
        self.origin = origin
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.authenticator = self.add_authenticator(has_prf)

    def add_authenticator(self, has_prf: bool) -> str:
        options = {"options": {**AUTHENTICATOR, "hasPrf": has_prf}}
        answer = self.cdp.send("WebAuthn.addVirtualAuthenticator", options)
        return str(answer["authenticatorId"])

    def lose_passkeys(self) -> None:
        self.cdp.send("WebAuthn.clearCredentials", {"authenticatorId": self.authenticator})

    def go(self, path: str) -> None:
        self.page.goto(self.origin + path)

    def make_recovery_code(self) -> str:
        page = self.page
        self.go("/settings/recovery-code")
        page.wait_for_selector(".paper li")
        groups = page.eval_on_selector_all(".paper li", "all => all.map(li => li.lastChild.textContent)")
        page.get_by_role("button", name="I have it on paper").click()
        for field in page.locator(".asked > div").all():
            number = int(re.sub(r"\D", "", field.locator("label").inner_text()))
            field.locator("input").fill(groups[number - 1])
        page.get_by_role("button", name="Confirm").click()
        page.wait_for_url("**/settings/locks")
        return "-".join(groups)

    def add_passkey(self) -> None:
        self.go("/settings/passkey")
        self.page.get_by_role("button", name="Add it").click()

    def lock_kinds(self) -> list[str]:
        kinds = self.page.evaluate(
            """() => new Promise((give, fail) => {
                const opening = indexedDB.open('plumbline')
                opening.onerror = () => fail(opening.error)
                opening.onsuccess = () => {
                    const all = opening.result.transaction('locks').objectStore('locks').getAll()
                    all.onsuccess = () => { opening.result.close(); give(all.result.map(lock => lock.kind).sort()) }
                }
            })"""
        )
        return list(kinds)

    def open_by_passkey(self) -> None:
        self.go("/unlock")
        self.page.get_by_role("button", name="Open with fingerprint or face").click()

    def expect_open(self) -> None:
        expect(self.page.get_by_role("button", name="Lock", exact=True)).to_be_visible()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_a_passkey_opens_what_it_locked(page: Page, origin: str) -> None:
    alma = Phone(page, origin, has_prf=True)
    alma.make_recovery_code()

    alma.add_passkey()
    page.wait_for_url("**/settings/locks")
    alma.open_by_passkey()

    alma.expect_open()
    assert alma.lock_kinds() == ["passkey", "recovery"]


def test_no_passkey_before_a_confirmed_recovery_code(page: Page, origin: str) -> None:
    alma = Phone(page, origin, has_prf=True)

    alma.go("/settings/passkey")

    expect(page.get_by_role("link", name="Make a recovery code")).to_be_visible()
    expect(page.get_by_role("button", name="Add it")).to_have_count(0)


def test_a_passkey_without_secrets_changes_nothing(page: Page, origin: str) -> None:
    alma = Phone(page, origin, has_prf=False)
    alma.make_recovery_code()

    alma.add_passkey()

    expect(page.get_by_role("alert").filter(has_text="cannot hold a key")).to_be_visible()
    assert alma.lock_kinds() == ["device", "recovery"]


def test_a_lost_passkey_leaves_the_recovery_code(page: Page, origin: str) -> None:
    alma = Phone(page, origin, has_prf=True)
    code = alma.make_recovery_code()
    alma.add_passkey()
    page.wait_for_url("**/settings/locks")
    alma.lose_passkeys()
    # With none left a real phone shows a sheet that the person closes; the simulated one asks to be told.
    alma.cdp.send(
        "WebAuthn.setUserVerified", {"authenticatorId": alma.authenticator, "isUserVerified": False}
    )

    alma.open_by_passkey()
    expect(page.get_by_role("alert").filter(has_text="did not confirm")).to_be_visible()
    page.get_by_role("button", name="Use your recovery code").click()
    page.get_by_label("Recovery code").fill(code.lower())
    page.get_by_role("button", name="Open", exact=True).click()

    alma.expect_open()
    assert alma.lock_kinds() == ["passkey", "recovery"]


def test_locking_blanks_the_screen_at_once(page: Page, origin: str) -> None:
    alma = Phone(page, origin, has_prf=True)
    alma.make_recovery_code()
    alma.add_passkey()
    page.wait_for_url("**/settings/locks")
    alma.open_by_passkey()
    alma.expect_open()
    page.evaluate(
        """() => addEventListener('click', (tap) => {
            const from = performance.now()
            requestAnimationFrame(() => setTimeout(() => { window.blankMs = performance.now() - from }))
        }, { capture: true, once: true })"""
    )

    page.get_by_role("button", name="Lock", exact=True).click()

    expect(page.locator("body")).to_have_text(re.compile(r"^\s*Tap to go on\s*$"))
    assert page.evaluate("window.blankMs") < 100


def test_a_passphrase_takes_the_way_of_the_worker(page: Page, origin: str) -> None:
    alma = Phone(page, origin, has_prf=True)
    alma.go("/settings/passphrase")
    page.get_by_label("Your passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Set this passphrase").click()
    page.wait_for_url("**/settings/recovery-code")
    alma.make_recovery_code()
    alma.go("/unlock")

    page.get_by_label("Passphrase").fill("another one altogether")
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is not the passphrase")).to_be_visible()
    expect(page.get_by_text("You can try again in")).to_have_count(0, timeout=5000)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")

    alma.expect_open()
