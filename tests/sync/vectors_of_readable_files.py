"""Vectors of PROTOCOL 15: tables, pages, FHIR, and how a file is told by its beginning."""

import json
from collections.abc import Iterator
from typing import Any

from tests.sync.a_vector import Named, fails, succeeds
from tests.sync.vectors_of_merge import text
from tests.sync.vectors_of_readable import written

ENTRY = {
    "checklist": "calm", "version": 1, "day": "2026-11-23", "zone": "Europe/Lisbon",
    "authored": "2026-11-23T18:00:00Z", "answer.calm": "yes", "answer.other": "odd", "note": text("=HYPERLINK(1)"),
}  # fmt: skip
CHECKLIST = {
    "id": "calm", "version": 1, "title": "Calm",
    "item": [
        {"linkId": "calm", "domain": "own", "text": "Was I calm, really?", "type": "choice", "answerOption": [
            {"code": "yes", "display": "Yes, quite", "ordinal": 0}, {"code": "no", "display": "No", "ordinal": 3},
        ]},
        {"linkId": "why", "domain": "own", "text": "Why?", "type": "choice",
         "enableWhen": [{"question": "calm", "operator": "=", "answer": "no"}], "answerOption": [
            {"code": "a-lot", "display": "A lot", "ordinal": None}, {"code": "b", "display": "B", "ordinal": None},
        ]},
    ],
}  # fmt: skip
TALK = {
    "date": "2026-11-24", "minutes": 50, "kind": "supervision", "domain.boundaries": True, "domain.self-care": True,
    "set-agenda": False, "learned": text('He said "wait",\nthen nothing.'), "closes.b": True, "closes.a": False,
    "name": text("-1"), "agenda.facts": text("Left out."),
}  # fmt: skip
ENTRY_HEADINGS = "entry,day,zone,authored,checklist,version,question,question in words,answer,answer in words,note"
TALK_HEADINGS = (
    "consultation,date,minutes,kind,mode,role,name,direction,set-agenda,domain,question,options,learned,goal,action,"
    "action-by,outcome,benefit,hours-for,evidence,de-identified,closes,stays-open,for,when,zone,length,contact"
)
MARK = "\ufeff"


def vectors() -> Iterator[Named]:
    yield from tables_written()
    yield from tables_read()
    yield from pages()
    yield from bundles()
    yield from kinds()
    yield from ages()


def journal(**objects: Any) -> dict[str, Any]:
    return {"objects": objects, "checklists": [CHECKLIST]}


def tables_written() -> Iterator[Named]:
    said = "1,2026-11-23,Europe/Lisbon,2026-11-23T18:00:00Z,calm,1"
    rows = [
        ENTRY_HEADINGS,
        f"{said},calm,\"Was I calm, really?\",yes,\"Yes, quite\",'=HYPERLINK(1)",
        f"{said},other,,odd,,",
        "",
    ]
    why = "a row for each answer, in its words; what would be a formula is harmless"
    gives = {"csv": MARK + "\r\n".join(rows)}
    yield succeeds("entries_csv", "15", "entries_csv", why, journal(entry={"1": ENTRY}), gives)
    bare = {"csv": f"{MARK}{ENTRY_HEADINGS}\r\n1,,,,,,,,,,\r\n"}
    why = "an entry without an answer, and fields of no use"
    odd = {"x": {"x": 1, "answer.calm": None, "version": "1", "day": 5, "note": "text"}}
    yield succeeds("entries_csv_of_odd_fields", "15", "entries_csv", why, journal(entry={"1": odd["x"]}), bare)
    talk = (
        "t,2026-11-24,50,supervision,,,'-1,,no,boundaries self-care,,,\"He said \"\"wait\"\",\nthen nothing.\","
        ",,,,,,,,b,a,,,,,"
    )
    gives = {"csv": f"{MARK}{TALK_HEADINGS}\r\n{talk}\r\n"}
    why = "texts with line ends and quotes; yes and no by rule"
    yield succeeds("consultations_csv", "15", "consultations_csv", why, journal(consultation={"t": TALK}), gives)
    none = {"csv": f"{MARK}{TALK_HEADINGS}\r\n"}
    yield succeeds("consultations_csv_of_none", "15", "consultations_csv", "the columns alone", journal(), none)
    for place, (cell, harmless) in enumerate(
        (
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", '"\'\t=1"'),
            ("\r=1", '"\'\r=1"'), ("\n=1", '"\'\n=1"'), ("\uff1d1", "'\uff1d1"), ("'=1", "''=1"), ("'tis", "'tis"),
            (" =1", '" =1"'), ("a;b", '"a;b"'), ("'", "'"),
        ),
        start=1,
    ):  # fmt: skip
        gives = {"csv": f"{MARK}{ENTRY_HEADINGS}\r\n1,,,,,,,,,,{harmless}\r\n"}
        given = journal(entry={"1": {"note": text(cell)}})
        yield succeeds(f"entries_csv_of_cell_{place}", "15", "entries_csv", "a cell and how it is harmless", given, gives)
        csv = f"{MARK}{ENTRY_HEADINGS}\r\n1,2026-11-23,,,calm,1,,,,,{harmless}\r\n"
        back = {"1": {"checklist": "calm", "version": 1, "day": "2026-11-23", "note": text(cell)}}
        yield read_csv(f"of_cell_{place}", "the same cell back", csv, {"entry": back})


