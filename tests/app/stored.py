"""Everything a phone has kept, byte for byte, so that a test can look for what must not be there."""

from pathlib import Path
from typing import Any

from tests.app.phones import Phone, ask_until

WALK = Path(__file__).with_name("stored.js").read_text()
# As long as the app takes for a write of its own, on however slow a machine: sealed as a draft is, and stored
# after all that is being stored.
A_WHILE = """for (let times = 0; times < 2; times += 1) {
  await new Promise((go) => setTimeout(go, 100))
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, new Uint8Array(32768))
  await new Promise((done, fail) => {
    const opening = indexedDB.open('plumbline')
    opening.onerror = () => fail(opening.error)
    opening.onsuccess = () => {
      const database = opening.result
      const transaction = database.transaction([...database.objectStoreNames], 'readwrite')
      transaction.oncomplete = () => { database.close(); done() }
      transaction.onabort = () => { database.close(); fail(transaction.error) }
    }
  })
}"""


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
    """What was done is on the disk: two looks at all databases, a while apart, see the same."""

    def looks_the_same() -> bool:
        before = stored(phone)["databases"]
        phone.script(A_WHILE)
        return bool(before == stored(phone)["databases"])

    ask_until(looks_the_same, "what is stored never came to rest")
