"""The shell: starts with the server dead, keeps nothing of the API, asks no third party, breaks no policy."""

import hashlib
import json
import struct
import subprocess
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.app.flows import arrive, daily_check
from tests.app.phones import PIXEL, Chromium, tap, wait_for, wait_until
from tests.app.places import BUILT_APP, ROOT, Place
from tests.app.said import say
from tests.app.screens import every_screen
from tests.bench.sizes import first_scripts, kilobytes

MANIFEST = json.loads((BUILT_APP / "manifest.webmanifest").read_text())
PAGE = (BUILT_APP / "index.html").read_text()
SHORTCUTS = {"/check/daily": "check.title.daily", "/check/after-session": "check.title.after-session"}
TELL_VIOLATIONS = """addEventListener('securitypolicyviolation', (event) =>
  console.error('violation of', event.effectiveDirective, event.blockedURI, event.sourceFile))"""

FIRST_KILOBYTES_MAX = 60  # product.md: JavaScript before the first check-in can be answered, compressed

# The walk passes a push service that is not sent to: the browser itself tells that the server said so.
NOT_SENT_TO = (
    "Failed to load resource: the server responded with a status of 422 (UNPROCESSABLE ENTITY) "
    "{{'url': '{origin}/api/nudges/subscription'"
)


@pytest.mark.promise(1)
def test_the_app_starts_with_the_server_dead(phone: Chromium, place: Place) -> None:
    arrive(phone, place.origin)
    place.stop()
    phone.page.close()
    later = Chromium(phone.page.context.new_page())

    later.open(place.origin + "/")
    daily_check(later)

    wait_for(later, say("today.locked"))


@pytest.mark.promise(1)
def test_every_room_opens_with_the_server_dead(phone: Chromium, place: Place) -> None:
    arrive(phone, place.origin)
    rooms = phone.script("return [...document.querySelectorAll('nav a')].map((one) => one.pathname)")
    place.stop()

    for room in [*rooms, "/unlock", "/check/daily"]:
        phone.open(place.origin + room)
        wait_until(phone, "return document.querySelector('main h1') !== null", wanted=room)

    assert len(set(rooms)) >= 5


def test_a_walk_through_all_breaks_no_policy(browser: Any, origin: str, tmp_path: Path) -> None:
    context = browser.new_context(**PIXEL, reduced_motion="reduce")
    context.add_init_script(TELL_VIOLATIONS)
    said: list[str] = []
    asked: list[str] = []
    context.on(
        "console", lambda one: said.append(f"{one.text} {one.location}") if one.type == "error" else None
    )
    context.on("weberror", lambda one: said.append(f"{one.error} {one.error.stack}"))
    context.on("request", lambda one: asked.append(one.url))
    phone = Chromium(context.new_page())

    for _ in every_screen(phone, origin, tmp_path):
        pass

    context.close()
    refused = NOT_SENT_TO.format(origin=origin)
    assert [one for one in said if not one.startswith(refused)] == []
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((origin, "blob:" + origin, "data:"))] == []


