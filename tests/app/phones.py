"""Real browsers as phones: Chromium, Firefox and WebKitGTK behind one small interface.

Chromium is driven by playwright, Firefox by WebDriver BiDi over its own socket, WebKitGTK by WebDriver.
A test that must hold everywhere uses `open`, `script`, `tap`, `wait_for`; what only one engine offers
(throttling, passkeys, crashes) uses that engine's own driver.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, Protocol

import websocket
from playwright.sync_api import Page, sync_playwright
from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService

# Of two such lists Chromium takes the last: what playwright asks for comes again. The omnibox draws two pages
# of its own for each window, which nobody sees: a quarter of all work.
FEATURES_OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding",
    "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
]  # fmt: skip
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
]  # fmt: skip
PIXEL: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
PATIENCE_S = 60  # for a busy machine: what comes sooner is not waited for

# What a person can press, found by the words on it, the whole of them first: the same in every engine.
PRESSABLE = """
const wordsOn = (one) => one.textContent.replace(/\\s+/g, ' ').trim()
const pressable = (said) => {
  const all = [...document.querySelectorAll('button, a, label, summary')].filter((one) =>
    one.checkVisibility() && !one.disabled && wordsOn(one).startsWith(said))
  return all.find((one) => wordsOn(one) === said) ?? all[0]
}
"""
# Found and pressed in one: between two looks it may give way to what is drawn anew. With a finger, and not by
# a click alone: a journal that nobody touches for five minutes locks itself.
PRESS = """
const found = pressable(given[0])
found?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
found?.click()
return Boolean(found)
"""

# What the app tells the browser's log of what nobody foresaw, for engines that tell tests nothing of it.
HEAR = """
window.heard = []
const tell = console.error
console.error = (...said) => {
  window.heard.push(...said.map((one) => [one, one?.stack, one?.cause].join(' ')))
  tell(...said)
}
"""


class Phone(Protocol):
    """A browser with the app in it."""

    name: str

    def open(self, address: str) -> None: ...

    def script(self, body: str, *given: Any) -> Any:
        """Run `body` as an async function of the page with `given` as its arguments; its JSON result."""
        ...

    def close(self) -> None: ...


def tap(phone: Phone, said: str) -> None:
    """Press the button, link or answer that begins with these words, as soon as it is there."""
    wait_until(phone, PRESSABLE + PRESS, said, wanted=f"something to press: {said!r}")


def wait_for(phone: Phone, text: str) -> None:
    """Wait until these words stand on the screen."""
    wait_until(phone, "return document.body.innerText.includes(given[0])", text, wanted=f"the words {text!r}")


def wait_until(phone: Phone, question: str, *given: Any, wanted: str) -> None:
    """Ask the page until it says yes."""
    ask_until(
        lambda: phone.script(question, *given), f"{phone.name} never showed {wanted}", lambda: seen_on(phone)
    )


def ask_until(question: Callable[[], Any], failure: str, seen: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not question():
        if time.monotonic() > deadline:
            raise AssertionError(f"{failure}; it shows:\n{seen()}")
        Event().wait(0.05)


def seen_on(phone: Phone) -> str:
    seen: list[str] = phone.script(
        "return [location.pathname, document.body.innerText, ...(window.heard ?? [])]"
    )
    return "\n".join(seen)


class Chromium:
    """A page of Chromium; `page` is playwright's, for what only Chromium offers."""

    name = "chromium"

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def script(self, body: str, *given: Any) -> Any:
        return self.page.evaluate(f"async (given) => {{ {body} }}", list(given))

    def close(self) -> None:
        self.page.context.close()


@contextmanager
def chromium() -> Iterator[Any]:
    """Playwright's browser, Debian's Chromium inside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Firefox:
    """Firefox through WebDriver BiDi (w3.org/TR/webdriver-bidi), with nothing in between."""

    name = "firefox"
    preferences: ClassVar = {
        "datareporting.policy.dataSubmissionEnabled": False,
        "app.update.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
    }

    def __init__(self, **more: object) -> None:
        """more: preferences by name, their dots written `__`."""
        self.profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        given = self.preferences | {name.replace("__", "."): value for name, value in more.items()}
        lines = (f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in given.items())
        (self.profile / "user.js").write_text("".join(lines))
        self.process = subprocess.Popen(
            ["firefox-esr", "--headless", "--no-remote", "--profile", str(self.profile),
             "--remote-debugging-port", "0"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.socket = websocket.create_connection(
            f"{self._address()}/session", timeout=60, suppress_origin=True
        )
        self.sent = 0
        self._say("session.new", capabilities={})
        self.context = self._say("browsingContext.getTree")["contexts"][0]["context"]
        self._say("browsingContext.setViewport", context=self.context, viewport=PIXEL["viewport"])

    def _address(self) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            if found := re.search(r"ws://\S+", line):
                return found.group()
        raise AssertionError("Firefox ended before it listened")

    def _say(self, method: str, **params: Any) -> dict[str, Any]:
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.sent:
                if answer["type"] == "error":
                    raise AssertionError(f"{method}: {answer['error']}: {answer['message']}")
                return dict(answer["result"])

    def open(self, address: str) -> None:
        self._say("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def script(self, body: str, *given: Any) -> Any:
        answer = self._say(
            "script.evaluate",
            expression=f"(async (given) => JSON.stringify((await (async () => {{ {body} }})()) ?? null))"
            f"({json.dumps(given)})",
            target={"context": self.context}, awaitPromise=True,
        )  # fmt: skip
        if answer["type"] == "exception":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def close(self) -> None:
        self.socket.close()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


class WebKit:
    """WebKitGTK, of Safari's family, on a screen of its own (xvfb)."""

    name = "webkit"

    def __init__(self) -> None:
        self.screen, display = a_screen()
        options = WebKitOptions()
        options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
        options.add_argument("--automation")
        service = WebKitService("/usr/bin/WebKitWebDriver", env=os.environ | {"DISPLAY": display})
        self.driver = webdriver.WebKitGTK(options=options, service=service)
        self.driver.set_script_timeout(60)
        self.driver.set_window_size(*PIXEL["viewport"].values())

    def open(self, address: str) -> None:
        self.driver.get(address)
        self.script(HEAR)

    def script(self, body: str, *given: Any) -> Any:
        said = self.driver.execute_async_script(
            "const given = JSON.parse(arguments[0]), done = arguments[1];"
            f"(async () => {{ {body} }})()"
            ".then((it) => done(JSON.stringify([it ?? null])), (error) => done(String(error)))",
            json.dumps(given),
        )
        if not said.startswith("["):
            raise AssertionError(said)
        return json.loads(said)[0]

    def close(self) -> None:
        self.driver.quit()
        self.screen.kill()
        self.screen.wait()


def a_screen() -> tuple[subprocess.Popen[bytes], str]:
    """An X server of our own, on a display number it picks itself."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as said:
        return server, f":{said.readline().strip()}"
