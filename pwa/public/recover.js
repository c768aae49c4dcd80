// A way out that needs no app: counts what is stored, saves it sealed, and drops the worker and its caches.
// It is served as it stands, so it imports nothing and reads only what the browser gives back.
const say = (id, text) => {
  document.getElementById(id).textContent = text
}
const until = (request) =>
  new Promise((give, fail) => {
    request.onsuccess = () => give(request.result)
    request.onerror = () => fail(request.error)
    request.onblocked = () => fail(new Error('another tab holds the database'))
  })

/** The database as it is, never made here: without a version an unknown name would create one, so that is undone. */
async function openStored() {
  const request = indexedDB.open('plumbline')
  let isNew = false
  request.onupgradeneeded = () => {
    isNew = true
    request.transaction.abort()
  }
  try {
    return await until(request)
  } catch (failure) {
    if (isNew) return undefined
    throw failure
  }
}

async function all(database, store) {
  if (!database.objectStoreNames.contains(store)) return []
  return until(database.transaction(store).objectStore(store).getAll())
}

const toBase64 = (bytes) => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** What JSON can hold of a record: bytes as base64url; keys that never leave the phone are left out. */
function plain(value) {
  if (value instanceof Uint8Array) return toBase64(value)
  if (value instanceof ArrayBuffer) return toBase64(new Uint8Array(value))
  if (value instanceof CryptoKey) return undefined
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

let stored

async function look() {
  const database = await openStored()
  if (!database) return say('found', 'Nothing is stored in this browser.')
  const [envelopes, locks, device] = await Promise.all(
    ['envelopes', 'locks', 'device'].map((name) => all(database, name)),
  )
  database.close()
  stored = { envelopes, locks, device }
  const changes = envelopes.length === 1 ? '1 sealed change is' : `${envelopes.length} sealed changes are`
  say('found', `${changes} stored in this browser.`)
  document.getElementById('save').disabled = envelopes.length === 0
  if (envelopes.length > 0 && locks.every(({ kind }) => kind === 'device')) {
    say(
      'found',
      `${changes} stored in this browser. No passphrase or recovery code is set: only this browser can open them, so do not clear its data.`,
    )
  }
}

function save() {
  const lines = [
    { format: 'plumbline-recovered', version: 1, locks: plain(stored.locks), device: plain(stored.device) },
    ...stored.envelopes.map(({ envelope, device, counter }) => ({
      device,
      counter,
      change: plain(envelope),
    })),
    { end: { changes: stored.envelopes.length } },
  ]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(
    new Blob(
      lines.map((line) => `${JSON.stringify(line)}\n`),
      { type: 'application/jsonl' },
    ),
  )
  link.download = 'plumbline-recovered.jsonl'
  link.click()
  say('done', 'Saved. Check that you have the file.')
}

async function renew() {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? []
  await Promise.all(registrations.map((registration) => registration.unregister()))
  if ('caches' in window) await Promise.all((await caches.keys()).map((name) => caches.delete(name)))
  say('done', 'Done. Open Plumbline again while you are online.')
}

const shown = (failure) =>
  say('found', `This browser does not give its storage: ${failure?.message ?? failure}`)
document.getElementById('save').addEventListener('click', save)
document.getElementById('renew').addEventListener('click', () => renew().catch(shown))
if ('indexedDB' in window) look().catch(shown)
else shown('there is none (Lockdown Mode, or switched off)')
