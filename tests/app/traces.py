"""Where a word has left a trace: looked for in every value and name, in each form a program would give it."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any


def traces(words: Iterable[str], kept: Any) -> list[str]:
    """The places in which one of the words stands, as paths. Bytes in `kept` may be latin-1 text."""
    forms = {form for word in words for form in forms_of(word)}
    return sorted({place for place, text in texts_in(kept) if any(form in text for form in forms)})


def forms_of(word: str) -> Iterator[str]:
    """The word as latin-1 text: in UTF-8 and UTF-16LE, each plain, in hex, in base64 at any offset."""
    for encoding in ("utf-8", "utf-16-le"):
        content = word.encode(encoding)
        yield content.decode("latin-1")
        yield content.hex()
        yield from (in_base64(content, offset) for offset in range(3))


def in_base64(content: bytes, offset: int) -> str:
    """What always stands in base64 when `content` begins at this offset, whatever is around it."""
    coded = b64encode(bytes(offset) + content).decode().rstrip("=")
    whole = coded if (offset + len(content)) % 3 == 0 else coded[:-1]
    return whole[(0, 2, 3)[offset] :]


def texts_in(kept: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(kept, dict):
        for name, value in kept.items():
            yield f"{place}/name", str(name)
            yield from texts_in(value, f"{place}/{name}")
    elif isinstance(kept, list | tuple):
        for value in kept:
            yield from texts_in(value, place)
    elif isinstance(kept, bytes | bytearray):
        yield place, kept.decode("latin-1")
    elif kept is not None:
        yield place, str(kept)
