"""Vectors of PROTOCOL 15: the journal as Markdown, and its checks as a FHIR bundle."""

import json
from collections.abc import Iterator
from typing import Any

from tests.sync.a_readable import ENTRY, journal
from tests.sync.a_vector import Named, succeeds
from tests.sync.vectors_of_merge import text


def vectors() -> Iterator[Named]:
    yield from pages()
    yield from bundles()


def pages() -> Iterator[Named]:
    hostile = "# No\n- <b>x</b> [l](javascript:1)\n1. one\n 2) two\n+ three\n=== `a`\x1b\u202e"
    given = journal(
        entry={
            "2": {**ENTRY, "authored": "2026-11-23T19:00:00Z", "note": text(hostile)},
            "1": {"day": "2026-11-22"},
        },
        consultation={
            "t": {"date": "2026-11-24", "minutes": 50, "set-agenda": True, "learned": text("Wait.")}
        },
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
            "> \\# No\n> \\- \\<b\\>x\\</b\\> \\[l\\](javascript:1)"
            "\n> 1\\. one\n>  2\\) two\n> \\+ three\n> \\=== \\`a\\`\ufffd\ufffd",
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
    yield a_page_of_odd_texts()
    yield succeeds("markdown_of_nothing", "15", "journal_markdown", "an empty journal", journal(), empty)


def a_page_of_odd_texts() -> Named:
    given = journal(
        entry={
            "1": {"day": "2026-11-22", "note": text("\\ ` * _ { } [ ] < > & ~ | # \u2066\u2069")},
            "2": {"day": "2026-11-22", "checklist": "of-a-later-app", "version": 1},
        },
        consultation={
            "a": {"when": "2026-11-26T13:00", "day": "2026-11-20", "set-agenda": False},
            "b": {"date": "2026-11-25", "when": "2026-11-27T13:00"},
            "c": {"date": "2026-11-25"},
        },
        reflection={"r": {"day": "2026-11-30", "prompt.a": text("2) two\r\n+ plus\r  10. ten \n\n===")}},
    )
    says = "\n\n".join(
        [
            "# Plumbline journal",
            "## Entries",
            "### 2026-11-22",
            "**?**",
            "> \\\\ \\` \\* \\_ \\{ \\} \\[ \\] \\< \\> \\& \\~ \\| \\# \ufffd\ufffd",
            "**of-a-later-app**",
            "## Consultations",
            "### 2026-11-25",
            "- Date: 2026-11-25\n- When: 2026-11-27T13:00",
            "### 2026-11-25",
            "- Date: 2026-11-25",
            "### 2026-11-26T13:00",
            "- Day: 2026-11-20\n- Set agenda: no\n- When: 2026-11-26T13:00",
            "## Reflections",
            "### 2026-11-30",
            "- Day: 2026-11-30",
            "**Prompt a**",
            "> 2\\) two\n> \\+ plus\n>   10\\. ten\n>\n> \\===",
        ]
    )
    why = "nothing is markup, a heading is the first that it says of when, and a day stands once"
    return succeeds("markdown_of_odd_texts", "15", "journal_markdown", why, given, {"markdown": says + "\n"})


ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def coding(code: str, display: str, ordinal: int | None) -> Any:
    extension = {} if ordinal is None else {"extension": [{"url": ORDINAL, "valueDecimal": ordinal}]}
    return {"valueCoding": {"code": code, "display": display, **extension}}


def bundles() -> Iterator[Named]:
    yield a_bundle_of_one_entry()
    yield a_bundle_of_odd_fields()
    yield a_bundle_of_many_versions()
    yield bundle("_of_nothing", "an empty list is not allowed", journal(), [])


def a_bundle_of_one_entry() -> Named:
    questionnaire = {
        "resourceType": "Questionnaire",
        "url": "urn:plumbline:checklist:calm",
        "version": "1",
        "status": "active",
        "title": "Calm",
        "item": [
            {
                "linkId": "calm",
                "text": "Was I calm, really?",
                "type": "choice",
                "required": False,
                "answerOption": [coding("yes", "Yes, quite", 0), coding("no", "No", 3)],
            },
            {
                "linkId": "why",
                "text": "Why?",
                "type": "choice",
                "required": False,
                "answerOption": [coding("a-lot", "A lot", None), coding("b", "B", None)],
                "enableWhen": [{"question": "calm", "operator": "=", "answerCoding": {"code": "no"}}],
            },
        ],
    }
    own = [("practice-day", "2026-11-23"), ("time-zone", "Europe/Lisbon"), ("note", "=HYPERLINK(1)")]
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "id": "1",
        "extension": [{"url": f"urn:plumbline:{name}", "valueString": said} for name, said in own],
        "questionnaire": "urn:plumbline:checklist:calm|1",
        "authored": "2026-11-23T18:00:00Z",
        "item": [
            {"linkId": "calm", "text": "Was I calm, really?", "answer": [coding("yes", "Yes, quite", 0)]},
            {"linkId": "other", "answer": [{"valueCoding": {"code": "odd"}}]},
        ],
    }
    entries = [("urn:plumbline:checklist:calm:1", questionnaire), ("urn:plumbline:entry:1", response)]
    return bundle("", "the checklist in its version, and the response", journal(entry={"1": ENTRY}), entries)


