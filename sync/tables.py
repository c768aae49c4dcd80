"""CSV that a spreadsheet opens and that comes back as it was (RFC 4180, PROTOCOL 15).

A cell that a spreadsheet would take for a formula gets an apostrophe in front, and loses it when it is read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from sync.journal_json import BYTE_ORDER_MARK
from sync.problems import MalformedFile

# What spreadsheets take for the beginning of a formula, behind any apostrophes that stood there already.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
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
    plain = re.compile(f'"([^"]*(?:""[^"]*)*)"|([^"\r\n{delimiter}]*)')
    at, line, row_line = 0, 1, 1
    row: list[str] = []
    while at < len(text):
        found = plain.match(text, at)
        if found is None:
            raise MalformedFile(f"line {line}")
        at = found.end()
        line += found[0].count("\n")
        row.append(_uncelled((found[1] or "").replace('""', '"') if found[2] is None else found[2]))
        if text.startswith(delimiter, at):
            at += 1
            if at == len(text):
                row.append("")
            continue
        end = 2 if text.startswith("\r\n", at) else 1
        if at < len(text) and text[at] not in "\r\n":
            raise MalformedFile(f"line {line}")
        at += end
        yield row_line, row
        line += 1
        row, row_line = [], line
    if row:
        yield row_line, row


def _cell(text: str) -> str:
    harmless = f"'{text}" if _FORMULA.match(text) else text
    if _MUST_BE_QUOTED.search(harmless):
        return '"' + harmless.replace('"', '""') + '"'
    return harmless


def _uncelled(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
