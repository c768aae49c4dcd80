"""Nothing that axe finds, nothing cut, nothing too small to hit: on every screen, in every size and light."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

from tests.app.builds import LOOK_FOR_UPDATE, another_build
from tests.app.flows import arrive
from tests.app.phones import PIXEL, Chromium, wait_for
from tests.app.places import ROOT, Place
from tests.app.said import say
from tests.app.screens import every_screen

AXE = (ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
SEEN = Path(__file__).with_name("seen.js").read_text()
DRAWN = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
OF_WHAT_IS_DRAWN = ["color-contrast", "scrollable-region-focusable", "link-in-text-block"]
RUN = "(rules) => axe.run({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) })"
TEXT_SIZE = "(size) => document.documentElement.style.setProperty('font-size', size)"


@dataclass(frozen=True)
class Look:
    """How a screen is looked at: in CSS px, in which light, with text how large.

    whole: by every rule of axe. Names, roles and order are the same in every light and with larger text; what
    is drawn is not.
    """

    name: str
    size: tuple[int, int] = (390, 844)
    light: Literal["light", "dark"] = "light"
    text: str = ""
    whole: bool = False


LOOKS = (
    Look("phone, light", whole=True),
    Look("phone, dark", light="dark"),
    Look("320 px wide", size=(320, 640)),
    Look("desktop", size=(1280, 800), light="dark", whole=True),
    Look("text twice as large", text="200%"),
)


def test_axe_finds_nothing_on_any_screen(browser: Any, origin: str, tmp_path: Path) -> None:
    context = browser.new_context(**PIXEL, reduced_motion="reduce")
    phone = Chromium(context.new_page())

    found, names = [], []
    for name, page in every_screen(phone, origin, tmp_path):
        names.append(name)
        found += [f"{name}, {what}" for what in seen_in_every_look(page)]

    context.close()
    assert len(names) == len(set(names)) > 40
    assert not found, f"{len(found)} found:\n" + "\n".join(found)


def test_axe_finds_nothing_where_an_update_waits(browser: Any, place: Place, tmp_path: Path) -> None:
    phone = Chromium(browser.new_context(**PIXEL).new_page())
    arrive(phone, place.origin)
    phone.page.reload()
    place.deploy(another_build(tmp_path, "b0b0b0b0b0b0"))
    assert phone.script(LOOK_FOR_UPDATE) == "waits"
    wait_for(phone, say("update.ready"))

    found = list(seen_in_every_look(phone.page))

    phone.close()
    assert not found, "\n".join(found)


def seen_in_every_look(page: Page) -> Iterator[str]:
    """What is found in each look; the page is left as it was."""
    was = page.viewport_size
    assert was is not None
    for look in LOOKS:
        page.set_viewport_size({"width": look.size[0], "height": look.size[1]})
        page.emulate_media(color_scheme=look.light)
        page.evaluate(TEXT_SIZE, look.text)
        rules = None if look.whole else OF_WHAT_IS_DRAWN
        yield from (f"{look.name}: {what}" for what in problems_of(page, rules))
    page.set_viewport_size(was)
    page.emulate_media(color_scheme="light")
    page.evaluate(TEXT_SIZE, "")


def problems_of(page: Page, rules: list[str] | None = None) -> Iterator[str]:
    """What axe and our own eye find on the screen as it stands. rules: of axe; all of them if None."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate(DRAWN)
    for violation in page.evaluate(RUN, rules)["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
    yield from page.evaluate(f"() => {{ {SEEN} }}")