def read_csv(name: str, why: str, csv: str, objects: Any, refused: list[list[Any]] | None = None) -> Named:
    gives = {"json": written(objects), "refused": refused or []}
    return succeeds(f"read_csv_{name}", "15", "read_csv", why, {"csv": csv}, gives)


def row(id: str = "1", day: str = "2026-11-23", version: str = "1", answer: str = "calm,,yes,", note: str = "") -> str:
    return f"{id},{day},,,calm,{version},{answer},{note}"


def tables_read() -> Iterator[Named]:
    good = {"good": {"checklist": "calm", "version": 1, "day": "2026-11-23", "answer.calm": "yes"}}
    entry = {key: value for key, value in ENTRY.items()}
    said = "1,2026-11-23,Europe/Lisbon,2026-11-23T18:00:00Z,calm,1"
    csv = f"{MARK}{ENTRY_HEADINGS}\r\n{said},calm,x,yes,y,'=HYPERLINK(1)\r\n{said},other,,odd,,\r\n"
    yield read_csv("of_an_entry", "codes alone are read; rows of one id are one entry", csv, {"entry": {"1": entry}})
    yield read_csv("with_plain_line_ends", "some programs write them", csv.replace("\r\n", "\n").removeprefix(MARK), {"entry": {"1": entry}})  # fmt: skip
    yield read_csv("with_semicolons", "a spreadsheet's own way", f"{ENTRY_HEADINGS}\n{row('good')}".replace(",", ";"), {"entry": good})  # fmt: skip
    quoted = "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in (ENTRY_HEADINGS, row("good")))
    yield read_csv("with_every_cell_quoted", "a spreadsheet's own way", quoted + "\n\n", {"entry": good})
    talk = {key: value for key, value in TALK.items() if key != "agenda.facts"}
    line = "t,2026-11-24,50,supervision,,,'-1,,no,boundaries self-care,,,\"He said \"\"wait\"\",\nthen nothing.\",,,,,,,,,b,a,,,,,"  # fmt: skip
    yield read_csv("of_a_consultation", "as it was", f"{MARK}{TALK_HEADINGS}\r\n{line}\r\n", {"consultation": {"t": talk}})  # fmt: skip
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
        ("another_answer_to_the_same_question", "one answer each", row("good", answer="calm,,no,"), "answer.calm"),
    ):
        csv = f"{ENTRY_HEADINGS}\r\n{row('good')}\r\n{bad}\r\n"
        refused = [[3, "entry", bad.split(",")[0][:64], "malformed-row", field]]
        yield read_csv(f"with_{name}", f"{why}; the others are taken", csv, {"entry": good}, refused)
    for name, why, at, cell in (
        ("a_date_that_is_none", "days exist", 1, "2026-13-01"), ("minutes_in_words", "minutes are numbers", 2, "50 min"),
        ("another_yes", "yes or no", 8, "maybe"), ("another_time", "a time on the wall clock", 24, "2026-11-24 13:00"),
    ):  # fmt: skip
        cells = ["t", *[""] * 27]
        cells[at] = cell
        refused = [[2, "consultation", "t", "malformed-row", TALK_HEADINGS.split(",")[at]]]
        yield read_csv(f"with_{name}", why, f"{TALK_HEADINGS}\n{','.join(cells)}\n", {}, refused)
    for name, why, csv in (
        ("of_other_columns", "another program's", "entry,when\n1,2"),
        ("without_a_header", "another program's", "1,2,3\n"),
        ("that_is_empty", "nothing", ""),
        ("with_an_open_quote", "cut in a cell", f'{ENTRY_HEADINGS}\n1,"2026'),
        ("with_text_behind_a_quote", "no CSV", f'{ENTRY_HEADINGS}\n"1"x,2\n'),
    ):
        yield fails(f"read_csv_{name}", "15", "read_csv", "malformed-file", why, {"csv": csv})


