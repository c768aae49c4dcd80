"""The record of professional development: what is in it, what never is, and the same in both languages."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from sync.record import Named, rows_of, sums_of
from sync.record_files import record_page, record_table
from sync.supervision import MINUTES_MAX
from tests.sync.a_record import HOSTILE, RECORD, WORDS, objects, text
from tests.sync.phones import Cast
from tests.sync.test_commands import CODE, run, signed_in

YEAR = ("2026-01", "2026-12")


def test_the_record_is_as_its_cases_make_it() -> None:
    assert RECORD.read_bytes() == text()


@pytest.mark.promise(7)
def test_nothing_from_an_entry_leaves_unless_named() -> None:
    found = objects()

    plain = record_page(rows_of(found, *YEAR), *YEAR, WORDS)
    named = record_page(rows_of(found, *YEAR, Named(entries=frozenset({"01"}))), *YEAR, WORDS)

    assert "Ran over." not in plain
    assert "Ran over." in named
    assert [row.id for row in rows_of(found, *YEAR) if row.what == "note"] == []


def test_of_a_reflection_only_that_it_was_written_leaves() -> None:
    rows = rows_of(objects(), *YEAR)

    reflected = [(row.id, row.date, row.minutes, row.answers) for row in rows if row.what == "reflection"]

    assert reflected == [
        ("2026-01", "2026-02-01", 25, ()),
        ("2026-03", "2026-03-31", None, ()),
        ("2026", "2026-12-31", 90, ()),
    ]
    assert b"How calm it was." not in record_table(rows, WORDS)


def test_a_log_that_may_show_a_client_keeps_its_texts() -> None:
    (row,) = [row for row in rows_of(objects(), *YEAR) if row.id == "odd-2"]

    assert (row.minutes, row.kind) == (50, "legal")
    assert (row.learning, row.action, row.action_by) == ("", "", "")


def test_sums_are_of_talks_by_kind_and_purpose() -> None:
    def logged(minutes: int, **more: object) -> dict[str, object]:
        named = {name.replace("_", "-").replace("-for-", "-for."): value for name, value in more.items()}
        return {"date": "2026-02-01", "minutes": minutes, **named}

    talks = {
        "1": logged(30, kind="peer", hours_for_cpd=True),
        "2": logged(50, kind="legal", hours_for_cpd=True),
        "3": logged(25, kind="peer", hours_for_nothing=True),
        "4": logged(MINUTES_MAX),
        "5": logged(MINUTES_MAX + 1),
    }

    sums = sums_of(rows_of({"consultation": talks}, *YEAR))  # type: ignore[dict-item]

    assert (sums.talks, sums.minutes) == (4, 105 + MINUTES_MAX)
    assert sums.by_kind == [("", MINUTES_MAX), ("peer", 55), ("legal", 50)]
    assert sums.towards == [("cpd", 80)]


def test_a_talk_that_was_unticked_stays_out() -> None:
    found = objects()

    rows = rows_of(found, *YEAR, Named(without=frozenset({"odd-1"})))

    assert "odd-1" not in {row.id for row in rows}
    assert len(rows) == len(rows_of(found, *YEAR)) - 1


def test_a_table_opens_harmless_with_six_columns() -> None:
    rows = rows_of(objects(), *YEAR, Named(entries=frozenset({"03"})))

    content = record_table(rows, WORDS)

    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert read[0] == [
        WORDS[f"record.column.{it}"] for it in ("date", "minutes", "type", "theme", "learning", "action")
    ]
    assert {len(row) for row in read} == {6}
    assert len(read) == len(rows) + 1
    assert f"'{HOSTILE}" in [row[4] for row in read]


def test_a_page_shows_what_was_written_as_it_was() -> None:
    page = record_page(rows_of(objects(), "2026-02", "2026-02"), "2026-02", "2026-02", WORDS)

    table = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in table} == {7}
    assert "\\*\\*bold\\*\\* \\<b\\>" in page
    assert "Ask \\{day\\} again. (by 2026-03-01)" in page


def test_the_command_prints_a_page_and_writes_files(tmp_path: Path) -> None:
    content = {"format": "plumbline-json", "version": 1, "objects": objects()}
    (tmp_path / "journal.json").write_text(json.dumps(content))
    span = ("--from", "2026-01", "--to", "2026-12")

    printed = run("record", tmp_path / "journal.json", *span)
    written = run(
        "record", tmp_path / "journal.json", *span, "--reflection", "2026-01", "--note", "01",
        "--csv", tmp_path / "r.csv", "--markdown", tmp_path / "r.md",
    )  # fmt: skip

    case, ticked = told_cases()[:2]
    assert (printed.returncode, printed.stdout) == (0, case["markdown"])
    assert written.returncode == 0, written.stderr
    assert "r.csv: " in written.stdout
    assert "for anyone to read" in written.stdout
    page = (tmp_path / "r.md").read_text()
    assert "How calm it was." in page
    assert "Ran over." in page
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig") != ticked["csv"]


def test_a_record_of_the_phone_needs_its_secret(alma: Cast) -> None:
    phone = alma.first()
    talk: Any = {"date": "2026-11-20", "minutes": 50, "kind": "peer", "de-identified": True}
    phone.write({"kind": "consultation", "id": "1", "set": talk})
    phone.sync()
    at = signed_in(alma)
    run("pull", *at)

    done = run("record", *at, "--from", "2026-11", "--to", "2026-11", CODE, typed=alma.code.text)

    assert done.returncode == 0, done.stderr
    assert "Peer consultation: 50 minutes" in done.stdout


@pytest.mark.parametrize("typed", ["2026-13", "2026", "today"])
def test_a_span_that_is_none_is_asked_for_again(tmp_path: Path, typed: str) -> None:
    (tmp_path / "journal.json").write_text("{}")

    done = run("record", tmp_path / "journal.json", "--from", typed, "--to", "2026-12")

    assert (done.returncode, "write it as 2026-11" in done.stderr) == (2, True)


def told_cases() -> list[Any]:
    return list(json.loads(RECORD.read_bytes())["cases"])
