"""The whole browser dies by SIGKILL in the middle of a save: the entry is there whole, or the draft is."""

import random
from threading import Event

import pytest

from tests.app.flows import CALM, answer_all_at_once, arrive, choose
from tests.app.phones import PRESSABLE, Chromium, tap, wait_for, wait_until
from tests.app.profiles import Profile
from tests.app.said import say
from tests.app.stored import envelopes, rested, stored
from tests.app.test_two_tabs import believed

KILLS = 8
SAVE_AND_TIME = (
    PRESSABLE
    + """const from = performance.now()
pressable(given[0]).click()
while (!document.body.innerText.includes(given[1])) await new Promise((go) => setTimeout(go))
return performance.now() - from"""
)


@pytest.mark.promise(3)
def test_a_killed_browser_keeps_entry_or_draft(profile: Profile, origin: str) -> None:
    chance = random.Random(20261123)
    phone = profile.start()
    arrive(phone, origin)
    answer_whole(phone)
    usual_s = phone.script(SAVE_AND_TIME, say("check.save"), say("today.saved.sub")) / 1000

    for kill in range(KILLS):
        answer_whole(phone)
        tap_save_without_waiting(phone)
        moment = usual_s * 1.5 * (kill + chance.random()) / KILLS
        Event().wait(moment)
        profile.kill()
        phone = profile.start()
        phone.open(origin + "/")
        wait_for(phone, say("today.daily"))

        entries, drafts = count(phone)
        assert entries + drafts == kill + 2, f"killed after {moment:.3f} s: lost, or there twice"
        if drafts:
            go_on_and_save(phone)
        assert count(phone) == (kill + 2, 0)

    assert len(believed(phone)) == KILLS + 1


def count(phone: Chromium) -> tuple[int, int]:
    kept = stored(phone)
    return len(envelopes(kept)), len(kept["databases"]["plumbline/drafts"])


def answer_whole(phone: Chromium) -> None:
    tap(phone, say("today.daily"))
    answer_all_at_once(phone)
    for link_id, code in CALM["daily"].items():
        choose(phone, link_id, code)
    rested(phone)


def tap_save_without_waiting(phone: Chromium) -> None:
    phone.script(PRESSABLE + "setTimeout(() => pressable(given[0]).click())", say("check.save"))


def go_on_and_save(phone: Chromium) -> None:
    tap(phone, say("today.go-on"))
    wait_until(
        phone,
        """const radios = [...document.querySelectorAll('input:checked')]
        const chosen = radios.map((one) => `${one.name}=${one.value}`)
        return given[0].every((answer) => chosen.includes(answer))""",
        [f"{link_id}={code}" for link_id, code in CALM["daily"].items()],
        wanted="the answers that were tapped",
    )
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))
