"""What comes in damaged, malformed or from the future is named in plain words; the rest stays readable."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.flows import ALARMING, CALM, arrive, daily_check, displayed, open_journal
from tests.app.leaving import add_what_is_missing, choose_journal_file
from tests.app.own import WORDS, as_file, choose_checklist_file, own_checklist
from tests.app.phones import Chromium, tap, wait_for
from tests.app.said import say
from tests.app.stored import envelopes, stored
from tests.sync.cast import Journal, a_daily_check, an_entry

FLIP_A_BIT = """const [counter] = given
const opening = indexedDB.open('plumbline')
await new Promise((done) => {
  opening.onsuccess = () => {
    const transaction = opening.result.transaction('envelopes', 'readwrite')
    const cursor = transaction.objectStore('envelopes').openCursor()
    cursor.onsuccess = () => {
      if (!cursor.result) return
      const record = cursor.result.value
      if (record.counter === counter) {
        record.envelope[700] ^= 1
        cursor.result.update(record)
      }
      cursor.result.continue()
    }
    transaction.oncomplete = () => { opening.result.close(); done() }
  }
})"""


def with_one_option(checklist: dict[str, Any]) -> tuple[str, str]:
    del checklist["item"][1]["answerOption"][1]
    return WORDS[3], "answerOption"


def with_an_unknown_field(checklist: dict[str, Any]) -> tuple[str, str]:
    checklist["item"][0]["colour"] = "red"
    return WORDS[0], "colour"


def with_a_question_too_long(checklist: dict[str, Any]) -> tuple[str, str]:
    checklist["item"][1]["text"] = "Why? " * 100
    return WORDS[3], "text"


def with_a_compulsory_question(checklist: dict[str, Any]) -> tuple[str, str]:
    checklist["item"][0]["required"] = True
    return WORDS[0], "required"


def with_one_link_id_twice(checklist: dict[str, Any]) -> tuple[str, str]:
    checklist["item"][1]["linkId"] = WORDS[0]
    return WORDS[0], "linkId"


MALFORMED = [
    with_one_option,
    with_an_unknown_field,
    with_a_question_too_long,
    with_a_compulsory_question,
    with_one_link_id_twice,
]


def test_a_malformed_checklist_is_refused_by_name(phone: Chromium, origin: str, tmp_path: Path) -> None:
    arrive(phone, origin)

    for spoil in MALFORMED:
        checklist = own_checklist()
        item, field = spoil(checklist)
        choose_checklist_file(phone, as_file(tmp_path, checklist))
        refused = say("own.refused.alone", item=item, field=field, reason="\0")
        wait_for(phone, refused.split("\0")[0])
        wait_for(phone, refused.split("\0")[1])
        wait_for(phone, say("own.none"))
        phone.page.reload()

    assert envelopes(stored(phone)) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Milk, bread.", say("own.refused.whole", checklist="?", field="file", reason="not JSON")[:60]),
        ('{"format": 2, "checklists": []}', say("problem.newer-checklist")),
        ('{"resourceType": "Questionnaire", "item": [{"linkId": "mood", "type": "open-choice"}]}', "“mood”"),
    ],
    ids=["no-json", "newer", "another-questionnaire"],
)
def test_a_file_of_something_else_is_no_checklist(
    phone: Chromium, origin: str, tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "own.json").write_text(content)
    arrive(phone, origin)

    choose_checklist_file(phone, tmp_path / "own.json")

    wait_for(phone, said)
    wait_for(phone, "Nothing was changed.")
    wait_for(phone, say("own.none"))
    assert envelopes(stored(phone)) == []


def test_answers_of_a_later_checklist_show_by_code(phone: Chromium, origin: str, tmp_path: Path) -> None:
    alma = Journal()
    written = alma.a_phone()
    written.write(a_daily_check("2026-11-22", daily_steady="wobbly"))
    fields = {"answer.daily-weather": "foggy-with-sun", "answer.daily-steady": "steady"}
    later = {"checklist": "daily", "version": 99, "day": "2026-11-23", **fields, "note": {"text": "As ever."}}
    written.write(an_entry("019ab1c2-0000-7000-8000-00000000000f", **later))
    path = tmp_path / "later.plumbline"
    code = alma.lock_with_recovery_code()
    path.write_bytes(alma.as_file())
    arrive(phone, origin)
    choose_journal_file(phone, path, code=code)
    add_what_is_missing(phone)

    open_journal(phone)
    tap(phone, say("journal.checklist.daily"))

    for words in (say("entry.newer"), "daily-weather", "foggy-with-sun", "As ever."):
        wait_for(phone, words)
    phone.page.go_back()
    phone.page.get_by_role("button", name=say("journal.checklist.daily")).nth(1).click()
    wait_for(phone, displayed("daily-steady", "wobbly"))


@pytest.mark.promise(2)
def test_one_altered_envelope_hides_no_other(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone, CALM["daily"])
    daily_check(phone, ALARMING["daily"])
    daily_check(phone, CALM["daily"])
    phone.script(FLIP_A_BIT, 2)

    open_journal(phone)

    wait_for(phone, say("journal.damaged.title.one", count=1))
    wait_for(phone, say("journal.damaged.text"))
    tap(phone, say("journal.damaged.show"))
    wait_for(phone, say("journal.damaged.detail", counter=2, problem=say("problem.bad-signature")))
    entries = phone.page.get_by_role("button", name=say("journal.checklist.daily"))
    expect(entries).to_have_count(2)
    entries.nth(1).click()
    wait_for(phone, displayed("daily-steady", CALM["daily"]["daily-steady"]))
