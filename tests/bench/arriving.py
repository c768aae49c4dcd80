"""A new phone in the app: from the tap that signs in to the list of all entries, by another's snapshot."""

from statistics import median

from playwright.sync_api import Page

from tests.app.flows import arrive, type_into, unlock_by_passphrase
from tests.app.phones import Chromium, tap
from tests.app.places import Place
from tests.app.said import say
from tests.app.syncing import register
from tests.bench.phone import SlowPhone
from tests.bench.table import Measure

PHONES = 3
# The page taps Read it as soon as that is offered: nobody's hand is in the time.
TIME = """async ([arrived, list]) => {
  const began = await new Promise((go) =>
    addEventListener('click', () => go(performance.now()), { capture: true, once: true }))
  await stopwatch.untilShown('a', arrived)
  const here = performance.now();
  [...document.querySelectorAll('a')].find((one) => one.textContent.includes(arrived)).click()
  return { here: here - began, list: (await stopwatch.untilShown(list)) - began }
}"""
# They take longer than a test has patience.
SYNCED = r"/Synced \d\d:\d\d/.test(document.body.innerText)"
GIVEN = "(await (await fetch('/api/vault')).json()).snapshot"
PAUSE = "await new Promise((go) => setTimeout(go, 1000))"
LIST = ".list li > button"


def measures(phone: SlowPhone, place: Place, passphrase: str) -> list[Measure]:
    """`phone` has the journal, locked so, and its place is running: it turns sync on, and others come."""
    handle = give(phone, passphrase)
    runs = [
        new_phone(phone.at(f"http://phone-{number}.localhost:{place.port}"), handle, passphrase)
        for number in range(PHONES)
    ]
    here, list_, stretched = (median(column) for column in zip(*runs, strict=True))
    return [
        Measure("new phone: sign-in tap to list, without Argon2id", list_ - stretched, "ms", 3000),
        Measure("  until it says that the journal is here", here - stretched, "ms"),
        Measure("  Argon2id, 64 MiB by design, in a worker not slowed", stretched, "ms"),
    ]


def give(phone: SlowPhone, passphrase: str) -> str:
    """Every change sent, and a snapshot on the server: the handle."""
    with phone.page(slowed=1) as page:
        opened = phone.open(page, "/")
        handle = register(opened, passphrase=passphrase)
        page.evaluate(f"async () => {{ while (!({SYNCED})) {PAUSE} }}")
        unlock_by_passphrase(opened, passphrase)
        page.evaluate(f"async () => {{ while (!({GIVEN})) {PAUSE} }}")
    return handle


def new_phone(phone: SlowPhone, handle: str, passphrase: str) -> tuple[float, float, float]:
    """Milliseconds until the journal is said to be here, until its list shows, and of Argon2id in both."""
    with phone.page(slowed=1) as page:
        arrive(Chromium(page), phone.origin)
    with phone.page() as page:
        opened = phone.open(page, "/")
        tap(opened, say("today.have-one"))
        type_into(opened, "#handle", handle)
        type_into(opened, "#secret", passphrase)
        return timed(page)


def timed(page: Page) -> tuple[float, float, float]:
    page.evaluate(f"given => void (window.took = ({TIME})(given))", [say("arriving.read"), LIST])
    page.get_by_role("button", name=say("sign-in.title"), exact=True).tap()
    took = page.evaluate("window.took")
    return took["here"], took["list"], page.evaluate("stopwatch.stretchedMs")