def pages() -> Iterator[Named]:
    hostile = "# No\n- <b>x</b> [l](javascript:1)\n1. one\n=== `a`\x1b\u202e"
    given = journal(
        entry={"2": {**ENTRY, "authored": "2026-11-23T19:00:00Z", "note": text(hostile)}, "1": {"day": "2026-11-22"}},
        consultation={"t": {"date": "2026-11-24", "minutes": 50, "set-agenda": True, "learned": text("Wait.")}},
        worksheet={"w": {"title": text("A choice"), "step.facts": text("One\n\ntwo")}},
        reflection={"2026-11": {"prompt.boundaries": text("Firmer.")}},
    )
    says = "\n\n".join(
        [
            "# Plumbline journal",
            "## Entries",
            "### 2026-11-22",
            "**?**",
            "### 2026-11-23",
            "**Calm**",
            "- Was I calm, really? **Yes, quite**\n- other **odd**",
            "> \\# No\n> \\- \\<b\\>x\\</b\\> \\[l\\](javascript:1)\n> 1\\. one\n> \\=== \\`a\\`\ufffd\ufffd",
            "## Consultations",
            "### 2026-11-24",
            "- Date: 2026-11-24\n- Minutes: 50\n- Set agenda: yes",
            "**Learned**",
            "> Wait.",
            "## Decision worksheets",
            "### w",
            "**Step facts**",
            "> One\n>\n> two",
            "**Title**",
            "> A choice",
            "## Reflections",
            "### 2026-11",
            "**Prompt boundaries**",
            "> Firmer.",
        ]
    )
    why = "what a person wrote is shown as it was written, and steers nothing"
    yield succeeds("markdown", "15", "journal_markdown", why, given, {"markdown": says + "\n"})
    empty = {"markdown": "# Plumbline journal\n"}
    yield succeeds("markdown_of_nothing", "15", "journal_markdown", "an empty journal", journal(), empty)


ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def coding(code: str, display: str, ordinal: int | None) -> Any:
    extension = {} if ordinal is None else {"extension": [{"url": ORDINAL, "valueDecimal": ordinal}]}
    return {"valueCoding": {"code": code, "display": display, **extension}}


