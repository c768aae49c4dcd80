"""The whole day by keyboard alone: answer, save, read, amend, remove, lock; the focus is always seen."""

from pathlib import Path
from typing import Any

from tests.app.flows import CALM, arrive, daily_check, displayed
from tests.app.phones import Chromium, ask_until, wait_for
from tests.app.said import CHECKLISTS, say
from tests.app.screens import TELLING_NOTE
from tests.app.stored import envelopes, stored

TABS_MAX = 80
LONGER_THAN_A_TAP_TAKES_TO_MOVE_ON = "await new Promise((go) => setTimeout(go, 250))"
FOCUSED = Path(__file__).with_name("focused.js").read_text()


class Keyboard:
    """Someone with a keyboard alone. Each Tab looks at where the focus is and whether it can be seen."""

    def __init__(self, phone: Chromium) -> None:
        self.page = phone.page

    def focused(self) -> dict[str, Any]:
        return dict(self.page.evaluate(f"() => {{ {FOCUSED} }}"))

    def must_stand_at(self, name: str) -> None:
        """The focus moves once what it moves to is drawn: a moment after its words can be seen."""
        ask_until(
            lambda: self.focused()["name"] == name, f"no focus at {name!r}", lambda: str(self.focused())
        )

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def tab(self) -> dict[str, Any]:
        self.press("Tab")
        now = self.focused()
        if not now["isBody"]:
            assert now["hasRing"], f"no ring around {now['name']!r}"
            assert now["isInView"], f"{now['name']!r} has the focus out of sight"
            assert not now["isCovered"], f"{now['name']!r} has the focus behind a bar"
        return now

    def tab_to(self, name: str) -> None:
        """Tab until something whose name begins so has the focus."""
        seen = []
        for _ in range(TABS_MAX):
            now = self.tab()
            if now["name"].startswith(name):
                return
            seen.append(now["name"])
        raise AssertionError(f"no Tab leads to {name!r}; they led to {seen}")

    def go(self, name: str) -> None:
        self.tab_to(name)
        self.press("Enter")

    def answer(self, link_id: str, code: str) -> None:
        """Tab into the question, then arrows to the answer, which chooses on the way and moves nowhere."""
        for _ in range(TABS_MAX):
            if self.focused()["group"] == link_id:
                break
            self.tab()
        self.press("Space")
        for _ in range(9):
            if self.focused()["value"] == code:
                break
            self.press("ArrowDown")
        assert self.page.locator(f'input[name="{link_id}"]:checked').get_attribute("value") == code
        assert self.focused()["group"] == link_id


def test_a_whole_check_is_answered_one_by_one_by_keyboard(phone: Chromium, origin: str) -> None:
    keyboard = at_home(phone, origin)
    keyboard.go(say("today.daily"))
    wait_for(phone, say("check.one-hint"))
    items = CHECKLISTS["daily"]["item"]

    for place, item in enumerate(items, start=1):
        last = item["answerOption"][-1]["code"]
        wait_for(phone, say("check.place", place=place, all=len(items)))
        keyboard.answer(item["linkId"], last)
        phone.script(LONGER_THAN_A_TAP_TAKES_TO_MOVE_ON)
        wait_for(phone, say("check.place", place=place, all=len(items)))
        if place < len(items):
            keyboard.go(say("check.next"))
    keyboard.go(say("check.save"))
    wait_for(phone, say("act-now.danger-to-someone.title"))
    keyboard.must_stand_at(say("act-now.danger-to-someone.title"))
    keyboard.go(say("act-now.not-yet"))
    wait_for(phone, say("today.saved.sub"))

    assert len(envelopes(stored(phone))) == 1


def test_a_whole_check_is_answered_at_once_by_keyboard(phone: Chromium, origin: str) -> None:
    keyboard = at_home(phone, origin)
    keyboard.go(say("today.daily"))
    wait_for(phone, say("check.one-hint"))
    keyboard.go(say("check.all-at-once"))

    for link_id, code in CALM["daily"].items():
        keyboard.answer(link_id, code)
    keyboard.go(say("note.add"))
    phone.page.locator("#note").wait_for()
    phone.page.keyboard.type(TELLING_NOTE)
    keyboard.go(say("check.save"))
    wait_for(phone, say("pause.title"))
    keyboard.go(say("pause.keep"))
    wait_for(phone, say("today.saved.sub"))

    assert len(envelopes(stored(phone))) == 1


def test_an_entry_is_read_amended_removed_by_keyboard(phone: Chromium, origin: str) -> None:
    keyboard = at_home(phone, origin)
    daily_check(phone)
    wait_for(phone, say("today.locked"))
    keyboard.go(say("today.unlock"))
    wait_for(phone, say("unlock.phone-alone"))
    keyboard.go(say("unlock.open"))
    wait_for(phone, say("journal.search"))

    keyboard.go(say("journal.checklist.daily"))
    wait_for(phone, displayed("daily-energy", CALM["daily"]["daily-energy"]))
    keyboard.go(say("entry.amend"))
    wait_for(phone, say("entry.save"))
    first = CHECKLISTS["daily"]["item"][0]
    keyboard.tab()
    keyboard.press("ArrowDown")
    keyboard.go(say("entry.save"))
    wait_for(phone, first["answerOption"][1]["display"])
    wait_for(phone, say("entry.versions.one", count=1))
    keyboard.go(say("entry.remove"))
    wait_for(phone, say("entry.removed.title"))
    keyboard.must_stand_at(say("journal.undo"))
    keyboard.press("Enter")
    wait_for(phone, say("entry.amend"))

    keyboard.go(say("lock.now"))
    keyboard.must_stand_at(say("cover.go-on"))
    keyboard.press("Enter")
    wait_for(phone, say("today.locked"))


def at_home(phone: Chromium, origin: str) -> Keyboard:
    arrive(phone, origin)
    wait_for(phone, say("today.daily"))
    return Keyboard(phone)
