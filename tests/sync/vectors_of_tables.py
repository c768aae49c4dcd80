"""Vectors of PROTOCOL 15: entries and consultations as tables, and what such a table gives back."""

from collections.abc import Iterator
from typing import Any

from tests.sync.a_readable import ENTRY, ENTRY_HEADINGS, MARK, TALK, TALK_HEADINGS, journal
from tests.sync.a_vector import Named, fails, succeeds
from tests.sync.vectors_of_merge import text
from tests.sync.vectors_of_readable import written

TALK_ROW = (
    't,2026-11-24,50,supervision,,,\'-1,,no,boundaries self-care,,,"He said ""wait"",\nthen nothing.",'
    ",,,,,,,,b,a,,,,,"
)


def vectors() -> Iterator[Named]:
    yield from tables_written()
    yield from cells()
    yield from tables_read()
    yield from rows_refused()
    yield from tables_refused()


def tables_written() -> Iterator[Named]:
    said = "1,2026-11-23,Europe/Lisbon,2026-11-23T18:00:00Z,calm,1"
    rows = [
        ENTRY_HEADINGS,
        f'{said},calm,"Was I calm, really?",yes,"Yes, quite",\'=HYPERLINK(1)',
        f"{said},other,,odd,,",
        "",
    ]
    why = "a row for each answer, in its words; what would be a formula is harmless"
    gives = {"csv": MARK + "\r\n".join(rows)}
    yield succeeds("entries_csv", "15", "entries_csv", why, journal(entry={"1": ENTRY}), gives)
    bare = {"csv": f"{MARK}{ENTRY_HEADINGS}\r\n1,,,,,,,,,,\r\n"}
    why = "an entry without an answer, and fields of no use"
    odd = {"x": {"x": 1, "answer.calm": None, "version": "1", "day": 5, "note": "text"}}
    yield succeeds(
        "entries_csv_of_odd_fields", "15", "entries_csv", why, journal(entry={"1": odd["x"]}), bare
    )
    gives = {"csv": f"{MARK}{TALK_HEADINGS}\r\n{TALK_ROW}\r\n"}
    why = "texts with line ends and quotes; yes and no by rule"
    yield succeeds(
        "consultations_csv", "15", "consultations_csv", why, journal(consultation={"t": TALK}), gives
    )
    whens: dict[str, Any] = {
        "d": {"date": "2026-11-02", "when": "2026-11-09T13:00"},
        "c": {"when": "2026-11-03T13:00"},
        "b": {"date": "2026-11-04"},
        "a": {"date": "2026-11-04", "when": "2026-11-01T13:00"},
    }
    rows = [TALK_HEADINGS, *(talk_row(id, whens[id]) for id in "dcab"), ""]
    why = "sorted by date, or when it is planned for, then by id"
    csv = {"csv": MARK + "\r\n".join(rows)}
    given = journal(consultation={id: whens[id] for id in "abcd"})
    yield succeeds("consultations_csv_sorted", "15", "consultations_csv", why, given, csv)
    none = {"csv": f"{MARK}{TALK_HEADINGS}\r\n"}
    yield succeeds(
        "consultations_csv_of_none", "15", "consultations_csv", "the columns alone", journal(), none
    )


def talk_row(id: str, said: dict[str, str]) -> str:
    return ",".join([id, *(said.get(name, "") for name in TALK_HEADINGS.split(",")[1:])])


def cells() -> Iterator[Named]:
    for place, (cell, harmless) in enumerate(
        (
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t'=1\""),
            ("\r=1", "\"'\r'=1\""),
            ("\n=1", "\"'\n'=1\""),
            ("\uff1d1", "'\uff1d1"),
            ("'=1", "''=1"),
            ("'tis", "'tis"),
            (" =1", '" =1"'),
            ("a;b", '"a;b"'),
            ("'", "'"),
            ("a;=1", '"a;\'=1"'),
            ("a;'=1", "\"a;''=1\""),
            ('a;"=1', '"a;\'""=1"'),
            ("a;'\"'=1;", '"a;\'\'""\'=1;"'),
            ("a\r\n- b\n@c", "\"a\r\n'- b\n'@c\""),
            ("a\t+1;;-1", "\"a\t'+1;;'-1\""),
            ("a;\uff1d1", '"a;\'\uff1d1"'),
            ("a;b'=1; =2", '"a;b\'=1; =2"'),
            ("a,=1", '"a,=1"'),
        ),
        start=1,
    ):
        gives = {"csv": f"{MARK}{ENTRY_HEADINGS}\r\n1,,,,,,,,,,{harmless}\r\n"}
        given = journal(entry={"1": {"note": text(cell)}})
        yield succeeds(
            f"entries_csv_of_cell_{place}", "15", "entries_csv", "a cell and how it is harmless", given, gives
        )
        csv = f"{MARK}{ENTRY_HEADINGS}\r\n1,2026-11-23,,,calm,1,,,,,{harmless}\r\n"
        back = {"1": {"checklist": "calm", "version": 1, "day": "2026-11-23", "note": text(cell)}}
        yield read_csv(f"of_cell_{place}", "the same cell back", csv, {"entry": back})


def read_csv(name: str, why: str, csv: str, objects: Any, refused: list[list[Any]] | None = None) -> Named:
    gives = {"json": written(objects), "refused": refused or []}
    return succeeds(f"read_csv_{name}", "15", "read_csv", why, {"csv": csv}, gives)


