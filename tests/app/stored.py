"""Everything a phone has kept, byte for byte, so that a test can look for what must not be there."""

from typing import Any

from tests.app.phones import Phone

# Walks every database, cache and storage of the origin. Bytes become latin-1 text, so a word hidden in them is found;
# keys that cannot be read are named as such.
WALK = """
const latin = (bytes) => { let said = ''; for (let at = 0; at < bytes.length; at += 8192)
  said += String.fromCharCode(...bytes.subarray(at, at + 8192)); return said }
const plain = (value) => {
  if (value instanceof CryptoKey) return `[key ${value.algorithm.name} ${value.type} extractable=${value.extractable}]`
  if (value instanceof ArrayBuffer) return latin(new Uint8Array(value))
  if (ArrayBuffer.isView(value)) return latin(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
  return value
}
const asked = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error) })
const found = { databases: {}, caches: {}, local: {}, session: {}, cookies: document.cookie, address: location.href }
for (const { name } of await indexedDB.databases()) {
  const database = await asked(indexedDB.open(name))
  for (const store of database.objectStoreNames) {
    const held = database.transaction(store).objectStore(store)
    const [keys, values] = [await asked(held.getAllKeys()), await asked(database.transaction(store).objectStore(store).getAll())]
    found.databases[`${name}/${store}`] = keys.map((key, at) => [plain(key), plain(values[at])])
  }
  database.close()
}
for (const name of await caches.keys()) {
  const cache = await caches.open(name)
  for (const request of await cache.keys())
    found.caches[`${name} ${request.url}`] = latin(new Uint8Array(await (await cache.match(request)).arrayBuffer()))
}
for (let at = 0; at < localStorage.length; at++) found.local[localStorage.key(at)] = localStorage.getItem(localStorage.key(at))
for (let at = 0; at < sessionStorage.length; at++) found.session[sessionStorage.key(at)] = sessionStorage.getItem(sessionStorage.key(at))
return found
"""


def stored(phone: Phone) -> dict[str, Any]:
    """Databases, caches, storages, cookies and the address of the page's origin."""
    return dict(phone.script(WALK))


def envelopes(kept: dict[str, Any]) -> list[bytes]:
    """The sealed changes in the order they were written."""
    rows = [row for _, row in kept["databases"]["plumbline/envelopes"]]
    return [row["bytes"].encode("latin-1") for row in sorted(rows, key=lambda row: row["order"])]
