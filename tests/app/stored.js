// Walks every database, cache and storage of the origin, as the body of an async function. Bytes become latin-1 text,
// so that a word hidden in them is found; keys that cannot be read are named as such. Caches are read if `given[0]`.
const latin = (bytes) => {
  let said = ''
  for (let at = 0; at < bytes.length; at += 8192) said += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return said
}
const plain = (value) => {
  if (value instanceof CryptoKey) return `[key ${value.algorithm.name} ${value.type} extractable=${value.extractable}]`
  if (value instanceof ArrayBuffer) return latin(new Uint8Array(value))
  if (ArrayBuffer.isView(value)) return latin(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  if (Array.isArray(value)) return value.map(plain)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held)]))
}
const answered = (request) =>
  new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result)
    request.onerror = () => no(request.error)
  })
const found = { databases: {}, caches: {}, local: { ...localStorage }, session: { ...sessionStorage } }
for (const { name } of await indexedDB.databases()) {
  const database = await answered(indexedDB.open(name))
  for (const store of database.objectStoreNames) {
    const held = () => database.transaction(store).objectStore(store)
    const [keys, values] = [await answered(held().getAllKeys()), await answered(held().getAll())]
    found.databases[`${name}/${store}`] = keys.map((key, at) => [plain(key), plain(values[at])])
  }
  database.close()
}
for (const name of given[0] ? await caches.keys() : []) {
  const cache = await caches.open(name)
  for (const request of await cache.keys()) {
    const kept = await cache.match(request)
    found.caches[`${name} ${request.url}`] = latin(new Uint8Array(await kept.arrayBuffer()))
  }
}
return { ...found, cookies: document.cookie, address: location.href, history: plain(history.state) }
