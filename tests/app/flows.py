"""What a person does with the app, each in one call, alike in every engine."""

import re
from collections.abc import Mapping

from tests.app.phones import Phone, tap, wait_for, wait_until
from tests.app.said import CHECKLISTS, say

CALM = {
    checklist: {
        item["linkId"]: next(one["code"] for one in item["answerOption"] if one["ordinal"] == 0)
        for item in CHECKLISTS[checklist]["item"]
        if "enableWhen" not in item  # asked only after an answer that is not calm
    }
    for checklist in CHECKLISTS
}
ALARMING = {
    checklist: {item["linkId"]: item["answerOption"][-1]["code"] for item in CHECKLISTS[checklist]["item"]}
    for checklist in CHECKLISTS
}


LEVELS = ("note", "consult", "act-now")


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


def see_question(phone: Phone) -> None:
    """Wait until something is asked: the title stands before that, and "Save" begins other words too."""
    wait_until(phone, "return Boolean(document.querySelector('fieldset input'))", wanted="a question")


def answer_all_at_once(phone: Phone) -> None:
    """All questions on one screen, for a person who knows them."""
    see_question(phone)
    if phone.script("return document.body.innerText.includes(given[0])", say("check.all-at-once")):
        tap(phone, say("check.all-at-once"))


def daily_check(phone: Phone, answers: Mapping[str, str] = CALM["daily"]) -> None:
    """From Today to saved: open, answer, save."""
    tap(phone, say("today.daily"))
    for link_id, code in answers.items():
        choose(phone, link_id, code)
    save(phone, answers)


def after_session_check(phone: Phone, answers: Mapping[str, str]) -> None:
    """From Today to saved, the items behind "more" included when they are answered."""
    tap(phone, say("today.after-session"))
    answer_all_at_once(phone)
    for link_id, code in answers.items():
        if not phone.script("return Boolean(document.querySelector(given[0]))", f'input[name="{link_id}"]'):
            tap(phone, say("check.more"))
        choose(phone, link_id, code)
    save(phone, answers)


def save(phone: Phone, answers: Mapping[str, str]) -> None:
    """Save what was answered, back to Today: past the panel where all of it is alarming."""
    tap(phone, say("check.save"))
    if answers in ALARMING.values():
        see_panel(phone)
        go_back(phone)
    wait_for(phone, say("today.saved.sub"))


def see_panel(phone: Phone) -> None:
    """Wait until what a check raised is shown, at whatever level."""
    wait_until(
        phone,
        "return given.some((level) => document.querySelector('main')?.innerText.includes(level))",
        *(say(f"signal.level.{level}") for level in LEVELS),
        wanted="what was noticed",
    )


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


def displayed(link_id: str, code: str) -> str:
    """The words of an answer as the journal shows them."""
    items = {item["linkId"]: item for one in CHECKLISTS.values() for item in one["item"]}
    return str(next(one["display"] for one in items[link_id]["answerOption"] if one["code"] == code))


def type_into(phone: Phone, field: str, text: str) -> None:
    """Fill the field of that selector, as soon as it is there."""
    wait_until(phone, "return Boolean(document.querySelector(given[0]))", field, wanted=field)
    phone.script(
        """const field = document.querySelector(given[0]); field.focus(); field.value = given[1]
        field.dispatchEvent(new InputEvent('input', { bubbles: true, data: given[1] }))""",
        field,
        text,
    )


def open_locks(phone: Phone) -> None:
    """From any room to Settings, Locks."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("locks.title"))
    wait_for(phone, say("passkey.sub"))


def set_passphrase(phone: Phone, passphrase: str) -> None:
    """From any room to the recovery code, which comes next."""
    open_locks(phone)
    tap(phone, say("passphrase.set"))
    type_into(phone, "#new-passphrase", passphrase)
    tap(phone, say("passphrase.save"))
    wait_for(phone, say("recovery.text"))


def make_recovery_code(phone: Phone) -> str:
    """From the screen that shows the code to the locks, the code confirmed from paper."""
    code = confirm_recovery_code(phone)
    wait_for(phone, say("locks.locked-title"))
    return code


def confirm_recovery_code(phone: Phone) -> str:
    """From the screen that shows the code to wherever it leads: noted, and two groups retyped."""
    code = note_recovery_code(phone)
    tap(phone, say("recovery.confirm"))
    return code


def note_recovery_code(phone: Phone) -> str:
    """The code as it is shown, its two groups retyped from paper, not yet confirmed."""
    shown = (
        "return [...document.querySelectorAll('.paper li')].map((one) => one.lastChild.textContent.trim())"
    )
    wait_until(phone, shown.replace("return ", "return 0 < ") + ".length", wanted="a recovery code")
    groups = phone.script(shown)
    tap(phone, say("recovery.written"))
    wait_until(phone, "return document.querySelectorAll('.asked input').length === 2", wanted="two groups")
    asked = phone.script(
        "return [...document.querySelectorAll('.asked label')].map((one) => one.textContent)"
    )
    for field, label in zip(("#group-one", "#group-two"), asked, strict=True):
        type_into(phone, field, groups[int(re.sub(r"\D", "", label)) - 1])
    return "-".join(groups)


def go_back(phone: Phone) -> None:
    """By the app's own button at the top."""
    tap(phone, "← " + say("app.back"))


def lock(phone: Phone) -> None:
    """One tap, and the blank sheet taken away."""
    tap(phone, say("lock.now"))
    tap(phone, say("cover.go-on"))


def unlock_by_passphrase(phone: Phone, passphrase: str) -> None:
    """From any room to the open journal."""
    tap(phone, say("tabs.journal"))
    tap(phone, say("journal.locked.unlock"))
    type_into(phone, "#passphrase", passphrase)
    tap(phone, say("unlock.open"))
    wait_for(phone, say("journal.search"))
