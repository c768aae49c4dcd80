"""CSV that a spreadsheet opens and that comes back as it was (RFC 4180, PROTOCOL 15).

What a spreadsheet would take for a formula gets an apostrophe in front, and loses it when it is read: at the
beginning of a cell, and where one would begin if it splits at semicolons or tabs instead of commas: it then
takes no notice of quotes inside a cell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from sync.journal_json import BYTE_ORDER_MARK
from sync.problems import MalformedFile

# What spreadsheets take for the beginning of a formula, behind any apostrophes that stood there already.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_INNER_FORMULA = re.compile("([;\t\r\n])(?=['\"]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_HARMLESS_INSIDE = re.compile("([;\t\r\n])'(?=['\"]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_MUST_BE_QUOTED = re.compile('[",;\t\r\n]|^ | $')
_DELIMITER = re.compile(r'"?[a-z]+"?([,;\t])')


def write_table(rows: Iterable[Sequence[str]]) -> bytes:
    """The file: UTF-8 with a byte order mark, commas, a line end of CR LF behind each row."""
    return BYTE_ORDER_MARK + "".join(",".join(map(_cell, row)) + "\r\n" for row in rows).encode()


def read_table(content: bytes) -> list[tuple[int, list[str]]]:
    """Rows, each with the number of its first line; empty lines are passed over.

    The delimiter is what stands behind the first cell: spreadsheets write others. Raises MalformedFile.
    """
    try:
        text = content.removeprefix(BYTE_ORDER_MARK).decode()
    except UnicodeDecodeError:
        raise MalformedFile("not UTF-8") from None
    found = _DELIMITER.match(text)
    if found is None:
        raise MalformedFile("no header")
    return [row for row in _rows(text, found[1]) if row[1] != [""]]


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    bare = re.compile(f'[^"\r\n{delimiter}]*')
    at, line, row_line = 0, 1, 1
    row: list[str] = []
    while at < len(text):
        end = _quoted_end(text, at, line) if text[at] == '"' else _bare_end(bare, text, at)
        cell = text[at:end]
        row.append(_uncelled(cell[1:-1].replace('""', '"') if cell.startswith('"') else cell))
        line += cell.count("\n")
        at = end
        if text.startswith(delimiter, at):
            at += 1
            if at == len(text):
                row.append("")
            continue
        if at < len(text) and text[at] not in "\r\n":
            raise MalformedFile(f"line {line}")
        at += 2 if text.startswith("\r\n", at) else 1
        yield row_line, row
        line += 1
        row, row_line = [], line
    if row:
        yield row_line, row


def _bare_end(bare: re.Pattern[str], text: str, at: int) -> int:
    found = bare.match(text, at)
    return at if found is None else found.end()


def _quoted_end(text: str, at: int, line: int) -> int:
    """Where a cell ends that begins with a quote; inside it, two are one."""
    end = text.find('"', at + 1)
    while end >= 0 and text.startswith('"', end + 1):
        end = text.find('"', end + 2)
    if end < 0:
        raise MalformedFile(f"line {line}")
    return end + 1


def _cell(text: str) -> str:
    inside = _INNER_FORMULA.sub(r"\1'", text)
    harmless = f"'{inside}" if _FORMULA.match(inside) else inside
    if _MUST_BE_QUOTED.search(harmless):
        return '"' + harmless.replace('"', '""') + '"'
    return harmless


def _uncelled(text: str) -> str:
    bare = text[1:] if text.startswith("'") and _FORMULA.match(text) else text
    return _HARMLESS_INSIDE.sub(r"\1", bare)
