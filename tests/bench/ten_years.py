"""How the app feels after ten years: the times that product.md names, measured inside the page."""

import subprocess
import tempfile
from functools import cache
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from tests.app.flows import CALM, arrive, choose, daily_check, make_recovery_code, set_passphrase, type_into
from tests.app.phones import Chromium, tap, wait_for, wait_until
from tests.app.places import ROOT, Place
from tests.app.said import say
from tests.bench import arriving, months
from tests.bench.phone import SlowPhone, slow_phone
from tests.bench.table import Measure

ENTRIES = 15_000
PWA = ROOT / "pwa"
PASSPHRASE = "five quiet herons by the weir"
SEALING = (
    "three transactions, a lock across tabs and thirteen steps of sealing; the last one waits for the disk"
)
LIST = ".list li > button"


def measures() -> list[Measure]:
    """All of them, from one phone that was filled once."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        try:
            with slow_phone(Path(folder) / "profile", place.origin) as phone:
                fill(phone)
                place.stop()
                alone = [
                    *noticing(phone),
                    *writing(phone),
                    *reading_first(phone),
                    *reading(phone),
                    *months.measures(phone),
                    *searching(phone),
                    *reading_by_passphrase(phone),
                ]
                place.start()
                return [*alone, *arriving.measures(phone, place, PASSPHRASE)]
        finally:
            place.stop()


@cache
def script() -> str:
    """Beside the app, never in it: what fills a phone, and measures what has no screen."""
    with tempfile.TemporaryDirectory() as folder:
        built = ["--config", "build/ten-years.config.ts", "--outDir", folder, "--logLevel", "error"]
        subprocess.run(["node_modules/.bin/vite", "build", *built], cwd=PWA, check=True)
        return (Path(folder) / "ten-years.js").read_text()


def noticing(phone: SlowPhone) -> list[Measure]:
    """What signals cost: all of them once after unlocking, then with each check."""
    with phone.page() as page:
        phone.open(page, "/")
        cost = phone.run_script(page, script(), f"tenYears.notice({{ entries: {ENTRIES} }})")
    return [
        Measure("noticing: one check more, with ten years behind it", cost["saveMs"], "ms", 5),
        Measure("  the longest of a hundred", cost["longestMs"], "ms"),
        Measure("  all of it once, in idle time after unlocking", cost["foldMs"], "ms"),
        Measure("  the longest that it holds up the page at a time", cost["sliceMs"], "ms", 50),
        Measure("  a check of last week amended", cost["recentMs"], "ms"),
        Measure("  the very first check amended: all of it anew, in idle time", cost["amendMs"], "ms"),
    ]


def fill(phone: SlowPhone) -> None:
    """Ten years through the app's own sealing, then a check, so that no question is asked one by one."""
    with phone.page(slowed=1) as page:
        arrive(Chromium(page), phone.origin)
        written = phone.run_script(
            page, script(), f"tenYears.fill({{ entries: {ENTRIES}, endMs: Date.now() }})"
        )
        if written != ENTRIES:
            raise RuntimeError(f"wrote {written} entries")
        page.reload()
        daily_check(Chromium(page))


def reading_first(phone: SlowPhone) -> list[Measure]:
    """The first unlock: every change opened and folded, a snapshot kept."""
    with phone.page() as page:
        opened = unlock(phone, page)
        wait_until(Chromium(page), "return stopwatch.snapshot !== null", wanted="a kept snapshot")
        snapshot = page.evaluate("stopwatch.snapshot")
    return [
        Measure("first unlock, no snapshot yet (shows its progress, can be stopped)", opened, "ms"),
        Measure(
            f"  keeping the snapshot, in idle time ({snapshot['bytes'] / 1e6:.1f} MB)", snapshot["ms"], "ms"
        ),
    ]


def writing(phone: SlowPhone) -> list[Measure]:
    return [
        Measure(
            "icon tap to first answerable item", phone.median_ms(lambda p: first_item(phone, p)), "ms", 1000
        ),
        Measure(
            "icon tap to the start screen", phone.median_ms(lambda p: start_screen(phone, p)), "ms", 1000
        ),
        Measure(
            "save tap to “Saved on this phone”", phone.median_ms(lambda p: save(phone, p)), "ms", 100, SEALING
        ),
        Measure("  the same, not slowed", phone.median_ms(lambda p: save(phone, p), slowed=1), "ms", 100),
    ]


