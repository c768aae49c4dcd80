"""What a record of professional development comes to: `python -m tests.sync.a_record` writes it again.

Talks of the made-up year with odd ones beside them, reflections and notes; for each span and choice the rows,
sums, table and page, as Python finds them, for the other language to find the same.
"""

import json
from dataclasses import asdict
from typing import Any

from sync.journal_json import Objects
from sync.record import Named, rows_of, sums_of
from sync.record_files import record_page, record_table
from sync.values import canonical
from tests.sync.a_year import CONTENT, CORPUS, YEAR

RECORD = CORPUS / "record.json"
WORDS = json.loads((CONTENT / "words" / "en.json").read_text(encoding="utf-8"))
ENTRIES = ("01", "02", "03")
# Of a text: what is markup, what a spreadsheet would calculate, more than one line, and no letter of ours.
HOSTILE = '=HYPERLINK("https://x.example")|**bold** <b>\r\n# {day} ÄÖ 語'


def objects() -> Any:
    """The talks of the year, and what else a record may meet."""
    talks = dict(json.loads(YEAR.read_bytes())["objects"]["consultation"])
    return {
        "consultation": talks | _odd_talks(),
        "reflection": {
            "2026-01": _reflection("2026-02-01", 25, general_surprised="How calm it was.", general_left=""),
            "2026-03": _reflection("2026-03-31", None, self_care_gave_back=HOSTILE, of_a_later_app="Later."),
            "2026-04": _reflection("2026-04-30", 20),
            "2026-05": _reflection("2026-05-32", 20, general_surprised="Of no day."),
            "2026": _reflection("2026-12-31", 90, year_carry="Less, and better."),
        },
        "entry": {
            "01": {"day": "2026-02-01", "checklist": "daily", "version": 1, "note": {"text": "Ran over."}},
            "02": {"day": "2026-02-01", "checklist": "daily", "version": 1},
            "03": {"day": "2026-12-31", "checklist": "daily", "version": 1, "note": {"text": HOSTILE}},
        },
    }


CASES: tuple[dict[str, Any], ...] = (
    {"first": "2026-01", "last": "2026-12"},
    {
        "first": "2026-01",
        "last": "2026-12",
        "reflections": ["2026-01", "2026-03", "2026-04"],
        "entries": [*ENTRIES],
    },
    {"first": "2026-02", "last": "2026-02", "without": ["odd-1"], "entries": ["02"]},
    {"first": "2019-01", "last": "2019-12"},
)


def told(objects: Objects, case: dict[str, Any]) -> dict[str, Any]:
    """All that a case comes to."""
    first, last = case["first"], case["last"]
    named = Named(*(frozenset(case.get(name, ())) for name in ("reflections", "entries", "without")))
    rows = rows_of(objects, first, last, named)
    return {
        **case,
        "rows": [asdict(row) for row in rows],
        "sums": asdict(sums_of(rows)),
        "csv": record_table(rows, WORDS).decode(),
        "markdown": record_page(rows, first, last, WORDS),
    }


def text() -> bytes:
    """What stands in the file."""
    found = objects()
    cases = json.loads(json.dumps([told(found, case) for case in CASES]))
    return canonical({"objects": found, "cases": cases}) + b"\n"


def _odd_talks() -> dict[str, dict[str, object]]:
    logged: dict[str, object] = {"date": "2026-02-01", "minutes": 50, "learned": {"text": HOSTILE}}
    open_to_all: dict[str, object] = {"de-identified": True}
    return {
        "odd-1": logged | open_to_all | {"kind": "peer", "domain.self-care": True, "domain.boundaries": True},
        "odd-2": logged | {"kind": "legal", "action": {"text": "Not to be read."}, "action-by": "2026-03-01"},
        "odd-3": logged | open_to_all | {"domain.of-a-later-app": True, "kind": "of-a-later-app"},
        "odd-4": logged
        | open_to_all
        | {
            "action": {"text": "Ask {day} again."},
            "action-by": "2026-03-01",
            "hours-for.cpd": True,
            "hours-for.nothing": True,
        },
        "odd-5": logged | open_to_all | {"action-by": "2026-02-30", "hours-for.peer-hours": True},
        "odd-6": logged | {"minutes": 1441},
        "odd-7": logged | {"date": "2026-02-29"},
        # What says neither yes nor no; and two that a language may not keep in this order.
        "9": logged | {"de-identified": "yes", "domain.boundaries": "yes", "hours-for.cpd": 1},
        "10": logged | {"de-identified": "yes"},
        "odd-8": {"when": "2026-02-01T13:00", "length": 50},
    }


def _reflection(day: str, minutes: int | None, **texts: str) -> dict[str, object]:
    said = {f"prompt.{name.replace('_', '-')}": {"text": text} for name, text in texts.items()}
    return {"day": day, "minutes": minutes, **said}


def main() -> None:
    RECORD.write_bytes(text())


if __name__ == "__main__":
    main()
