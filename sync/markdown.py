"""The journal as pages to read, in Markdown (PROTOCOL 15). Pure.

Whatever a person wrote is shown as it was written: nothing in it becomes markup, a link or a tag.
"""

import re
from collections.abc import Iterator

from sync.definitions import Definitions, Entry, answers_in_words, by_units, entries_in, text_of, words_of
from sync.journal_json import Fields, Objects
from sync.values import JsonValue

# The app says the same, from its catalogue.
TITLE = "Plumbline journal"
CHAPTERS = {
    "consultation": "Consultations",
    "worksheet": "Decision worksheets",
    "reflection": "Reflections",
}
ENTRIES = "Entries"

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&~|#]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BULLET = re.compile(r"^([ \t]*)([-+=])")
_NUMBER = re.compile(r"^([ \t]*[0-9]+)([.)])")
_LINE_END = re.compile("\r\n|\r|\n")


def journal_markdown(objects: Objects, definitions: Definitions) -> str:
    """Entries by day, then consultations, worksheets and reflections, each with all of its texts."""
    blocks = [f"# {TITLE}", *_entries(objects, definitions)]
    for kind, title in CHAPTERS.items():
        blocks += _chapter(objects, kind, title)
    return "\n\n".join(blocks) + "\n"


def _entries(objects: Objects, definitions: Definitions) -> Iterator[str]:
    day = None
    for entry in entries_in(objects):
        if day is None:
            yield f"## {ENTRIES}"
        if entry.day != day:
            day = entry.day
            yield f"### {in_line(day) or '?'}"
        yield from _entry(entry, definitions)


def _entry(entry: Entry, definitions: Definitions) -> Iterator[str]:
    definition = definitions.get((entry.checklist, entry.version))
    yield f"**{in_line(definition.title if definition and definition.title else entry.checklist) or '?'}**"
    answers = [
        f"- {in_line(it.question or it.link_id)} **{in_line(it.display or it.code)}**"
        for it in answers_in_words(entry, definitions)
    ]
    if answers:
        yield "\n".join(answers)
    if entry.note:
        yield _quoted(entry.note)


def _chapter(objects: Objects, kind: str, title: str) -> Iterator[str]:
    by_id = objects.get(kind, {})
    ids = sorted(by_id, key=lambda id: (by_units(_heading(id, by_id[id])), by_units(id)))
    for place, id in enumerate(ids):
        if place == 0:
            yield f"## {title}"
        yield f"### {in_line(_heading(id, by_id[id]))}"
        yield from _fields(by_id[id])


def _heading(id: str, fields: Fields) -> str:
    said = [text_of(fields.get(name)) for name in ("date", "when", "day")]
    return next((text for text in said if text), id)


def _fields(fields: Fields) -> Iterator[str]:
    names = sorted(fields, key=by_units)
    short = [
        f"- {in_line(_label(name))}: {in_line(said)}" for name in names if (said := _short(fields[name]))
    ]
    if short:
        yield "\n".join(short)
    for name in names:
        if words_of(fields[name]):
            yield f"**{in_line(_label(name))}**\n\n{_quoted(words_of(fields[name]))}"


def _label(name: str) -> str:
    """`action-by` is "Action by"."""
    words = re.sub(r"[-.]", " ", name)
    return re.sub("^[a-z]", lambda letter: letter[0].upper(), words)


def _short(value: JsonValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int) else text_of(value)


def _quoted(text: str) -> str:
    return "\n".join(f"> {_plain(line)}".rstrip(" ") for line in _LINE_END.split(text))


def in_line(text: str) -> str:
    """A text on one line, with nothing in it that Markdown would take for its own."""
    return _plain(" ".join(_LINE_END.split(text)))


def _plain(line: str) -> str:
    shown = _MARKUP.sub(r"\\\g<0>", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", line))
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\1\\\2", shown))
