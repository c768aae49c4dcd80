"""The record of professional development as a table and as a page (PROTOCOL 15.7). Pure.

The twin of pwa/src/leave/recordFiles.ts. Words are those of the app's catalogue; without it codes stand for
them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from sync.markdown import in_line
from sync.record import REFLECTION, TALK, Row, sums_of
from sync.tables import write_table

COLUMNS = ("date", "minutes", "type", "theme", "learning", "action")
_VALUE = re.compile(r"\{(\w+)\}")


def record_table(rows: Sequence[Row], words: Mapping[str, str]) -> bytes:
    """CSV that a spreadsheet opens."""
    return write_table([_heads(words), *(_cells(row, words) for row in rows)])


def record_page(rows: Sequence[Row], first: str, last: str, words: Mapping[str, str]) -> str:
    """Markdown: what it comes to, then every line."""
    blocks = [
        f"# {in_line(_said('record.title', words))}",
        in_line(_said("record.span", words, first=first, last=last)),
        "\n".join(f"- {in_line(line)}" for line in _sums(rows, words)),
    ]
    if rows:
        lines = [_heads(words), *(_cells(row, words) for row in rows)]
        table = [f"| {' | '.join(in_line(cell) for cell in line)} |" for line in lines]
        table.insert(1, f"|{' --- |' * len(COLUMNS)}")
        blocks.append("\n".join(table))
    return "\n\n".join(blocks) + "\n"


def _heads(words: Mapping[str, str]) -> list[str]:
    return [_said(f"record.column.{column}", words) for column in COLUMNS]


def _cells(row: Row, words: Mapping[str, str]) -> list[str]:
    minutes = "" if row.minutes is None else str(row.minutes)
    themes = ", ".join(words.get(f"domain.{theme}.title", theme) for theme in row.themes)
    answers = (f"{words.get(f'prompt.{prompt}', prompt)}\n{text}" for prompt, text in row.answers)
    learning = "\n\n".join(text for text in (row.learning, *answers) if text)
    return [row.date, minutes, _type(row, words), themes, learning, _action(row, words)]


def _type(row: Row, words: Mapping[str, str]) -> str:
    return _kind(row.kind, words) if row.what == TALK else _said(f"record.type.{row.what}", words)


def _kind(kind: str, words: Mapping[str, str]) -> str:
    return words.get(f"consult.choice.kind.{kind}", kind) or _said("consult.talk", words)


def _action(row: Row, words: Mapping[str, str]) -> str:
    if not row.action_by:
        return row.action
    return _said("record.action-by", words, action=row.action, day=row.action_by).strip()


def _sums(rows: Sequence[Row], words: Mapping[str, str]) -> Iterator[str]:
    sums = sums_of(rows)
    yield _said("record.sum.talks", words, count=sums.talks, minutes=sums.minutes)
    for kind, minutes in sums.by_kind:
        yield _said("record.sum.of", words, what=_kind(kind, words), minutes=minutes)
    for code, minutes in sums.towards:
        what = words.get(f"consult.choice.hours-for.{code}", code)
        yield _said("record.sum.towards", words, what=what, minutes=minutes)
    if any(row.what == REFLECTION for row in rows):
        yield _said("record.sum.reflections", words, count=sums.reflections, minutes=sums.reflection_minutes)


def _said(id: str, words: Mapping[str, str], **values: object) -> str:
    if id not in words:
        return " ".join([id, *map(str, values.values())])
    return _VALUE.sub(lambda found: str(values.get(found[1], "")), words[id])