def row(
    id: str = "1", day: str = "2026-11-23", version: str = "1", answer: str = "calm,,yes,", note: str = ""
) -> str:
    return f"{id},{day},,,calm,{version},{answer},{note}"


def tables_read() -> Iterator[Named]:
    good = {"good": {"checklist": "calm", "version": 1, "day": "2026-11-23", "answer.calm": "yes"}}
    entry = dict(ENTRY)
    said = "1,2026-11-23,Europe/Lisbon,2026-11-23T18:00:00Z,calm,1"
    csv = f"{MARK}{ENTRY_HEADINGS}\r\n{said},calm,x,yes,y,'=HYPERLINK(1)\r\n{said},other,,odd,,\r\n"
    yield read_csv(
        "of_an_entry", "codes alone are read; rows of one id are one entry", csv, {"entry": {"1": entry}}
    )
    yield read_csv(
        "with_plain_line_ends",
        "some programs write them",
        csv.replace("\r\n", "\n").removeprefix(MARK),
        {"entry": {"1": entry}},
    )
    yield read_csv(
        "with_semicolons",
        "a spreadsheet's own way",
        f"{ENTRY_HEADINGS}\n{row('good')}".replace(",", ";"),
        {"entry": good},
    )
    quoted = "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in (ENTRY_HEADINGS, row("good"))
    )
    yield read_csv("with_every_cell_quoted", "a spreadsheet's own way", quoted + "\n\n", {"entry": good})
    talk = {key: value for key, value in TALK.items() if key != "agenda.facts"}
    yield read_csv(
        "of_a_consultation",
        "as it was",
        f"{MARK}{TALK_HEADINGS}\r\n{TALK_ROW}\r\n",
        {"consultation": {"t": talk}},
    )

    last = talk_row("t", {"when": "2026-11-24T23:59", "minutes": "9007199254740991"})
    yield read_csv(
        "at_its_limits",
        "the last minute of a day, the largest number",
        f"{TALK_HEADINGS}\n{last}\n",
        {"consultation": {"t": {"when": "2026-11-24T23:59", "minutes": 9007199254740991}}},
    )


def rows_refused() -> Iterator[Named]:
    good = {"good": {"checklist": "calm", "version": 1, "day": "2026-11-23", "answer.calm": "yes"}}
    for name, why, bad, field in (
        ("a_day_that_is_none", "30 February", row(day="2026-02-30"), "day"),
        ("a_day_in_other_words", "days are written in one way", row(day="23.11.2026"), "day"),
        ("a_version_in_words", "versions are numbers", row(version="one"), "version"),
        ("a_version_past_the_last", "numbers are exact", row(version="9007199254740992"), "version"),
        ("an_answer_without_a_question", "both or neither", row(answer=",,yes,"), "answer"),
        ("a_cell_too_few", "columns are counted", row()[:-1], "entry"),
        ("a_cell_too_many", "columns are counted", row() + ",", "entry"),
        ("no_id", "an entry has an id", row(id=""), ""),
        ("an_id_too_long", "at most 64 bytes", row(id="i" * 65), ""),
        ("another_day_for_the_same_entry", "its rows say the same", row("good", day="2026-11-24"), "day"),
        (
            "another_answer_to_the_same_question",
            "one answer each",
            row("good", answer="calm,,no,"),
            "answer.calm",
        ),
    ):
        csv = f"{ENTRY_HEADINGS}\r\n{row('good')}\r\n{bad}\r\n"
        refused = [[3, "entry", bad.split(",")[0][:64], "malformed-row", field]]
        yield read_csv(f"with_{name}", f"{why}; the others are taken", csv, {"entry": good}, refused)
    for name, why, at, cell in (
        ("a_date_that_is_none", "days exist", 1, "2026-13-01"),
        ("minutes_in_words", "minutes are numbers", 2, "50 min"),
        ("another_yes", "yes or no", 8, "maybe"),
        ("another_time", "a time on the wall clock", 24, "2026-11-24 13:00"),
        ("an_hour_24", "a day has hours 0 to 23", 24, "2026-11-24T24:00"),
        ("a_minute_60", "an hour has minutes 0 to 59", 24, "2026-11-24T23:60"),
        ("minutes_past_the_last", "numbers are exact", 2, "9007199254740992"),
    ):
        cells = ["t", *[""] * 27]
        cells[at] = cell
        refused = [[2, "consultation", "t", "malformed-row", TALK_HEADINGS.split(",")[at]]]
        yield read_csv(f"with_{name}", why, f"{TALK_HEADINGS}\n{','.join(cells)}\n", {}, refused)


def tables_refused() -> Iterator[Named]:
    for name, why, csv in (
        ("of_other_columns", "another program's", "entry,when\n1,2"),
        ("without_a_header", "another program's", "1,2,3\n"),
        ("that_is_empty", "nothing", ""),
        ("with_an_open_quote", "cut in a cell", f'{ENTRY_HEADINGS}\n1,"2026'),
        ("with_text_behind_a_quote", "no CSV", f'{ENTRY_HEADINGS}\n"1"x,2\n'),
    ):
        yield fails(f"read_csv_{name}", "15", "read_csv", "malformed-file", why, {"csv": csv})