def bundles() -> Iterator[Named]:
    questionnaire = {
        "resourceType": "Questionnaire", "url": "urn:plumbline:checklist:calm", "version": "1", "status": "active",
        "title": "Calm",
        "item": [
            {"linkId": "calm", "text": "Was I calm, really?", "type": "choice", "required": False,
             "answerOption": [coding("yes", "Yes, quite", 0), coding("no", "No", 3)]},
            {"linkId": "why", "text": "Why?", "type": "choice", "required": False,
             "answerOption": [coding("a-lot", "A lot", None), coding("b", "B", None)],
             "enableWhen": [{"question": "calm", "operator": "=", "answerCoding": {"code": "no"}}]},
        ],
    }  # fmt: skip
    own = [("practice-day", "2026-11-23"), ("time-zone", "Europe/Lisbon"), ("note", "=HYPERLINK(1)")]
    response = {
        "resourceType": "QuestionnaireResponse", "status": "completed", "id": "1",
        "extension": [{"url": f"urn:plumbline:{name}", "valueString": said} for name, said in own],
        "questionnaire": "urn:plumbline:checklist:calm|1", "authored": "2026-11-23T18:00:00Z",
        "item": [
            {"linkId": "calm", "text": "Was I calm, really?", "answer": [coding("yes", "Yes, quite", 0)]},
            {"linkId": "other", "answer": [{"valueCoding": {"code": "odd"}}]},
        ],
    }  # fmt: skip
    entries = [("urn:plumbline:checklist:calm:1", questionnaire), ("urn:plumbline:entry:1", response)]
    yield bundle("", "the checklist in its version, and the response", journal(entry={"1": ENTRY}), entries)
    odd = {"checklist": "a b", "version": 7, "answer.x": "two words", "authored": "yesterday", "note": text("\x00")}
    said = {
        "resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "urn:plumbline:checklist:a%20b|7",
        "extension": [{"url": "urn:plumbline:note", "valueString": "\ufffd"}],
        "item": [{"linkId": "x", "answer": [{"valueString": "two words"}]}],
    }  # fmt: skip
    yield bundle("_of_odd_fields", "what is not of FHIR's form is left out, or a string", journal(entry={"\xe9 1": odd}), [("urn:plumbline:entry:%C3%A9%201", said)])  # fmt: skip
    yield bundle("_of_nothing", "an empty list is not allowed", journal(), [])


def bundle(name: str, why: str, given: Any, entries: list[tuple[str, Any]]) -> Named:
    listed = [{"fullUrl": url, "resource": resource} for url, resource in entries]
    whole = {"resourceType": "Bundle", "type": "collection", **({"entry": listed} if listed else {})}
    says = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return succeeds(f"fhir_bundle{name}", "15", "fhir_bundle", why, given, {"bundle": says})


def kinds() -> Iterator[Named]:
    for name, beginning, kind in (
        ("json", b'{"format":"plumbline-json",', "json"),
        ("json_with_space", b'\xef\xbb\xbf \r\n{"objects"', "json"),
        ("journal", b'{"format":"plumbline-journal","version":1', "journal"),
        ("journal_named_later", b'{"format":"plumbline-json"}\n"plumbline-journal"', "json"),
        ("age", b"age-encryption.org/v1\n-> scrypt", "age"),
        ("age_of_a_later_version", b"age-encryption.org/v2\n", "age"),
        ("entries", b"\xef\xbb\xbfentry,day", "table"),
        ("entries_quoted", b'"entry";"day"', "table"),
        ("consultations", b"consultation\tdate", "table"),
    ):
        given = {"beginning": beginning.hex()}
        yield succeeds(f"file_kind_{name}", "15", "file_kind", "by its beginning", given, {"kind": kind})
    for name, beginning, type in (
        ("of_nothing", b"", "not-a-journal-file"),
        ("of_a_letter", b"Dear mother,", "not-a-journal-file"),
        ("of_another_table", b"entries,day", "not-a-journal-file"),
        ("of_a_pdf", b"%PDF-1.7", "not-a-journal-file"),
        ("of_gzip", b"\x1f\x8b\x08\x00", "compressed-file"),
        ("of_zip", b"PK\x03\x04", "compressed-file"),
        ("of_zstandard", b"\x28\xb5\x2f\xfd\x00", "compressed-file"),
    ):
        given = {"beginning": beginning.hex()}
        yield fails(f"file_kind_{name}", "15", "file_kind", type, "by its beginning", given)


