"""Storage that fails is told at once; the answers stay on the screen, and are saved once it works."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.flows import CALM, answer_all_at_once, arrive, choose, write_note
from tests.app.phones import PIXEL, Chromium, tap, wait_for, wait_until
from tests.app.said import say
from tests.app.stored import envelopes, stored

FAILS = Path(__file__).with_name("fails.js").read_text()
ANSWERS = CALM["daily"]
NOTE = "I rushed, and I want to keep this."
GUIDANCE_MS_MAX = 5000


@pytest.fixture
def failing(browser: Any) -> Iterator[Chromium]:
    """A phone without a service worker, whose storage fails when it is told to."""
    context = browser.new_context(**PIXEL, service_workers="block")
    context.add_init_script(FAILS)
    yield Chromium(context.new_page())
    context.close()


@pytest.mark.promise(3)
@pytest.mark.parametrize("way", ["full", "forgetful", "closed"])
def test_a_save_that_fails_is_told_and_kept(failing: Chromium, origin: str, way: str) -> None:
    failing.open(origin + "/")
    answer(failing)
    failing.script("window.failing = given[0]", way)

    tap(failing, say("check.save"))
    wait_for(failing, say("not-saved.title"))

    wait_for(failing, say(f"problem.storage-{way}"))
    wait_for(failing, say("state.problem"))
    stays_and_is_saved_in_the_end(failing)


@pytest.mark.promise(3)
@pytest.mark.parametrize("way", ["missing", "hung", "forgetful", "full"])
def test_storage_that_never_worked_leaves_the_file(failing: Chromium, origin: str, way: str) -> None:
    failing.page.add_init_script(f"window.failing = '{way}'")
    failing.open(origin + "/")
    wait_for(failing, say("boot.title"))
    answer(failing)

    tap(failing, say("check.save"))
    wait_for(failing, say("not-saved.title"))

    wait_for(failing, say(f"problem.storage-{way}"))
    stays_and_is_saved_in_the_end(failing)


@pytest.mark.parametrize("way", ["missing", "hung"])
def test_lockdown_is_explained_within_five_seconds(failing: Chromium, origin: str, way: str) -> None:
    failing.page.add_init_script(
        f"""window.failing = '{way}'
        new MutationObserver(() => {{
          if (document.body?.innerText.includes({json.dumps(say("boot.lockdown"))}))
            window.guidedMs ??= performance.now()
        }}).observe(document, {{ childList: true, subtree: true }})"""
    )

    failing.open(origin + "/")
    wait_for(failing, say("boot.lockdown"))

    wait_for(failing, say(f"problem.storage-{way}"))
    assert failing.script("return window.guidedMs - window.askedMs") < GUIDANCE_MS_MAX


def test_a_full_phone_keeps_what_was_there(failing: Chromium, origin: str) -> None:
    failing.open(origin + "/")
    answer(failing)
    tap(failing, say("check.save"))
    wait_for(failing, say("today.saved.sub"))
    before = envelopes(stored(failing))
    answer(failing)
    failing.script("window.failing = 'full'")

    tap(failing, say("check.save"))
    wait_for(failing, say("not-saved.title"))

    assert envelopes(stored(failing)) == before


@pytest.mark.promise(3)
def test_a_worker_saves_where_the_page_died_twice(browser: Any, origin: str) -> None:
    context = browser.new_context(**PIXEL)
    context.add_init_script(FAILS)
    phone = Chromium(context.new_page())
    arrive(phone, origin)
    answer(phone)
    phone.script("window.failing = 'closed'")

    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))

    phone.script("window.failing = undefined")
    assert saved_and_drafts(phone) == (1, 0)
    context.close()


def answer(phone: Chromium) -> None:
    tap(phone, say("today.daily"))
    answer_all_at_once(phone)
    for link_id, code in ANSWERS.items():
        choose(phone, link_id, code)
    write_note(phone, NOTE)
    wait_for(phone, say("check.answered", answered=len(ANSWERS), all=len(ANSWERS)))


def stays_and_is_saved_in_the_end(phone: Chromium) -> None:
    """Answers on the screen, in a file, and, once storage works again, in exactly one entry."""
    is_on_the_screen(phone)
    with phone.page.expect_download() as downloading:
        phone.page.get_by_role("button", name=say("not-saved.file")).click()
    content = json.loads(Path(downloading.value.path()).read_text())
    assert (content["answers"], content["note"]) == (dict(ANSWERS), NOTE)
    phone.script("document.querySelector('[role=alert]').classList.add('old')")
    tap(phone, say("not-saved.again"))
    told_anew = "return document.querySelector('[role=alert]:not(.old)')?.textContent.includes(given[0])"
    wait_until(phone, told_anew, say("not-saved.again"), wanted="the same told anew")
    is_on_the_screen(phone)

    phone.script("window.failing = undefined")
    tap(phone, say("not-saved.again"))
    wait_for(phone, say("today.saved.sub"))

    assert saved_and_drafts(phone) == (1, 0)


def is_on_the_screen(phone: Chromium) -> None:
    chosen = phone.script(
        "return [...document.querySelectorAll('input:checked')].map(({ name, value }) => [name, value])"
    )
    assert {name: code for name, code in chosen if name != "when"} == ANSWERS
    assert phone.script("return document.querySelector('textarea').value") == NOTE


def saved_and_drafts(phone: Chromium) -> tuple[int, int]:
    kept = stored(phone)
    return len(envelopes(kept)), len(kept["databases"]["plumbline/drafts"])