def reading(phone: SlowPhone) -> list[Measure]:
    heaps: list[float] = []

    def opened(page: Page) -> float:
        took = unlock(phone, page)
        heaps.append(heap_megabytes(phone, page))
        return took

    unlocked = phone.median_ms(opened)
    return [
        Measure("unlock to list, from the snapshot", unlocked, "ms", 1500),
        Measure("  memory of the page then", median(heaps), "MB"),
    ]


def searching(phone: SlowPhone) -> list[Measure]:
    with phone.page(slowed=1) as page:
        first, later = search(phone, page)
    with phone.page() as page:
        first_slowed, later_slowed = search(phone, page)
    return [
        Measure("search: letter to results, not slowed", later, "ms", 50),
        Measure("  the first letter, which makes the index", first, "ms"),
        Measure("  letter to results, slowed", later_slowed, "ms"),
        Measure("  the first letter, slowed", first_slowed, "ms"),
    ]


def reading_by_passphrase(phone: SlowPhone) -> list[Measure]:
    with phone.page(slowed=1) as page:
        opened = phone.open(page, "/unlock")
        tap(opened, say("unlock.open"))
        wait_for(opened, say("journal.search"))
        set_passphrase(opened, PASSPHRASE)
        make_recovery_code(opened)
    stretched: list[float] = []

    def opened_by_passphrase(page: Page) -> float:
        type_into(phone.open(page, "/unlock"), "#passphrase", PASSPHRASE)
        took = timed_tap(page, say("unlock.open"), LIST)
        stretched.append(page.evaluate("stopwatch.stretchedMs"))
        return took

    opened_ms = phone.median_ms(opened_by_passphrase)
    return [
        Measure("unlock to list by passphrase, from the snapshot", opened_ms, "ms"),
        Measure("  of it Argon2id, 64 MiB by design, in a worker not slowed", median(stretched), "ms"),
    ]


def first_item(phone: SlowPhone, page: Page) -> float:
    phone.open(page, "/check/daily")
    return float(page.evaluate("stopwatch.untilShown('input[type=radio]:enabled')"))


def start_screen(phone: SlowPhone, page: Page) -> float:
    phone.open(page, "/")
    return float(page.evaluate("said => stopwatch.untilShown('a', said)", say("today.daily")))


def save(phone: SlowPhone, page: Page) -> float:
    """All answered and kept, then Save: from the finger to the words."""
    opened = phone.open(page, "/check/daily")
    for link_id, code in CALM["daily"].items():
        choose(opened, link_id, code)
    wait_until(
        opened, "return document.body.innerText.includes(given[0])", say("state.saved"), wanted="a kept draft"
    )
    return timed_tap(page, say("check.save"), "button, h2", say("today.saved"))


def unlock(phone: SlowPhone, page: Page) -> float:
    phone.open(page, "/unlock")
    page.get_by_role("button", name=say("unlock.open")).wait_for()
    return timed_tap(page, say("unlock.open"), LIST)


def timed_tap(page: Page, said: str, selector: str, words: str = "") -> float:
    page.evaluate("given => void (window.took = stopwatch.fromEvent('click', ...given))", [selector, words])
    page.get_by_role("button", name=said, exact=True).tap()
    return float(page.evaluate("window.took"))


def search(phone: SlowPhone, page: Page) -> tuple[float, float]:
    """The first letter, and the median of those after it."""
    unlock(phone, page)
    field = page.get_by_role("searchbox")
    field.focus()
    took = [letter(page, one) for one in "session"]
    return took[0], median(took[1:])


def letter(page: Page, one: str) -> float:
    # The body is there already: what is timed is the next drawing, with the results in it.
    page.evaluate("() => void (window.took = stopwatch.fromEvent('input', 'body'))")
    page.keyboard.press(one)
    return float(page.evaluate("window.took"))


def heap_megabytes(phone: SlowPhone, page: Page) -> float:
    session = phone.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6
