"""Everything a phone has kept, byte for byte, so that a test can look for what must not be there."""

from pathlib import Path
from typing import Any

from tests.app.phones import Phone, ask_until

WALK = Path(__file__).with_name("stored.js").read_text()


def stored(phone: Phone, *, with_caches: bool = False) -> dict[str, Any]:
    """Databases, storages and cookies of the page's origin, its address and its place in history.

    The caches, the app's own files among them, are slow to read.
    """
    return dict(phone.script(WALK, with_caches))


def envelopes(kept: dict[str, Any]) -> list[bytes]:
    """The sealed changes in the order they were written."""
    rows = [row for _, row in kept["databases"]["plumbline/envelopes"]]
    return [row["envelope"].encode("latin-1") for row in sorted(rows, key=lambda row: row["order"])]


def rested(phone: Phone) -> None:
    """What was typed is on the disk: two looks at the drafts, a while apart, see the same."""

    def looks_the_same() -> bool:
        before = stored(phone)["databases"].get("plumbline/drafts")
        phone.script("await new Promise((go) => setTimeout(go, 200))")
        return bool(before == stored(phone)["databases"].get("plumbline/drafts"))

    ask_until(looks_the_same, "the draft never came to rest")
