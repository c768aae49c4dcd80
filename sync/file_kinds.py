"""What a file is, by how it begins (PROTOCOL 15): its name may be anything."""

import re
from typing import Final, Literal, TypeAlias

from sync.journal_json import BYTE_ORDER_MARK
from sync.problems import CompressedFile, NotAJournalFile

Kind: TypeAlias = Literal["journal", "json", "age", "table"]

BEGINNING_BYTES: Final = 512
_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")
_TABLE = re.compile(rb'"?(?:entry|consultation)"?[,;\t]')


def kind_of(beginning: bytes) -> Kind:
    """The kind of a file that begins so. Raises CompressedFile, NotAJournalFile."""
    if beginning.startswith(b"age-encryption.org/"):
        return "age"
    if beginning.startswith(_COMPRESSED):
        raise CompressedFile
    text = beginning.removeprefix(BYTE_ORDER_MARK).lstrip(b" \t\r\n")
    if text.startswith(b"{"):
        return "journal" if b'"plumbline-journal"' in text.partition(b"\n")[0] else "json"
    if _TABLE.match(text):
        return "table"
    raise NotAJournalFile
