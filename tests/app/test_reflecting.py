"""Looking back in words: over sittings and on two phones; a brief and a record of what was ticked."""

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.app.consulting import ASKS, forms_rested, log_talk, open_consult, save_strong_pull
from tests.app.flows import arrive, daily_check, type_into
from tests.app.looking_back import LAST_MONTH, with_the_year
from tests.app.phones import PIXEL, Chromium, ask_until, tap, wait_for
from tests.app.places import Place
from tests.app.profiles import Profile
from tests.app.reflecting import (
    SURPRISED,
    field_of,
    leave_reflection,
    open_brief,
    open_record,
    open_reflection,
    pick,
    write_to,
)
from tests.app.said import say
from tests.app.stored import envelopes, stored
from tests.app.syncing import PASSPHRASE, lock_journal, sign_in, sync_now, turn_sync_on

CALM = "How calm most of it was."
LEARNED = "To say it sooner, and to whom."
TELLING = "Tired after Anna Kowalski's hour."


@pytest.fixture
def other(browser: Any) -> Iterator[Chromium]:
    """A second phone, which shares nothing with the first."""
    with closing(Chromium(browser.new_context(**PIXEL).new_page())) as one:
        yield one


@pytest.mark.promise(3)
def test_a_reflection_goes_on_after_a_kill(profile: Profile, origin: str) -> None:
    phone = profile.start()
    arrive(phone, origin)
    daily_check(phone)
    open_reflection(phone)
    write_to(phone, CALM)
    field_of(phone, "general-noticed-early").fill("Half a thou")
    forms_rested(phone)
    assert CALM not in str(stored(phone)), "it lies there for all to read"

    profile.kill()
    phone = profile.start()
    phone.open(origin + "/month")
    open_reflection(phone)

    expect(field_of(phone)).to_have_value(CALM)
    expect(field_of(phone, "general-noticed-early")).to_have_value("Half a thou")
    write_to(phone, "Half a thought, and the rest of it.", "general-noticed-early")
    leave_reflection(phone)
    phone.page.reload()
    open_reflection(phone)
    expect(field_of(phone, "general-noticed-early")).to_have_value("Half a thought, and the rest of it.")
    expect(field_of(phone)).to_have_value(CALM)


@pytest.mark.promise(3)
def test_two_phones_that_write_at_once_keep_both(phone: Chromium, other: Chromium, sync_place: Place) -> None:
    arrive(phone, sync_place.origin)
    lock_journal(phone)
    handle = turn_sync_on(phone)
    save_strong_pull(phone)
    sync_now(phone)
    arrive(other, sync_place.origin)
    sign_in(other, handle)
    texts = {"First of the one.": phone, "Second of the other.": other}
    for text, one in texts.items():
        open_consult(one, PASSPHRASE)
        open_reflection(one)
        one.page.context.set_offline(True)
        write_to(one, text)
        leave_reflection(one)

    for one in (phone, other):
        one.page.context.set_offline(False)
        sync_now(one)
    sync_now(phone)

    for one in (phone, other):
        open_reflection(one)
        wait_for(one, say("reflect.twice"))
        both = field_of(one).input_value()
        assert sorted(both.split("\n\n")) == sorted(texts)
    tap(other, say("reflect.twice.keep"))
    expect(other.page.get_by_text(say("reflect.twice"))).to_have_count(0)
    sync_now(other)
    sync_now(phone)
    open_reflection(phone)
    ask_until(lambda: field_of(phone).input_value() == both, "the tidied text never came")
    expect(phone.page.get_by_text(say("reflect.twice"))).to_have_count(0)


