"""What a person does with the app, each in one call, alike in every engine."""

from collections.abc import Mapping

from tests.app.phones import Phone, tap, wait_for, wait_until
from tests.app.said import CHECKLISTS, say

CALM = {
    checklist: {
        item["linkId"]: next(one["code"] for one in item["answerOption"] if one["ordinal"] == 0)
        for item in CHECKLISTS[checklist]["item"]
    }
    for checklist in CHECKLISTS
}
ALARMING = {
    checklist: {item["linkId"]: item["answerOption"][-1]["code"] for item in CHECKLISTS[checklist]["item"]}
    for checklist in CHECKLISTS
}


def arrive(phone: Phone, origin: str) -> None:
    """The first visit: from here on the app needs no server."""
    phone.open(origin + "/")
    wait_until(
        phone,
        "const ready = await navigator.serviceWorker.ready; return ready.active?.state === 'activated'",
        wanted="a service worker",
    )


def choose(phone: Phone, link_id: str, code: str) -> None:
    """Tap one answer, as soon as it is asked."""
    answer = f'input[name="{link_id}"][value="{code}"]'
    wait_until(phone, "return Boolean(document.querySelector(given[0]))", answer, wanted=answer)
    phone.script(
        """const radio = document.querySelector(given[0])
        radio.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }))
        radio.click()""",
        answer,
    )


def answer_all_at_once(phone: Phone) -> None:
    """All questions on one screen, for a person who knows them."""
    if phone.script("return document.body.innerText.includes(given[0])", say("check.all-at-once")):
        tap(phone, say("check.all-at-once"))


def daily_check(phone: Phone, answers: Mapping[str, str] = CALM["daily"]) -> None:
    """From Today to saved: open, answer, save."""
    tap(phone, say("today.daily"))
    for link_id, code in answers.items():
        choose(phone, link_id, code)
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))


def after_session_check(phone: Phone, answers: Mapping[str, str]) -> None:
    """From Today to saved, the items behind "more" included when they are answered."""
    tap(phone, say("today.after-session"))
    answer_all_at_once(phone)
    for link_id, code in answers.items():
        if not phone.script("return Boolean(document.querySelector(given[0]))", f'input[name="{link_id}"]'):
            tap(phone, say("check.more"))
        choose(phone, link_id, code)
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))


def write_note(phone: Phone, text: str) -> None:
    """Open the note of the check on the screen and type."""
    tap(phone, say("note.add"))
    wait_until(phone, "return Boolean(document.querySelector('textarea'))", wanted="a note")
    phone.script(
        """const note = document.querySelector('textarea'); note.focus(); note.value = given[0]
        note.dispatchEvent(new InputEvent('input', { bubbles: true, data: given[0] }))""",
        text,
    )


def open_journal(phone: Phone) -> None:
    """To the journal, which nothing locks but this phone."""
    tap(phone, say("tabs.journal"))
    tap(phone, say("journal.locked.unlock"))
    tap(phone, say("unlock.open"))
    wait_for(phone, say("journal.search"))


def read_entry(phone: Phone, title: str) -> None:
    """Open the newest entry of that title."""
    tap(phone, title)
    wait_for(phone, say("entry.amend"))