def a_bundle_of_odd_fields() -> Named:
    odd = {
        "checklist": "a b",
        "version": 7,
        "answer.x": "two words",
        "authored": "yesterday",
        "note": text("\x00"),
    }
    said = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "urn:plumbline:checklist:a%20b|7",
        "extension": [{"url": "urn:plumbline:note", "valueString": "\ufffd"}],
        "item": [{"linkId": "x", "answer": [{"valueString": "two words"}]}],
    }
    return bundle(
        "_of_odd_fields",
        "what is not of FHIR's form is left out, or a string",
        journal(entry={"\xe9 1": odd}),
        [("urn:plumbline:entry:%C3%A9%201", said)],
    )


def a_bundle_of_many_versions() -> Named:
    item = {"linkId": "calm", "text": "Calm?", "type": "string", "required": False}
    asked = [("b", 1), *(("calm", version) for version in (2, 3, 10, 20, 100))]
    own = {
        f"version.{version}": {
            "id": id, "version": version, "item": [{"linkId": "calm", "text": "Calm?"}],
        }
        for id, version in reversed(asked)
    }  # fmt: skip
    answered = {
        f"{id}-{version}": {"checklist": id, "version": version} for id, version in [("calm", 4), *asked]
    }
    questionnaires = [
        (
            f"urn:plumbline:checklist:{id}:{version}",
            {
                "resourceType": "Questionnaire", "url": f"urn:plumbline:checklist:{id}",
                "version": str(version), "status": "active", "item": [item],
            },
        )
        for id, version in asked
    ]  # fmt: skip
    responses = [
        (
            f"urn:plumbline:entry:{name}",
            {
                "resourceType": "QuestionnaireResponse", "status": "completed", "id": name,
                "questionnaire": f"urn:plumbline:checklist:{it['checklist']}|{it['version']}",
            },
        )
        for name, it in sorted(answered.items())
    ]  # fmt: skip
    return bundle(
        "_of_many_versions",
        "sorted by id, then by the number of the version; one that nobody knows is not there",
        {"objects": {"entry": answered, "checklist": {"own": own}}, "checklists": []},
        [*questionnaires, *responses],
    )


def bundle(name: str, why: str, given: Any, entries: list[tuple[str, Any]]) -> Named:
    listed = [{"fullUrl": url, "resource": resource} for url, resource in entries]
    whole = {"resourceType": "Bundle", "type": "collection", **({"entry": listed} if listed else {})}
    says = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return succeeds(f"fhir_bundle{name}", "15", "fhir_bundle", why, given, {"bundle": says})