def test_only_what_moved_is_asked_about(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_the_year(phone, origin, tmp_path)

    open_reflection(phone)

    asked = phone.page.locator("textarea")
    expect(asked).to_have_count(4)
    wait_for(phone, LAST_MONTH)
    about = say(
        "reflect.about", domain=say("domain.confidentiality.title"), change=say("month.change.harder")
    )
    wait_for(phone, about)
    wait_for(phone, say("note.first"))
    skip = say("reflect.skip.which", question=say(f"prompt.{SURPRISED}"))
    phone.page.get_by_role("button", name=skip).click()
    expect(asked).to_have_count(3)
    tap(phone, say("reflect.unskip"))
    expect(asked).to_have_count(4)


def test_a_name_is_underlined_while_reflecting(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_reflection(phone)

    field_of(phone).fill(TELLING)

    wait_for(phone, say("note.findings"))
    expect(phone.page.locator("mark").first).to_have_text("Anna Kowalski")


def test_the_year_shows_its_months_beside_a_field(phone: Chromium, origin: str) -> None:
    arrive(phone, origin)
    daily_check(phone)
    open_reflection(phone)
    write_to(phone, CALM)

    tap(phone, say("reflect.year"))
    wait_for(phone, say("reflect.year.months"))
    wait_for(phone, CALM)
    write_to_year(phone, "A year of learning to wait.")
    phone.page.reload()
    open_reflection(phone)
    tap(phone, say("reflect.year"))

    wait_for(phone, say("reflect.year.months"))
    expect(field_of(phone, "year-whole")).to_have_value("A year of learning to wait.")


@pytest.mark.promise(2)
def test_a_brief_holds_only_what_its_page_says(phone: Chromium, origin: str, tmp_path: Path) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_brief(phone)
    written = len(envelopes(stored(phone)))
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url) if request.method != "GET" else None)

    pick(phone, ASKS)
    pick(phone, say("consult.about.boundaries"))
    page = phone.page.locator("#brief-page").input_value()
    assert ASKS in page
    assert say("consult.about.boundaries") in page
    assert say("consult.about.self-care") not in page
    expect(phone.page.get_by_text(say("note.findings"))).to_have_count(0)
    type_into(phone, "#brief-page", f"{page}\n{TELLING}")
    wait_for(phone, say("note.findings"))
    edited = page.replace(ASKS, "What pulls at me")
    type_into(phone, "#brief-page", edited)
    forms_rested(phone)
    phone.page.reload()
    open_brief(phone)
    expect(phone.page.locator("#brief-page")).to_have_value(edited)
    with phone.page.expect_download() as coming:
        tap(phone, say("brief.file"))

    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    assert file.name.startswith("plumbline-")
    assert file.suffix == ".txt"
    assert file.read_text() == f"{edited.strip()}\n"
    assert len(envelopes(stored(phone))) == written, "something of it was written to the journal"
    assert asked == []
    phone.page.emulate_media(media="print")
    on_paper = phone.page.locator("main").inner_text()
    assert "What pulls at me" in on_paper
    assert ASKS not in on_paper
    assert say("brief.text") not in on_paper
    phone.page.emulate_media(media="screen")
    tap(phone, say("brief.clear"))
    expect(phone.page.locator("#brief-page")).to_have_value("")


@pytest.mark.promise(7)
def test_a_record_leaves_with_what_was_ticked(phone: Chromium, origin: str, tmp_path: Path) -> None:
    arrive(phone, origin)
    save_strong_pull(phone)
    open_consult(phone)
    log_talk(phone, learned=LEARNED)
    open_reflection(phone)
    write_to(phone, CALM)
    type_into(phone, "#reflect-minutes", "25")
    leave_reflection(phone)

    open_record(phone)
    wait_for(phone, say("record.sum.talks", count=1, minutes=30))
    wait_for(phone, say("record.sum.reflections", count=1, minutes=25))
    plain = table_of(phone, tmp_path)
    pick_reflection(phone)
    ticked = table_of(phone, tmp_path)

    kinds = [row[2] for row in plain[1:]]
    assert sorted(kinds) == sorted([say("consult.choice.kind.peer"), say("record.type.reflection")])
    assert LEARNED in str(plain)
    assert CALM not in str(plain)
    assert CALM in str(ticked)
    phone.page.emulate_media(media="print")
    on_paper = phone.page.locator("main").inner_text()
    assert say("record.column.learning") in on_paper
    assert LEARNED in on_paper
    assert say("record.text") not in on_paper


def write_to_year(phone: Chromium, text: str) -> None:
    field_of(phone, "year-whole").fill(text)
    field_of(phone, "year-carry").focus()
    tap(phone, say("reflect.done"))
    expect(phone.page.get_by_label(say("reflect.minutes"))).to_be_visible()


def pick_reflection(phone: Chromium) -> None:
    phone.page.locator("#record-reflections input").check()
    wait_for(phone, CALM)


def table_of(phone: Chromium, folder: Path) -> list[list[str]]:
    with phone.page.expect_download() as coming:
        tap(phone, say("record.as-table"))
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