SALT = "y0LR9z9y8QtkxT6t4Uo/2A"
BODY = "LBnD5lnvoQe2yOJvGZ5U2S3LzF3Ygb4dHwsv8NsCcTA"


def ages() -> Iterator[Named]:
    def header(*stanzas: str, version: str = "v1", end: str = "--- x\n") -> str:
        return f"age-encryption.org/{version}\n" + "".join(f"-> {it}\n{BODY}\n" for it in stanzas) + end

    for factor in (1, 17, 18):
        given = {"file": header(f"scrypt {SALT} {factor}")}
        yield succeeds(f"age_work_factor_of_{factor}", "15", "age_work_factor", "as the header says", given, {"work_factor": factor})  # fmt: skip
    for name, why, file, type in (
        ("of_19", "more than a phone has", header(f"scrypt {SALT} 19"), "unsafe-lock"),
        ("of_63", "it would never end", header(f"scrypt {SALT} 63"), "unsafe-lock"),
        ("of_9999", "it would never end", header(f"scrypt {SALT} 9999"), "unsafe-lock"),
        ("of_0", "no work factor", header(f"scrypt {SALT} 0"), "malformed-file"),
        ("of_five_digits", "no work factor", header(f"scrypt {SALT} 10000"), "malformed-file"),
        ("with_a_leading_zero", "no work factor", header(f"scrypt {SALT} 017"), "malformed-file"),
        ("in_words", "no work factor", header(f"scrypt {SALT} many"), "malformed-file"),
        ("without_one", "a stanza has both", header(f"scrypt {SALT}"), "malformed-file"),
        ("with_another_argument", "a stanza has both", header(f"scrypt {SALT} 17 x"), "malformed-file"),
        ("with_a_short_salt", "16 bytes", header(f"scrypt {SALT[:-1]} 17"), "malformed-file"),
        ("of_two_passphrases", "a passphrase is alone", header(f"scrypt {SALT} 17", f"scrypt {SALT} 17"), "malformed-file"),
        ("beside_a_key", "a passphrase is alone", header(f"scrypt {SALT} 17", f"X25519 {BODY}"), "malformed-file"),
        ("of_a_key", "no passphrase opens it", header(f"X25519 {BODY}"), "sealed-to-a-key"),
        ("of_nothing", "nothing opens it", header(), "malformed-file"),
        ("without_an_end", "cut short", header(f"scrypt {SALT} 17", end=""), "malformed-file"),
        ("past_4096_bytes", "no such header is ours", header(*[f"scrypt {SALT} 17"] * 60), "malformed-file"),
        ("of_version_2", "a newer age wrote it", header(f"scrypt {SALT} 17", version="v2"), "newer-journal-file"),
        ("of_another_file", "it is not age", "Dear mother,\n---", "malformed-file"),
    ):  # fmt: skip
        yield fails(f"age_work_factor_{name}", "15", "age_work_factor", type, why, {"file": file})
    for name, why, typed, normal in (
        ("as_typed", "nothing else is changed", "Caf\u00e9  \u2122 lantern", "Caf\u00e9  \u2122 lantern"),
        ("decomposed", "one form of each letter", "Cafe\u0301", "Caf\u00e9"),
        ("with_white_space", "keyboards add it", " \u00a0lantern\n", "lantern"),
        ("of_1024_bytes", "the longest", "x" * 1024, "x" * 1024),
    ):
        gives = {"normal_form": normal.encode().hex()}
        yield succeeds(f"age_passphrase_{name}", "15", "age_normal_form", why, {"passphrase": typed}, gives)
    for name, typed, type in (
        ("of_white_space", " \u2003", "passphrase-empty"), ("of_1025_bytes", "x" * 1025, "passphrase-too-long"),
    ):  # fmt: skip
        yield fails(f"age_passphrase_{name}", "15", "age_normal_form", type, "a limit", {"passphrase": typed})
