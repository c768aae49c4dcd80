"""`python -m sync month`: a month in plain words, from a journal file, an export as JSON, or the phone."""

import json
from pathlib import Path

import pytest

from sync.month_pages import hours_in_words
from tests.sync.a_year import NUMBERS, YEAR
from tests.sync.cast import Journal, a_daily_check
from tests.sync.phones import Cast
from tests.sync.test_commands import CODE, run, signed_in


def a_file(folder: Path) -> tuple[Path, str]:
    """Alma's journal with two checks in November, and the recovery code that opens it."""
    alma = Journal()
    phone = alma.a_phone()
    phone.write(a_daily_check("2026-11-23", daily_steady="wobbly", daily_fit="yes"))
    phone.write(a_daily_check("2026-11-24", daily_steady="steady"))
    talk = {"date": "2026-11-25", "minutes": 90, "kind": "peer-group", "members": 6, "direction": "both"}
    phone.write({"kind": "consultation", "id": "1", "set": talk})  # type: ignore[dict-item]
    code = alma.lock_with_recovery_code()
    (folder / "alma.plumbline").write_bytes(alma.as_file())
    return folder / "alma.plumbline", code


def test_a_month_is_told_in_plain_words(tmp_path: Path) -> None:
    file, code = a_file(tmp_path)

    done = run("month", "2026-11", file, CODE, typed=code)

    assert done.returncode == 0, done.stderr
    assert "2 checks on 2 days." in done.stdout
    assert "Too few to say" in done.stdout
    assert "1 consultation, 90 minutes." in done.stdout
    assert "BACP: 0.2 h of 1.5 h this month." in done.stdout


def test_a_month_without_a_check_says_so(tmp_path: Path) -> None:
    file, code = a_file(tmp_path)

    done = run("month", "2026-10", file, CODE, typed=code)

    assert "No check in this month." in done.stdout
    assert "0 consultations, 0 minutes." in done.stdout


@pytest.mark.promise(7)
def test_an_export_needs_no_secret_and_no_app() -> None:
    told = [json.loads(run("month", month, YEAR, "--json").stdout) for month in ("2025-12", "2026-11")]

    months = json.loads(NUMBERS.read_bytes())["months"]
    assert told == [months[0], months[-1]]


def test_a_year_of_the_phone_is_read_as_well(alma: Cast) -> None:
    phone = alma.first()
    phone.write_entry("Ran over.", "2026-11-22", answers={"daily-steady": "wobbly"})
    phone.sync()
    at = signed_in(alma)
    run("pull", *at)

    done = run("month", "2026-11", *at, "--json", CODE, typed=alma.code.text)

    assert json.loads(done.stdout)["domains"] == {
        "self-care": {"tally": [0, 0, 1, 0], "of-100": None, "change": None}
    }


def test_what_is_only_kept_as_counts_is_said() -> None:
    done = run("month", "2025-12", YEAR)

    assert "Of 19 checks only the counts were kept." in done.stdout
    assert "minutes of the 120 you set yourself." in done.stdout
    assert "AHPRA" not in done.stdout


@pytest.mark.parametrize("text", ['{"format":"plumbline-json"', '{"format":"plumbline-json","objects":1.5}'])
def test_an_export_that_is_damaged_is_no_journal(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)

    done = run("month", "2026-11", tmp_path / "x.json")

    assert (done.returncode, done.stdout) == (2, "")
    assert "(not-a-journal-file)" in done.stderr


@pytest.mark.parametrize("typed", ["2026-13", "2026", "november"])
def test_a_month_that_is_none_is_asked_for_again(typed: str) -> None:
    done = run("month", typed, YEAR)

    assert (done.returncode, "write it as 2026-11" in done.stderr) == (2, True)


def test_an_export_cannot_steer_the_terminal(tmp_path: Path) -> None:
    tally = {"\u001b]0;hello\u0007": [9, 0, 0, 0]}
    counts = {"2026-11": {f"c.{'0' * 16}": tally}}
    content = {"format": "plumbline-json", "version": 1, "objects": {"counts": counts}}
    (tmp_path / "x.json").write_text(json.dumps(content))

    done = run("month", "2026-11", tmp_path / "x.json")

    assert done.returncode == 0
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("minutes", "words"), [(90, "1.5 h"), (0, "0 h"), (60, "1 h"), (45, "0.7 h")])
def test_hours_let_go_of_what_is_less_than_a_tenth(minutes: int, words: str) -> None:
    assert hours_in_words(minutes) == words
