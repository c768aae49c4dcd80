"""What a person does between a signal and a consultation, each in one call."""

from tests.app.flows import answer_all_at_once, arrive, choose, daily_check, type_into
from tests.app.phones import Phone, ask_until, tap, wait_for, wait_until
from tests.app.said import say
from tests.app.stored import A_WHILE

PULL = ("session-pull", "strong")
ASKS = say("rule.strong-pull.title")
KIND = "peer"
SHOWS_ONE = """const parts = [...document.querySelectorAll('main button, main p')]
const said = parts.map((one) => one.textContent.trim())
return given.some((one) => said.includes(one))"""


def save_strong_pull(phone: Phone) -> None:
    """From any room: an after-session check with one answer, worth talking over."""
    if phone.script("return location.pathname !== '/'"):
        tap(phone, say("tabs.today"))
    tap(phone, say("today.after-session"))
    answer_all_at_once(phone)
    choose(phone, *PULL)
    tap(phone, say("check.save"))
    wait_until(phone, "return location.pathname === '/'", wanted="the end of the check")


def open_consult(phone: Phone, passphrase: str = "") -> None:
    """From any room to Consult, unlocked if it was not."""
    tap(phone, say("tabs.consult"))
    unlock_here(phone, passphrase)
    wait_for(phone, say("worksheet.title"))


def at_consult(phone: Phone, origin: str) -> None:
    """The first visit, one calm check, and Consult open."""
    arrive(phone, origin)
    daily_check(phone)
    open_consult(phone)


def begin_worksheet(phone: Phone, written: str) -> None:
    """From Consult: a worksheet with its first step written; that step still stands there."""
    tap(phone, say("worksheet.title"))
    tap(phone, say("worksheet.begin"))
    type_into(phone, "#consult-step-name-it", written)


def unlock_here(phone: Phone, passphrase: str = "") -> None:
    """On Consult or People to call, which stand open or offer to unlock."""
    unlock = say("journal.locked.unlock")
    shown = (say("consult.plan"), say("people.none-shipped"))
    wait_until(phone, SHOWS_ONE, unlock, *shown, wanted="an open room, or a way to open it")
    if not phone.script(SHOWS_ONE, unlock):
        return
    tap(phone, unlock)
    if passphrase:
        type_into(phone, "#passphrase", passphrase)
    tap(phone, say("unlock.open"))


def choose_in(phone: Phone, field: str, code: str) -> None:
    """Choose in a list of the form."""
    wait_until(phone, "return Boolean(document.querySelector(given[0]))", field, wanted=field)
    phone.script(
        """const list = document.querySelector(given[0]); list.value = given[1]
        list.dispatchEvent(new Event('change', { bubbles: true }))""",
        field,
        code,
    )


def log_talk(phone: Phone, *, learned: str = "", action: str = "") -> None:
    """From Consult: a talk that nobody planned, with what is required and no more, saved."""
    tap(phone, say("consult.already"))
    choose_in(phone, "#consult-kind", KIND)
    if learned:
        type_into(phone, "#consult-learned", learned)
    if action:
        type_into(phone, "#consult-action", action)
    tap(phone, say("consult.log.de-identified"))
    tap(phone, say("consult.log-it.save"))
    wait_for(phone, say("entry.amend"))


def asks_to_talk(phone: Phone) -> bool:
    """From Consult: whether a new plan would be about the strong pull; Consult shows again after."""
    tap(phone, say("consult.plan"))
    wait_for(phone, say("consult.plan.save"))
    is_there = bool(
        phone.script(
            "return [...document.querySelectorAll('#consult-for label')].some((one) =>"
            " one.textContent.trim() === given[0])",
            ASKS,
        )
    )
    tap(phone, say("consult.later"))
    wait_for(phone, say("worksheet.title"))
    return is_there


def talks_listed(phone: Phone) -> int:
    """On Consult: how many logs stand there."""
    return int(phone.script("return document.querySelectorAll('[aria-labelledby=log] a').length"))


def add_person(phone: Phone, slot: str, name: str, number: str) -> None:
    """On People to call, unlocked: one more in a slot."""
    button = f'button[aria-label="{say("people.add.which", slot=say(f"contact.slot.{slot}"))}"]'
    wait_until(phone, "return Boolean(document.querySelector(given[0]))", button, wanted=button)
    phone.script("document.querySelector(given[0]).click()", button)
    type_into(phone, "#consult-name", name)
    type_into(phone, "#consult-phone", number)
    tap(phone, say("people.save"))
    wait_for(phone, number)


def open_people(phone: Phone) -> None:
    """From any room to People to call, open or not."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("people.title"))
    wait_for(phone, say("people.sub"))


def forms_rested(phone: Phone) -> None:
    """What was typed is on the disk: two looks, a while apart, see the same."""
    kept = """const database = await new Promise((give) => {
      const opening = indexedDB.open('plumbline'); opening.onsuccess = () => give(opening.result) })
    const asked = database.transaction('kept').objectStore('kept').get('consult-forms')
    const box = await new Promise((give) => { asked.onsuccess = () => give(asked.result) })
    database.close()
    return box ? [...box.sealed.slice(0, 12)].join() : null"""

    def looks_the_same() -> bool:
        before = phone.script(kept)
        phone.script(A_WHILE)
        return before is not None and bool(before == phone.script(kept))

    ask_until(looks_the_same, "the form never came to rest")
