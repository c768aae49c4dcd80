"""Nothing that axe finds, nothing cut, nothing too small to hit: on every screen, in every size and light."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.app.phones import PIXEL, Chromium
from tests.app.places import ROOT
from tests.app.screens import every_screen

AXE = (ROOT / "pwa" / "node_modules" / "axe-core" / "axe.min.js").read_text()
SEEN = Path(__file__).with_name("seen.js").read_text()
DRAWN = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
LARGE_TEXT = "document.documentElement.style.setProperty('font-size', '200%')"

KINDS: dict[str, dict[str, Any]] = {
    "phone, light": {**PIXEL, "color_scheme": "light"},
    "phone, dark": {**PIXEL, "color_scheme": "dark"},
    "320 px wide": {"viewport": {"width": 320, "height": 640}},
    "desktop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "text twice as large": {"viewport": {"width": 390, "height": 844}},
}


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_any_screen(browser: Any, origin: str, kind: str, tmp_path: Path) -> None:
    context = browser.new_context(**KINDS[kind], reduced_motion="reduce")
    phone = Chromium(context.new_page())

    found, names = [], []
    for name, page in every_screen(phone, origin, tmp_path):
        names.append(name)
        if kind == "text twice as large":
            page.evaluate(LARGE_TEXT)
        found += [f"{name}: {what}" for what in problems_of(page)]

    context.close()
    assert len(names) == len(set(names)) > 40
    assert not found, f"{len(found)} found:\n" + "\n".join(found)


def problems_of(page: Page) -> Iterator[str]:
    """What axe and our own eye find on the screen as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    page.evaluate(DRAWN)
    for violation in page.evaluate("axe.run()")["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:160]} {node['failureSummary']}"
    yield from page.evaluate(f"() => {{ {SEEN} }}")
