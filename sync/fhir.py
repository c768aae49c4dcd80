"""A journal's checks as a FHIR R4 bundle: what was asked, and what was answered (PROTOCOL 15). Pure.

What is not of FHIR's form is left out of it, or said as a plain string: a bundle always validates.
"""

import re
from datetime import date
from typing import TypeAlias
from urllib.parse import quote

from sync.definitions import (
    Answered,
    Condition,
    Definition,
    Definitions,
    Entry,
    Option,
    Question,
    answers_in_words,
    by_units,
    entries_in,
)
from sync.journal_json import Objects
from sync.values import JsonValue, canonical

Resource: TypeAlias = dict[str, JsonValue]

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACE = re.compile("[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z", re.ASCII)


def fhir_bundle(objects: Objects, definitions: Definitions) -> bytes:
    """A Bundle of type collection, as canonical JSON."""
    entries = entries_in(objects)
    used = {(entry.checklist, entry.version) for entry in entries} & definitions.keys()
    questionnaires = [
        _in_bundle(_url(definitions[name]), _questionnaire(definitions[name]))
        for name in sorted(used, key=lambda name: (by_units(name[0]), name[1]))
    ]
    responses = [
        _in_bundle(f"urn:plumbline:entry:{_quoted(entry.id)}", _response(entry, definitions))
        for entry in entries
    ]
    bundle: Resource = {"resourceType": "Bundle", "type": "collection"}
    if questionnaires or responses:
        bundle["entry"] = [*questionnaires, *responses]
    return canonical(bundle)


def _in_bundle(url: str, resource: Resource) -> JsonValue:
    return {"fullUrl": url, "resource": resource}


def _questionnaire(definition: Definition) -> Resource:
    found: Resource = {
        "resourceType": "Questionnaire",
        "url": f"urn:plumbline:checklist:{_quoted(definition.id)}",
        "version": str(definition.version),
        "status": "active",
        "item": [_item(question) for question in definition.questions],
    }
    return found | _if_said("title", definition.title)


def _item(question: Question) -> JsonValue:
    item: Resource = {
        "linkId": _clean(question.link_id), "text": _clean(question.text),
        "type": "choice" if question.options else "string", "required": False,
    }  # fmt: skip
    if question.options:
        item["answerOption"] = [_option(option) for option in question.options]
    if question.conditions:
        item["enableWhen"] = [_enable_when(condition) for condition in question.conditions]
        if question.behavior or len(question.conditions) > 1:
            item["enableBehavior"] = question.behavior or "any"
    return item


def _option(option: Option) -> JsonValue:
    return _valued(option.code, option.display, option.ordinal)


def _enable_when(condition: Condition) -> JsonValue:
    asked: Resource = {"question": _clean(condition.question), "operator": condition.operator}
    if isinstance(condition.answer, bool):
        return asked | {"answerBoolean": condition.answer}
    if _SPACE.search(condition.answer):
        return asked | {"answerString": _clean(condition.answer)}
    return asked | {"answerCoding": {"code": condition.answer}}


def _response(entry: Entry, definitions: Definitions) -> Resource:
    found: Resource = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    if _ID.fullmatch(entry.id):
        found["id"] = entry.id
    said = {"practice-day": entry.day, "time-zone": entry.zone, "note": entry.note}
    extension: list[JsonValue] = [
        {"url": f"urn:plumbline:{name}", "valueString": _clean(text)} for name, text in said.items() if text
    ]
    if extension:
        found["extension"] = extension
    if entry.checklist and entry.version:
        found["questionnaire"] = f"urn:plumbline:checklist:{_quoted(entry.checklist)}|{entry.version}"
    if _is_instant(entry.authored):
        found["authored"] = entry.authored
    item: list[JsonValue] = [_answer(it) for it in answers_in_words(entry, definitions)]
    return found | ({"item": item} if item else {})


def _answer(answered: Answered) -> JsonValue:
    answer = _valued(answered.code, answered.display, answered.ordinal)
    item: Resource = {"linkId": _clean(answered.link_id), "answer": [answer]}
    return item | _if_said("text", answered.question)


def _valued(code: str, display: str, ordinal: int | None) -> JsonValue:
    if _SPACE.search(code):
        return {"valueString": _clean(display or code)}
    coding: Resource = {"code": code, **_if_said("display", display)}
    if ordinal is not None:
        coding["extension"] = [{"url": ORDINAL, "valueDecimal": ordinal}]
    return {"valueCoding": coding}


def _if_said(name: str, text: str) -> Resource:
    return {name: _clean(text)} if text else {}


def _url(definition: Definition) -> str:
    return f"urn:plumbline:checklist:{_quoted(definition.id)}:{definition.version}"


def _quoted(text: str) -> str:
    return quote(text, safe="!~*'()")


def _clean(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _is_instant(text: str) -> bool:
    found = _INSTANT.fullmatch(text)
    try:
        return found is not None and bool(date.fromisoformat(found[1]))
    except ValueError:
        return False
