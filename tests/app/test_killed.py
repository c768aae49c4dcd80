"""A tab that ends at any moment of a save: the entry is whole or still on the screen, never twice."""

from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.app.flows import CALM, answer_all_at_once, arrive, choose
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for, wait_until
from tests.app.said import say
from tests.app.stored import envelopes, stored

STOPS = Path(__file__).with_name("stops.js").read_text()


# A save takes the same steps whatever is answered: a few answers are tapped, so that many steps are tried.
TAPPED = dict(islice(CALM["daily"].items(), 3))


@pytest.mark.promise(3)
def test_a_tab_killed_at_every_await_loses_and_doubles_nothing(browser: Any, origin: str) -> None:
    context = browser.new_context(**PIXEL)
    arrive(Chromium(context.new_page()), origin)
    context.add_init_script(STOPS)
    phone = opened(context, origin)
    stop_at = 0
    reached_the_end = False

    while not reached_the_end:
        stop_at += 1
        reached_the_end = save_but_stop(phone, stop_at)
        phone.page.close(run_before_unload=False)
        phone = opened(context, origin)
        entries, drafts = count(phone)
        assert entries + drafts == stop_at, f"stopped at step {stop_at}: lost, or there twice"
        if drafts:
            go_on_and_save(phone)
        assert count(phone) == (stop_at, 0), f"stopped at step {stop_at}: what was tapped could not be saved"

    assert stop_at > 5, "a save of so few steps is not the real one"
    context.close()


def opened(context: Any, origin: str) -> Chromium:
    phone = Chromium(context.new_page())
    phone.open(origin + "/")
    wait_for(phone, say("today.daily"))
    return phone


def save_but_stop(phone: Chromium, stop_at: int) -> bool:
    """Answer, tap Save, and stop the tab where it waits at that step; whether it got to the end."""
    tap(phone, say("today.daily"))
    wait_for(phone, say("app.back"))
    answer_all_at_once(phone)
    for link_id, code in TAPPED.items():
        choose(phone, link_id, code)
    ask_until(lambda: is_at_rest(phone), "the answers were never kept")
    phone.script("window.steps.stopAt = window.steps.taken + given[0]", stop_at)
    tap(phone, say("check.save"))
    stopped = "window.steps.taken >= window.steps.stopAt"
    ask_until(
        lambda: phone.script(
            f"return {stopped} || document.body.innerText.includes(given[0])", say("today.saved.sub")
        ),
        "the save neither ended nor stopped",
    )
    return not phone.script(f"return {stopped}")


def is_at_rest(phone: Chromium) -> bool:
    """Whether the page waits for nothing, and has not for a while: the last tap is on the disk."""
    return bool(
        phone.script(
            """const before = window.steps.taken
            await new Promise((go) => setTimeout(go, 250))
            return window.steps.pending === 0 && window.steps.taken === before"""
        )
    )


def count(phone: Chromium) -> tuple[int, int]:
    """Entries, and drafts beside them."""
    kept = stored(phone)
    return len(envelopes(kept)), len(kept["databases"]["plumbline/drafts"])


def go_on_and_save(phone: Chromium) -> None:
    """What was tapped before the tab died is still chosen; saving it is one more tap."""
    tap(phone, say("today.go-on"))
    wait_until(
        phone,
        """const checked = [...document.querySelectorAll('input:checked')]
        const chosen = checked.map((one) => `${one.name}=${one.value}`)
        return given[0].every((answer) => chosen.includes(answer))""",
        [f"{link_id}={code}" for link_id, code in TAPPED.items()],
        wanted="the answers that were tapped",
    )
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))
