"""The way back is tried while nothing depends on it: the code, the file, and nothing is restored."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.flows import arrive, daily_check, unlock_by_passphrase
from tests.app.leaving import export_journal, lock_with, to_settings, try_to_open
from tests.app.noticing import A_MORNING, standing_still, unlock_to_today
from tests.app.phones import Chromium, ask_until, tap, wait_for
from tests.app.said import say
from tests.app.stored import envelopes, rested, stored

PASSPHRASE = "seven herons over still water"


def with_a_lock_and_open(phone: Chromium, origin: str) -> str:
    """One entry, its journal open; the recovery code."""
    arrive(phone, origin)
    daily_check(phone)
    code = lock_with(phone, PASSPHRASE)
    unlock_by_passphrase(phone, PASSPHRASE)
    return code


def to_rehearsal(phone: Chromium) -> None:
    to_settings(phone, say("settings.leave"))
    tap(phone, say("rehearse.title"))


def type_code(phone: Chromium, code: str) -> None:
    phone.page.get_by_label(say("leave.open.recovery"), exact=True).fill(code)
    tap(phone, say("rehearse.try"))


@pytest.mark.promise(3)
def test_a_code_is_tried_and_only_its_day_is_written(phone: Chromium, origin: str) -> None:
    code = with_a_lock_and_open(phone, origin)
    to_rehearsal(phone)
    before = len(envelopes(stored(phone)))

    type_code(phone, code[:-1] + ("8" if code.endswith("7") else "7"))
    wait_for(phone, say("problem.mistyped-recovery-code"))
    unchanged = len(envelopes(stored(phone)))
    type_code(phone, code)
    wait_for(phone, say("rehearse.code.opens", holds="1 entry"))
    rested(phone)

    assert unchanged == before
    assert len(envelopes(stored(phone))) == before + 1
    wait_for(phone, say("rehearse.last", day="\0").split("\0")[0])


def test_a_file_is_tried_and_nothing_of_it_is_added(phone: Chromium, origin: str, tmp_path: Path) -> None:
    with_a_lock_and_open(phone, origin)
    path = export_journal(phone, tmp_path)
    tap(phone, say("tabs.today"))
    daily_check(phone)
    to_rehearsal(phone)
    before = len(envelopes(stored(phone)))

    with phone.page.expect_file_chooser() as choosing:
        tap(phone, say("leave.open.choose"))
    choosing.value.set_files(path)
    wait_for(phone, path.name)
    try_to_open(phone, passphrase="another one altogether")
    wait_for(phone, say("leave.problem.wrong-secret"))
    unchanged = len(envelopes(stored(phone)))
    try_to_open(phone, passphrase=PASSPHRASE)
    wait_for(phone, say("rehearse.file.opens", holds="1 entry"))
    wait_for(phone, say("rehearse.file.older"))
    rested(phone)

    assert unchanged == before
    assert len(envelopes(stored(phone))) == before + 1


def test_the_only_copy_is_spoken_of_once_it_is_two_weeks_old(phone: Chromium, origin: str) -> None:
    page = standing_still(phone, origin)
    daily_check(phone)

    page.clock.set_fixed_time(A_MORNING + timedelta(days=13))
    page.reload()
    unlock_to_today(phone)
    early = page.get_by_text(say("copies.copy.title")).count()
    page.clock.set_fixed_time(A_MORNING + timedelta(days=15))
    page.reload()
    locked = page.get_by_text(say("copies.copy.title")).count()
    unlock_to_today(phone)
    wait_for(phone, say("copies.copy.title"))
    tap(phone, say("copies.later"))

    assert (early, locked) == (0, 0)
    expect(page.get_by_text(say("copies.copy.title"))).to_have_count(0)
    page.reload()
    unlock_to_today(phone)
    expect(page.get_by_text(say("copies.copy.title"))).to_have_count(0)


def test_a_locked_phone_looks_alike_whatever_is_due(phone: Chromium, origin: str) -> None:
    page = standing_still(phone, origin)
    daily_check(phone)
    page.reload()
    before = resting(phone)

    page.clock.set_fixed_time(A_MORNING + timedelta(days=21))  # a Monday again, at the same hour
    page.reload()

    ask_until(lambda: resting(phone) == before, "a locked phone tells that something is due")


def resting(phone: Chromium) -> str:
    wait_for(phone, say("today.locked"))
    wait_for(phone, say("lock-reminder.title"))
    return str(phone.page.locator("main").inner_text())
