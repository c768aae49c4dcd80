"""The checklists that answers were given to, in the wording of each version, read leniently. Pure.

A malformed one costs its own part and nothing else: whatever else a journal holds still leaves.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from sync.journal_json import Fields, Objects
from sync.wordings import CHECKLIST, VERSION, WORDING

OPERATORS = ("=", "!=", "exists")


@dataclass(frozen=True)
class Option:
    """An answer that can be chosen. ordinal: 0 calm to 3, or None where there is no such order."""

    code: str
    display: str
    ordinal: int | None


@dataclass(frozen=True)
class Condition:
    """When a question is asked."""

    question: str
    operator: str
    answer: str | bool


@dataclass(frozen=True)
class Question:
    """One item. behavior: "any", "all", or "" where nothing is said."""

    link_id: str
    text: str
    options: tuple[Option, ...]
    conditions: tuple[Condition, ...]
    behavior: str


@dataclass(frozen=True)
class Definition:
    """One version of a checklist."""

    id: str
    version: int
    title: str
    questions: tuple[Question, ...]


Definitions: TypeAlias = Mapping[tuple[str, int], Definition]


@dataclass(frozen=True)
class Entry:
    """What an entry says; "" and 0 where it says nothing. answers: codes by linkId."""

    id: str
    checklist: str
    version: int
    day: str
    zone: str
    authored: str
    note: str
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Answered:
    """One answer in the words that it was given to; codes alone where the wording is not known."""

    link_id: str
    question: str
    code: str
    display: str
    ordinal: int | None


def definitions_in(objects: Objects, content: object) -> dict[tuple[str, int], Definition]:
    """By id and version: the app's own (`content`, parsed JSON), and those in the journal."""
    shipped = content.get("checklists") if isinstance(content, dict) else None
    found: dict[tuple[str, int], Definition] = {}
    for value in [*_list(shipped), *_own(objects)]:
        definition = _definition(value)
        if definition is not None:
            found.setdefault((definition.id, definition.version), definition)
    return found


def entries_in(objects: Objects) -> list[Entry]:
    """By day, then by when they were written."""
    read = [entry_of(id, fields) for id, fields in objects.get("entry", {}).items()]
    return sorted(read, key=lambda entry: tuple(map(by_units, (entry.day, entry.authored, entry.id))))


def entry_of(id: str, fields: Fields) -> Entry:
    """What its fields say."""
    answers = {
        name.removeprefix("answer."): code
        for name, code in fields.items()
        if name.startswith("answer.") and name != "answer." and isinstance(code, str) and code
    }
    version = fields.get("version")
    return Entry(
        id, text_of(fields.get("checklist")), version if _is_version(version) else 0,
        text_of(fields.get("day")), text_of(fields.get("zone")), text_of(fields.get("authored")),
        words_of(fields.get("note")), answers,
    )  # fmt: skip


def answers_in_words(entry: Entry, definitions: Definitions) -> list[Answered]:
    """In the order of the checklist; then those that it does not know, by their linkId."""
    definition = definitions.get((entry.checklist, entry.version))
    questions = definition.questions if definition else ()
    known = [_answered(it, entry.answers[it.link_id]) for it in questions if it.link_id in entry.answers]
    named = {it.link_id for it in questions}
    others = sorted((it for it in entry.answers if it not in named), key=by_units)
    return [*known, *(Answered(it, "", entry.answers[it], "", None) for it in others)]


def by_units(text: str) -> bytes:
    """What to sort texts by, so that both languages have one order: UTF-16 code units."""
    return text.encode("utf-16-be", "surrogatepass")


def text_of(value: object) -> str:
    """A string, or "" for anything else."""
    return value if isinstance(value, str) else ""


def words_of(value: object) -> str:
    """A text that people write."""
    return text_of(value.get("text")) if isinstance(value, dict) else ""


def _answered(question: Question, code: str) -> Answered:
    option = next((it for it in question.options if it.code == code), Option(code, "", None))
    return Answered(question.link_id, question.text, code, option.display, option.ordinal)


def _own(objects: Objects) -> Iterator[object]:
    for by_id in (objects.get(CHECKLIST, {}), objects.get(WORDING, {})):
        for id in sorted(by_id, key=by_units):
            for name in sorted(by_id[id], key=by_units):
                if name.startswith(VERSION):
                    yield by_id[id][name]


def _definition(value: object) -> Definition | None:
    if not isinstance(value, dict):
        return None
    id, version = text_of(value.get("id")), value.get("version")
    questions = tuple(_questions(value.get("item")))
    if not id or not _is_version(version) or not questions:
        return None
    return Definition(id, version, text_of(value.get("title")), questions)


def _questions(items: object) -> Iterator[Question]:
    for item in _list(items):
        if isinstance(item, dict) and text_of(item.get("linkId")) and text_of(item.get("text")):
            behavior = text_of(item.get("enableBehavior"))
            yield Question(
                link_id=item["linkId"],
                text=item["text"],
                options=tuple(_options(item.get("answerOption"))),
                conditions=tuple(_conditions(item.get("enableWhen"))),
                behavior=behavior if behavior in ("any", "all") else "",
            )


def _options(options: object) -> Iterator[Option]:
    for option in _list(options):
        if isinstance(option, dict) and text_of(option.get("code")) and text_of(option.get("display")):
            ordinal = option.get("ordinal")
            is_known = _is_whole(ordinal) and 0 <= ordinal <= 3
            yield Option(option["code"], option["display"], ordinal if is_known else None)


def _conditions(conditions: object) -> Iterator[Condition]:
    for it in _list(conditions):
        if isinstance(it, dict) and text_of(it.get("question")) and it.get("operator") in OPERATORS:
            answer = it.get("answer")
            if isinstance(answer, bool if it["operator"] == "exists" else str) and answer != "":
                yield Condition(it["question"], it["operator"], answer)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_version(value: object) -> TypeGuard[int]:
    return _is_whole(value) and value >= 1
