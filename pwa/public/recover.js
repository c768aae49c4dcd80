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

const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** The first line of a journal file (PROTOCOL 14), from the records as the app stores them. */
function firstLine({ envelopes, locks, device }) {
  const own = device.find((record) => record.account)
  const { account, epoch } = own
  return {
    format: 'plumbline-journal',
    version: 1,
    account,
    epoch,
    changes: envelopes.length,
    locks: locks.filter(({ kind }) => kind === 'passphrase' || kind === 'recovery').map(lockLine),
    devices: [
      {
        id: own.device,
        epoch,
        public_key: toBase64(own.publicKey),
        certificate: toBase64(own.certificate),
      },
    ],
  }
}

function lockLine({ id, kind, epoch, salt, memoryKib, passes, lanes, wrapped }) {
  const stretching = kind === 'passphrase' && { salt: toBase64(salt), memory_kib: memoryKib, passes, lanes }
  return { id, kind, epoch, ...stretching, wrapped: toBase64(wrapped) }
}

/** The last line: SHA-256 over all change ids joined. */
async function lastLine(envelopes) {
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const ids = await Promise.all(envelopes.map(({ envelope }) => sha256(envelope)))
  return {
    end: { changes: envelopes.length, sha256: toHex(await sha256(await new Blob(ids).arrayBuffer())) },
  }
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

async function save() {
  const envelopes = stored.envelopes.toSorted((one, other) => one.order - other.order)
  const lines = [
    firstLine(stored),
    ...envelopes.map(({ envelope }) => ({ change: toBase64(envelope) })),
    await lastLine(envelopes),
  ]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(
    new Blob(
      lines.map((line) => `${JSON.stringify(line)}\n`),
      { type: 'application/x-plumbline-journal' },
    ),
  )
  link.download = 'journal-rescued.plumbline'
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
document.getElementById('save').addEventListener('click', () => save().catch(shown))
document.getElementById('renew').addEventListener('click', () => renew().catch(shown))
if ('indexedDB' in window) look().catch(shown)
else shown('there is none (Lockdown Mode, or switched off)')
