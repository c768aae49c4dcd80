"""A new version waits for the person's tap, never mixes with the old one, and a broken one never arrives."""

from pathlib import Path

from playwright.sync_api import Page

from tests.app.builds import LOOK_FOR_UPDATE, another_build, the_build_id, write
from tests.app.flows import answer_all_at_once, arrive, choose, daily_check, open_journal
from tests.app.phones import Chromium, tap, wait_for, wait_until
from tests.app.places import BUILT_APP, Place
from tests.app.said import say

NEXT = "b0b0b0b0b0b0"
NOW = the_build_id((BUILT_APP / "index.html").read_text())
CACHES = "return (await caches.keys()).sort()"
WORKERS = """const { installing, waiting, active } = await navigator.serviceWorker.getRegistration()
return [installing, waiting, active, navigator.serviceWorker.controller].map((worker) => worker?.state)"""
COUNT_LOOKS = """window.looks = 0
const update = ServiceWorkerRegistration.prototype.update
ServiceWorkerRegistration.prototype.update = function () { window.looks += 1; return update.call(this) }"""
UNHEARD = """const listen = ServiceWorker.prototype.addEventListener
ServiceWorker.prototype.addEventListener = function (kind, ...more) {
  if (kind !== 'statechange') listen.call(this, kind, ...more)
}"""
SHOW = "() => document.dispatchEvent(new Event('visibilitychange'))"


def test_a_new_version_waits_for_one_tap(phone: Chromium, place: Place, tmp_path: Path) -> None:
    arrive(phone, place.origin)
    phone.page.reload()
    tap(phone, say("today.daily"))
    wait_for(phone, say("check.one-hint"))
    answer_all_at_once(phone)
    choose(phone, "daily-steady", "mostly")
    choose(phone, "daily-energy", "little")
    place.deploy(another_build(tmp_path, NEXT))

    assert phone.script(LOOK_FOR_UPDATE) == "waits"
    wait_for(phone, say("update.ready"))
    assert build_of(phone.page) == NOW
    loads = count_loads(phone.page)
    change_over(phone)
    for answer in ("mostly", "little"):
        wait_until(
            phone, "return Boolean(document.querySelector(given[0]))", f'input[value="{answer}"]:checked',
            wanted=f"the answer {answer!r} that was tapped before",
        )  # fmt: skip

    assert loads == ["load"], "not exactly one reload"
    assert phone.script(CACHES) == [f"shell {NEXT}"]


def test_an_open_page_never_mixes_two_versions(phone: Chromium, place: Place, tmp_path: Path) -> None:
    arrive(phone, place.origin)
    phone.page.reload()
    daily_check(phone)
    place.deploy(another_build(tmp_path, NEXT))
    assert phone.script(LOOK_FOR_UPDATE) == "waits"
    place.stop()

    open_journal(phone)
    tap(phone, say("tabs.settings"))
    tap(phone, say("about.title"))
    wait_for(phone, NOW)
    phone.page.reload()
    wait_for(phone, say("update.ready"))

    assert build_of(phone.page) == NOW
    assert phone.script(CACHES) == sorted([f"shell {NEXT}", f"shell {NOW}"])


def test_a_version_that_does_not_take_over_is_offered_again(
    phone: Chromium, place: Place, tmp_path: Path
) -> None:
    arrive(phone, place.origin)
    phone.page.reload()
    place.deploy(another_build(tmp_path, NEXT))
    assert phone.script(LOOK_FOR_UPDATE) == "waits"
    phone.script("ServiceWorker.prototype.postMessage = () => undefined")

    with phone.page.expect_event("load"):
        tap(phone, say("update.now"))
    assert build_of(phone.page) == NOW
    change_over(phone)


def test_a_version_unheard_of_is_found_when_shown_again(
    phone: Chromium, place: Place, tmp_path: Path
) -> None:
    phone.page.add_init_script(UNHEARD)
    arrive(phone, place.origin)
    phone.page.reload()
    wait_for(phone, say("today.daily"))
    place.deploy(another_build(tmp_path, NEXT))
    assert phone.script(LOOK_FOR_UPDATE, True) == "waits"
    before = phone.page.get_by_text(say("update.ready")).count()

    phone.page.evaluate(SHOW)

    wait_for(phone, say("update.ready"))
    assert before == 0, "heard of without being shown"


def test_a_tampered_file_keeps_the_old_version(phone: Chromium, place: Place, tmp_path: Path) -> None:
    arrive(phone, place.origin)
    tampered = another_build(tmp_path, NEXT)
    file = next((tampered / "assets").glob("About-*.js"))
    write(file, file.read_text() + " ")
    place.deploy(tampered)

    assert phone.script(LOOK_FOR_UPDATE) is None
    place.stop()
    phone.page.reload()
    daily_check(phone)

    assert build_of(phone.page) == NOW
    assert phone.script(CACHES) == [f"shell {NOW}"]


def test_changed_headers_reach_an_installed_phone(phone: Chromium, place: Place, tmp_path: Path) -> None:
    arrive(phone, place.origin)
    phone.page.reload()
    before = policy_of(phone.page)
    # Another import map is another hash in the page's policy.
    place.deploy(another_build(tmp_path, NEXT, extra='<script type="importmap">{"imports":{}}</script>'))

    assert phone.script(LOOK_FOR_UPDATE) == "waits"
    change_over(phone)
    after = policy_of(phone.page)

    assert after.startswith("default-src 'none'")
    assert after != before


def test_a_look_for_updates_when_shown_is_throttled(phone: Chromium, origin: str) -> None:
    phone.page.add_init_script(COUNT_LOOKS)
    phone.page.clock.install()
    arrive(phone, origin)
    wait_for(phone, say("today.daily"))

    phone.page.evaluate(SHOW)
    assert phone.page.evaluate("window.looks") == 0
    phone.page.clock.fast_forward("15:01")
    for _ in range(3):
        phone.page.evaluate(SHOW)

    assert phone.page.evaluate("window.looks") == 1


def change_over(phone: Chromium) -> None:
    """One tap, one reload, and the next version."""
    with phone.page.expect_event("load"):
        tap(phone, say("update.now"))
    assert build_of(phone.page) == NEXT, f"workers: {phone.script(WORKERS)}"


def build_of(page: Page) -> str:
    return str(page.locator("meta[name=build]").get_attribute("content"))


def policy_of(page: Page) -> str:
    """The policy that a page opened now would obey, from the worker's cache."""
    with page.expect_response("**/") as coming:
        page.goto(page.url)
    assert coming.value.from_service_worker
    return str(coming.value.header_value("content-security-policy"))


def count_loads(page: Page) -> list[str]:
    loads: list[str] = []
    page.on("load", lambda _: loads.append("load"))
    return loads
