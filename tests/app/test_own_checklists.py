"""What is asked is the person's: reworded, reordered, left out, added; what was answered keeps its words."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.changing import (
    DAILY,
    add_question,
    asked,
    button,
    change_daily,
    keep,
    open_checklists,
    questions,
    reword,
)
from tests.app.consulting import open_consult
from tests.app.flows import (
    CALM,
    answer_all_at_once,
    arrive,
    choose,
    daily_check,
    go_back,
    open_journal,
    see_panel,
)
from tests.app.noticing import lock_and_stay, unlock_to_today
from tests.app.own import TITLE, as_file, choose_checklist_file, own_checklist
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for
from tests.app.places import Place
from tests.app.said import say
from tests.app.stored import rested
from tests.app.syncing import PASSPHRASE, lock_journal, sign_in, sync_now, turn_sync_on

FIRST, SECOND, THIRD = (item["text"] for item in DAILY[:3])
MINE = "Was I steady when I began?"
MOOD = "How was my mood?"


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


def test_a_changed_check_is_asked_and_old_answers_keep_their_words(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    change_daily(phone)

    reword(phone, FIRST, MINE)
    button(phone, say("own.edit.down", name=MINE)).click()
    button(phone, say("own.edit.off.which", name=THIRD)).click()
    keep(phone)
    rested(phone)  # the copy that a locked phone reads is written after the journal
    lock_and_stay(phone)
    phone.page.reload()
    tap(phone, say("today.daily"))
    answer_all_at_once(phone)
    now = asked(phone)
    choose(phone, DAILY[0]["linkId"], CALM["daily"][DAILY[0]["linkId"]])
    tap(phone, say("check.save"))
    wait_for(phone, say("today.saved.sub"))
    open_journal(phone)

    assert now[:2] == [SECOND, MINE]
    assert len(now) == len(DAILY) - 1
    assert words_of_entries(phone) == [[MINE], [item["text"] for item in DAILY]]


def test_a_question_moves_by_keyboard_and_keeps_the_keyboard(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    change_daily(phone)

    down = button(phone, say("own.edit.down", name=FIRST))
    down.focus()
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Enter")

    assert questions(phone)[:3] == [SECOND, THIRD, FIRST]
    expect(down).to_be_focused()
    moved = say("own.edit.moved", name=FIRST, place=3, all=len(DAILY))
    expect(phone.page.get_by_text(moved)).to_have_count(1)


def test_what_is_kept_is_undone_by_one_tap(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    change_daily(phone)
    reword(phone, FIRST, MINE)
    keep(phone)

    tap(phone, say("own.undo"))
    ask_until(lambda: phone.page.get_by_text(say("own.changed")).count() == 0, "it is still changed")
    change_daily(phone)

    assert questions(phone)[0] == FIRST


def test_an_own_question_asks_to_talk_it_over(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    change_daily(phone)
    add_question(phone, MOOD, "Fine", "Low")
    keep(phone)
    tap(phone, say("tabs.today"))

    tap(phone, say("today.daily"))
    answer_all_at_once(phone)
    phone.page.locator("fieldset", has_text=MOOD).get_by_role("radio", name="Low").check()
    tap(phone, say("check.save"))
    see_panel(phone)

    wait_for(phone, MOOD)
    wait_for(phone, say("signal.level.consult"))


def test_what_is_half_changed_survives_a_lock(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    unlock_to_today(phone)
    change_daily(phone)
    reword(phone, FIRST, MINE)
    rested(phone)
    phone.page.reload()

    unlock_to_today(phone)
    change_daily(phone)

    wait_for(phone, say("consult.resumed"))
    assert questions(phone)[0] == MINE
    tap(phone, say("consult.afresh"))
    ask_until(lambda: questions(phone)[0] == FIRST, "it never began afresh")


@pytest.mark.promise(3)
def test_two_phones_ask_the_same_and_show_what_was_asked(
    phone: Chromium, other: Chromium, sync_place: Place
) -> None:
    arrive(phone, sync_place.origin)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    tap(phone, say("tabs.today"))
    daily_check(phone)
    sync_now(phone)
    arrive(other, sync_place.origin)
    sign_in(other, handle)

    open_consult(phone, PASSPHRASE)
    change_daily(phone)
    reword(phone, FIRST, MINE)
    keep(phone)
    sync_now(phone)
    sync_now(other)
    open_consult(other, PASSPHRASE)
    tap(other, say("tabs.today"))
    tap(other, say("today.daily"))
    answer_all_at_once(other)
    wait_for(other, MINE)
    choose(other, DAILY[0]["linkId"], CALM["daily"][DAILY[0]["linkId"]])
    tap(other, say("check.save"))
    wait_for(other, say("today.saved.sub"))
    sync_now(other)
    sync_now(phone)

    open_consult(phone, PASSPHRASE)
    assert words_of_entries(phone) == [[MINE], [item["text"] for item in DAILY]]


def test_a_file_is_shown_before_anything_of_it_is_taken(phone: Chromium, origin: str, tmp_path: Path) -> None:
    checklist = own_checklist()
    good, bad = checklist["item"]
    bad["answerOption"] = bad["answerOption"][:1]
    arrive(phone, origin)

    choose_checklist_file(phone, as_file(tmp_path, checklist))
    wait_for(phone, say("own.preview.refused.one", count="1"))
    refused = say("own.refused.alone", item=bad["linkId"], field="answerOption", reason="\0")
    wait_for(phone, refused.split("\0")[0])
    wait_for(phone, say("own.none"))
    tap(phone, say("own.preview.add"))
    wait_for(phone, say("own.added", title=TITLE))
    tap(phone, say("tabs.today"))
    tap(phone, say("today.own"))
    tap(phone, TITLE)
    answer_all_at_once(phone)

    assert asked(phone) == [good["text"]]


def test_a_questionnaire_names_each_question_it_lacks(phone: Chromium, origin: str, tmp_path: Path) -> None:
    options = [{"valueCoding": {"code": code, "display": code}} for code in ("yes", "no")]
    items = [
        {"linkId": "rest", "text": "Did I rest?", "type": "choice", "answerOption": options},
        {"linkId": "mood", "text": "How was it?", "type": "text"},
    ]
    path = tmp_path / "questionnaire.json"
    path.write_text(
        json.dumps({"resourceType": "Questionnaire", "title": "Rest", "copyright": "Free", "item": items})
    )
    arrive(phone, origin)

    choose_checklist_file(phone, path)
    wait_for(phone, "“mood”")
    tap(phone, say("own.copyright.yes"))

    wait_for(phone, say("own.added", title="Rest"))


def test_a_locked_phone_changes_nothing(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)

    open_checklists(phone)

    wait_for(phone, say("own.locked"))
    expect(button(phone, say("own.edit.which", name=say("check.title.daily")))).to_have_count(0)


def words_of_entries(phone: Chromium) -> list[list[str]]:
    """The questions of each entry, the newest first, of an open journal."""
    found = []
    tap(phone, say("tabs.journal"))
    wait_for(phone, say("journal.search"))
    entries = phone.page.locator("li > button", has_text=say("journal.checklist.daily"))
    entries.first.wait_for()
    for at in range(entries.count()):
        entries.nth(at).click()
        wait_for(phone, say("entry.amend"))
        found.append(phone.page.locator("main dt").all_inner_texts())
        go_back(phone)
        entries.first.wait_for()
    return found
