"""What was written stays unreadable: a canary is looked for in all that a phone keeps and says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.flows import CALM, answer_all_at_once, arrive, choose, open_journal, write_note
from tests.app.own import TITLE, WORDS, add_checklist_file, as_file, open_own_check, own_checklist
from tests.app.phones import Chromium, ask_until, tap, wait_for, wait_until
from tests.app.places import Place
from tests.app.profiles import Profile
from tests.app.said import say
from tests.app.stored import envelopes, rested, stored
from tests.app.traces import traces
from tests.app.wire import Wire
from tests.traffic import CANARY

WORD = CANARY
HIDDEN = "quincunxhidden"  # for a test that shows it to the server
NOTE = f"I was slow today, {WORD} and all."
ALL_WORDS = [WORD, *WORDS]
SEALING_BYPASSED = """SubtleCrypto.prototype.encrypt = async (algorithm, key, plain) => {
  const bytes = ArrayBuffer.isView(plain)
    ? new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength)
    : new Uint8Array(plain)
  const readable = new Uint8Array(bytes.length + 16)
  readable.set(bytes)
  return readable.buffer
}"""


class Watched:
    """A phone whose every byte to the outside is kept."""

    def __init__(self, phone: Chromium, wire: Wire) -> None:
        self.phone = phone
        self.wire = wire
        self.asked: list[Any] = []
        phone.page.context.on(
            "request",
            lambda request: self.asked.append([request.url, request.headers, request.post_data_buffer]),
        )

    def traces(self, *words: str) -> list[str]:
        """Where the words stand, once nothing is under way."""
        rested(self.phone)
        return traces(
            words or ALL_WORDS,
            {"said": self.wire.said, "asked": self.asked, **stored(self.phone, with_caches=True)},
        )


@pytest.fixture
def watched(phone: Chromium, place: Place) -> Iterator[Watched]:
    wire = Wire(place.port)
    yield Watched(phone, wire)
    wire.close()


@pytest.mark.promise(1)
@pytest.mark.promise(2)
def test_a_note_leaves_no_readable_byte_anywhere(watched: Watched) -> None:
    phone = watched.phone
    arrive(phone, watched.wire.origin)

    half_answered_with_note(phone)
    ask_until(lambda: drafts(phone) == 1, "the draft was never kept")
    assert watched.traces() == []
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))
    assert watched.traces() == []
    open_journal(phone)
    phone.page.get_by_label(say("journal.search")).fill(WORD)
    wait_for(phone, say("journal.search.found.one", count=1))
    tap(phone, say("journal.checklist.daily"))
    wait_for(phone, NOTE)

    assert watched.traces() == []
    assert len(envelopes(stored(phone))) == 1
    assert b"/sw.js" in watched.wire.said, "the wire heard nothing of the worker"
    assert {url.split("/")[2] for url, *_ in watched.asked if not url.startswith(("blob:", "data:"))} == {
        watched.wire.origin.removeprefix("http://")
    }


@pytest.mark.promise(1)
@pytest.mark.promise(2)
def test_an_own_checklist_leaves_no_readable_answer(watched: Watched, tmp_path: Path) -> None:
    phone = watched.phone
    arrive(phone, watched.wire.origin)

    add_checklist_file(phone, as_file(tmp_path, own_checklist()))
    assert watched.traces() == []
    open_own_check(phone)
    choose(phone, WORDS[0], WORDS[1])
    ask_until(lambda: drafts(phone) == 1, "the draft was never kept")
    assert watched.traces() == []
    phone.page.reload()
    wait_until(phone, "return Boolean(document.querySelector('input:checked'))", wanted="the kept answer")
    choose(phone, WORDS[3], WORDS[5])
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))
    assert watched.traces() == []
    open_journal(phone)
    tap(phone, TITLE)
    wait_for(phone, f"It was {WORDS[5]}")

    assert watched.traces() == []
    assert len(envelopes(stored(phone))) == 2


@pytest.mark.promise(2)
def test_the_same_look_finds_what_was_not_sealed(watched: Watched) -> None:
    watched.phone.page.add_init_script(SEALING_BYPASSED)
    arrive(watched.phone, watched.wire.origin)

    half_answered_with_note(watched.phone)
    ask_until(
        lambda: any("plumbline/drafts" in place for place in watched.traces(WORD)), "not found in the draft"
    )
    tap(watched.phone, say("check.save"))
    wait_for(watched.phone, say("today.saved.sub"))

    assert [place for place in watched.traces(WORD) if "plumbline/envelopes" in place] != []


HIDE = """const [word, origin] = given
const codes = [...word].map((one) => one.charCodeAt(0))
const wide = new Uint8Array(new Uint16Array(codes).buffer)
localStorage.setItem('local', btoa(word))
sessionStorage.setItem('session', btoa(`x${word}`))
document.cookie = `cookie=${word}`
history.replaceState({ deep: [btoa(`xx${word}`)] }, '', `#${word}`)
await (await caches.open('own')).put('/kept', new Response(wide))
await new Promise((done) => {
  const opening = indexedDB.open('plumbline')
  opening.onsuccess = () => {
    const transaction = opening.result.transaction('kept', 'readwrite')
    transaction.objectStore('kept').put({ bytes: wide }, 'bytes')
    transaction.oncomplete = () => { opening.result.close(); done() }
  }
})
await fetch('/api/nowhere', { method: 'POST', body: wide, headers: { 'x-header': btoa(word) } })
"""


def test_the_look_reaches_every_place_and_form(watched: Watched) -> None:
    arrive(watched.phone, watched.wire.origin)

    watched.phone.script(HIDE, HIDDEN, watched.wire.origin)

    found = "\n".join(watched.traces(HIDDEN))
    for place in ("said", "asked", "local/", "session/", "cookies", "address", "history/deep", "caches/own"):
        assert f"/{place}" in found, f"not found in {place}"
    assert "/databases/plumbline/kept/bytes" in found


@pytest.mark.promise(2)
@pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "bypassed"])
def test_no_file_of_the_browser_holds_the_word(profile: Profile, origin: str, is_sealed: bool) -> None:
    phone = profile.start()
    if not is_sealed:
        phone.page.add_init_script(SEALING_BYPASSED)
    arrive(phone, origin)

    for _ in range(2):
        half_answered_with_note(phone)
        rested(phone)
        tap(phone, say("check.save"))
        wait_for(phone, say("today.saved.sub"))
    half_answered_with_note(phone)
    rested(phone)
    profile.quit()

    files = profile.files()
    assert any("IndexedDB" in path for path in traces(["plumbline"], files))
    assert bool(traces([WORD], files)) is not is_sealed


def half_answered_with_note(phone: Chromium) -> None:
    tap(phone, say("today.daily"))
    wait_for(phone, say("app.back"))
    answer_all_at_once(phone)
    for link_id in list(CALM["daily"])[:3]:
        choose(phone, link_id, CALM["daily"][link_id])
    write_note(phone, NOTE)


def drafts(phone: Chromium) -> int:
    return len(stored(phone)["databases"]["plumbline/drafts"])
