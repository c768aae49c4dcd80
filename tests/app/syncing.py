"""What a person does to have one journal on several phones, each in one call, alike in every engine."""

from tests.app.flows import (
    answer_all_at_once,
    choose,
    make_recovery_code,
    note_recovery_code,
    open_journal,
    set_passphrase,
    type_into,
    write_note,
)
from tests.app.phones import Phone, tap, wait_for, wait_until
from tests.app.said import CHECKLISTS, say

PASSPHRASE = "seven herons over still water"
FIRST = CHECKLISTS["daily"]["item"][0]
HANDLE = "return document.querySelector('.handle')?.textContent"


def lock_journal(phone: Phone, passphrase: str = PASSPHRASE) -> str:
    """A passphrase and a recovery code, which comes back."""
    set_passphrase(phone, passphrase)
    return make_recovery_code(phone)


def open_sync(phone: Phone) -> None:
    """From any room to Settings, Sync."""
    tap(phone, say("tabs.settings"))
    wait_for(phone, say("about.title"))
    tap(phone, say("sync.title"))


def turn_sync_on(phone: Phone, name: str = "mara", passphrase: str = PASSPHRASE) -> str:
    """From any room of a locked journal to the handle, with the first sync done."""
    handle = register(phone, name, passphrase)
    wait_synced(phone)
    return handle


def register(phone: Phone, name: str = "mara", passphrase: str = PASSPHRASE) -> str:
    """The same, with the first sync under way."""
    open_sync(phone)
    tap(phone, say("sync.on"))
    type_name(phone, name)
    type_into(phone, "#passphrase", passphrase)
    tap(phone, say("unlock.open"))
    wait_for(phone, say("sync-on.done"))
    handle = str(phone.script(HANDLE))
    tap(phone, say("sync-on.later"))
    return handle


def type_name(phone: Phone, name: str) -> None:
    """On the screen that asks for one, up to the question to open once more."""
    type_into(phone, "#name", name)
    tap(phone, say("sync.on"))


def begin_sign_in(phone: Phone, handle: str, *, passphrase: str = "", code: str = "") -> None:
    """From Settings, Sync, while it is off, to the tap on Sign in."""
    tap(phone, say("sign-in.have-one"))
    type_into(phone, "#handle", handle)
    if code:
        tap(phone, say("sign-in.recovery"))
        type_into(phone, "#code", code)
    else:
        type_into(phone, "#secret", passphrase)
    wait_until(
        phone,
        "return !document.querySelector('form button[type=submit]').disabled",
        wanted="a form filled in",
    )
    phone.script("document.querySelector('form button[type=submit]').click()")


def sign_in(phone: Phone, handle: str, *, passphrase: str = PASSPHRASE, code: str = "") -> None:
    """From any room of a phone without an account to its journal, all of it."""
    open_sync(phone)
    begin_sign_in(phone, handle, passphrase=passphrase, code=code)
    wait_for(phone, say("arriving.here"))


def wait_synced(phone: Phone) -> None:
    """Wait until the state of sync says so, on a screen that shows it."""
    wait_until(phone, "return /Synced \\d\\d:\\d\\d/.test(document.body.innerText)", wanted="Synced")


def sync_now(phone: Phone) -> None:
    """From any room: ask, and wait until it is done."""
    open_sync(phone)
    tap(phone, say("sync.now"))
    wait_until(
        phone,
        """const button = [...document.querySelectorAll('button')].find((one) =>
             one.textContent.trim() === given[0])
           return Boolean(button) && !button.disabled""",
        say("sync.now"),
        wanted="an end of syncing",
    )
    wait_synced(phone)


def save_check_with(phone: Phone, note: str) -> None:
    """From any room: today's check with its first answer and a note, saved."""
    if phone.script("return location.pathname !== '/'"):
        tap(phone, say("tabs.today"))
    tap(phone, say("today.daily"))
    answer_all_at_once(phone)
    choose(phone, FIRST["linkId"], FIRST["answerOption"][0]["code"])
    write_note(phone, note)
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))


def see_note(phone: Phone, note: str) -> None:
    """From any room with an open journal: the note stands in it, found by search."""
    tap(phone, say("tabs.journal"))
    # Neither stands there while the room is being loaded, or the journal read.
    wait_until(
        phone,
        "return given.some((one) => document.body.innerText.includes(one))",
        say("journal.locked.unlock"),
        say("journal.search"),
        wanted="a journal, open or not",
    )
    if phone.script("return document.body.innerText.includes(given[0])", say("journal.locked.unlock")):
        open_journal(phone)
    type_into(phone, "input[type=search]", note)
    wait_for(phone, say("journal.search.found.one", count=1))
    tap(phone, say("journal.checklist.daily"))
    wait_for(phone, note)
    phone.script("history.back()")
    wait_for(phone, say("journal.search"))


def amend_note(phone: Phone, before: str, after: str) -> None:
    """From any room with an open journal: another note in the place of this one."""
    tap(phone, say("tabs.journal"))
    type_into(phone, "input[type=search]", before)
    wait_for(phone, say("journal.search.found.one", count=1))
    tap(phone, say("journal.checklist.daily"))
    tap(phone, say("entry.amend"))
    tap(phone, say("entry.note.change"))
    type_into(phone, "textarea", after)
    tap(phone, say("entry.save"))
    wait_for(phone, say("entry.amend"))


def remove_phone(phone: Phone, name: str, passphrase: str) -> str:
    """From any room: the phone of that name goes, by a new recovery code, which comes back."""
    open_sync(phone)
    tap(phone, say("phones.title"))
    wait_until(
        phone,
        """const found = document.querySelector(`button[aria-label='${given[0]}']`)
           found?.click(); return Boolean(found)""",
        say("phones.remove.which", name=name),
        wanted=f"a phone named {name}",
    )
    tap(phone, say("remove.begin"))
    code = note_recovery_code(phone)
    tap(phone, say("remove.title", name=name))
    type_into(phone, "#passphrase", passphrase)
    tap(phone, say("unlock.open"))
    wait_for(phone, say("remove.done"))
    return code
