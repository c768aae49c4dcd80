"""A phone for measuring: Chromium with a real disk, slowed, each run a new page as if from the icon."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.app.phones import CHROMIUM_ARGUMENTS, PIXEL, Chromium

SLOWED = 4
RUNS = 5
STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text()


class SlowPhone:
    """One profile on the disk; nothing but the service worker's cache and IndexedDB outlives a page."""

    def __init__(self, context: Any, origin: str) -> None:
        self.context = context
        self.origin = origin
        self.context.set_default_timeout(120_000)
        self.context.add_init_script(f"{{ {STOPWATCH} }}")

    def at(self, origin: str) -> "SlowPhone":
        """The same browser at another address of the place: it has nothing there, as a phone that is new."""
        other = copy(self)
        other.origin = origin
        return other

    @contextmanager
    def page(self, slowed: int = SLOWED) -> Iterator[Page]:
        """A new page, its worker asleep until it is asked for."""
        page = self.context.new_page()
        session = self.context.new_cdp_session(page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        slow(session, slowed)
        yield page
        page.close()

    def open(self, page: Page, path: str) -> Chromium:
        page.goto(self.origin + path)
        return Chromium(page)

    def median_ms(self, one_run: Any, slowed: int = SLOWED, runs: int = RUNS) -> float:
        """`one_run` gives milliseconds of one new page."""

        def run() -> float:
            with self.page(slowed) as page:
                return float(one_run(page))

        return median(run() for _ in range(runs))

    def run_script(self, page: Page, source: str, call: str) -> Any:
        """Beside the app's own policy on scripts, as a debugger may."""
        session = self.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": source})
        answer = session.send(
            "Runtime.evaluate", {"expression": call, "awaitPromise": True, "returnByValue": True}
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"]["value"]


def slow(session: CDPSession, rate: int) -> None:
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})


@contextmanager
def slow_phone(folder: Path, origin: str) -> Iterator[SlowPhone]:
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder), executable_path="/usr/bin/chromium", args=CHROMIUM_ARGUMENTS, **PIXEL
        )
        yield SlowPhone(context, origin)
        context.close()