def test_nothing_of_the_api_is_kept_in_caches(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    phone.page.reload()
    phone.script("for (const path of ['version', 'docs']) await (await fetch(`/api/${path}`)).text()")
    phone.open(origin + "/api/docs")

    kept = phone.script(
        """const urls = []
        for (const name of await caches.keys())
          for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname)
        return urls"""
    )

    assert "/" in kept
    assert [path for path in kept if path.startswith("/api")] == []


def test_an_unknown_asset_is_no_page(origin: str) -> None:
    status, headers, _ = get(origin, "/assets/x.js")

    assert status == 404
    assert "html" not in headers["Content-Type"]


def test_the_rescue_page_works_without_the_app(phone: Chromium, place: Place, tmp_path: Path) -> None:
    arrive(phone, place.origin)
    daily_check(phone)
    place.deploy(without_scripts(tmp_path))

    phone.script("for (const name of await caches.keys()) await caches.delete(name)")
    phone.open(place.origin + "/recover.html")
    phone.page.get_by_text("1 sealed change is stored").wait_for()
    with phone.page.expect_download() as coming:
        phone.page.locator("#save").click()

    assert coming.value.path().stat().st_size > 500


def without_scripts(folder: Path) -> Path:
    """A release whose scripts were lost: the page, the rescue page, and nothing else."""
    left = folder / "left"
    left.mkdir()
    for name in ("index.html", "recover.html", "recover.js", "recover.css"):
        (left / name).write_bytes((BUILT_APP / name).read_bytes())
    return left


def test_the_manifest_keeps_its_frozen_identity() -> None:
    assert (MANIFEST["id"], MANIFEST["scope"], MANIFEST["start_url"]) == ("/", "/", "/")
    assert MANIFEST["display"] == "standalone"
    assert {one["url"] for one in MANIFEST["shortcuts"]} == set(SHORTCUTS)
    assert {"192x192", "512x512"} <= {one["sizes"] for one in MANIFEST["icons"] if one["purpose"] == "any"}
    assert any(one["purpose"] == "maskable" for one in MANIFEST["icons"])
    for icon in MANIFEST["icons"]:
        if icon["type"] == "image/png":
            assert icon["sizes"] == "{}x{}".format(*png_of(icon["src"])[:2])


@pytest.mark.parametrize("url", SHORTCUTS)
def test_each_shortcut_opens_its_check(phone: Chromium, origin: str, url: str) -> None:
    phone.open(origin + url)

    wait_for(phone, say(SHORTCUTS[url]))
    phone.page.get_by_role("heading", level=1, name=say(SHORTCUTS[url])).wait_for()
    phone.page.get_by_role("radio").first.wait_for()


def test_an_iphone_gets_an_opaque_touch_icon() -> None:
    assert 'rel="apple-touch-icon" href="/icons/apple-touch-icon.png"' in PAGE
    width, height, colour_type = png_of("/icons/apple-touch-icon.png")

    assert (width, height) == (180, 180)
    assert colour_type == 2, "not plain red, green, blue: it may be transparent"


def test_the_page_may_be_zoomed_and_has_its_bar() -> None:
    for forbidden in ("user-scalable", "maximum-scale", "black-translucent"):
        assert forbidden not in PAGE


def test_settings_tell_the_build_that_is_served(phone: Chromium, origin: str) -> None:
    _, _, body = get(origin, "/api/version")
    phone.open(origin + "/")
    tap(phone, say("tabs.settings"))
    tap(phone, say("about.title"))

    build = phone.page.locator("meta[name=build]").get_attribute("content")

    assert json.loads(body)["build"] == build
    wait_for(phone, f"build {build}")


def test_two_clean_builds_give_the_same_bytes(tmp_path: Path) -> None:
    builds = [tmp_path / "one", tmp_path / "two"]
    for folder in builds:
        subprocess.run(
            ["npm", "run", "-s", "build", "--", "--outDir", str(folder), "--emptyOutDir"],
            cwd=ROOT / "pwa", check=True, capture_output=True,
        )  # fmt: skip

    one, two = (hashes(folder) for folder in builds)

    assert len(one) > 20
    assert one == two == hashes(BUILT_APP)


def hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def png_of(url: str) -> tuple[int, int, int]:
    """Width, height and colour type, as the picture's header says (PNG 11.2.1); 2 has no transparency."""
    header = (BUILT_APP / url.lstrip("/")).read_bytes()[:26]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, _depth, colour_type = struct.unpack(">IIBB", header[16:26])
    return width, height, colour_type


def get(origin: str, path: str) -> tuple[int, Any, bytes]:
    connection = HTTPConnection(origin.removeprefix("http://"))
    connection.request("GET", path, headers={"Accept": "text/html, */*"})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def test_the_first_check_asks_for_little_script() -> None:
    assert 0 < kilobytes(first_scripts()) <= FIRST_KILOBYTES_MAX
