"""The month after ten years: from the tap that unlocks to its numbers, and to what was noticed in it."""

from statistics import median

from playwright.sync_api import Page

from tests.app.said import say
from tests.bench.phone import RUNS, SlowPhone
from tests.bench.table import Measure

# A day of this month that has a check: the calendar, and with it every number of the month, stands.
CHECKED = "td.checked"
TIME = """async ([checked, noticed]) => {
  const began = await new Promise((go) =>
    addEventListener('click', () => go(performance.now()), { capture: true, once: true }))
  const month = (await stopwatch.untilShown(checked)) - began
  return [month, (await stopwatch.untilShown('section:not(:has(progress))', noticed)) - began]
}"""


def measures(phone: SlowPhone) -> list[Measure]:
    """`phone` has ten years up to today, and nothing but its own lock."""
    runs: list[tuple[float, float]] = []
    for _ in range(RUNS):
        with phone.page() as page:
            runs.append(unlock(phone, page))
    month, noticed = (median(column) for column in zip(*runs, strict=True))
    return [
        Measure("unlock to month view, from the snapshot", month, "ms", 1500),
        Measure("  until what was noticed in it stands there, in idle time", noticed, "ms"),
    ]


def unlock(phone: SlowPhone, page: Page) -> tuple[float, float]:
    """Milliseconds until the month shows, and until the signals in it do."""
    phone.open(page, "/month")
    page.get_by_role("button", name=say("journal.locked.unlock"), exact=True).tap()
    opener = page.get_by_role("button", name=say("unlock.open"), exact=True)
    opener.wait_for()
    page.evaluate(f"given => void (window.took = ({TIME})(given))", [CHECKED, say("month.signals")])
    opener.tap()
    month, noticed = page.evaluate("window.took")
    return float(month), float(noticed)
