/** What a browser gives a page and Node does not, each done by the real thing: cookies, locks, a stretching worker. */
import { createRequire } from 'node:module'

import { endAll, isDead, makeMortal, never } from './dying.ts'
import { emptyStorage, jarOf } from './storage.ts'

const { argon2id } = createRequire(new URL('../../pwa/package.json', import.meta.url))('hash-wasm')

const realFetch = globalThis.fetch
const realTimeout = globalThis.setTimeout
const RealChannel = globalThis.BroadcastChannel
const realLocks = navigator.locks
const channels = new Set()
const timers = new Set()
const world = { origin: 'http://localhost', nowMs: Date.now(), generation: 0 }

/** Another storage takes the place of the one there was; pages that are open go with it. */
export async function useStorage(factory = emptyStorage()) {
  await endPages()
  globalThis.indexedDB = factory
}

/** All pages of this browser end: nothing of theirs goes on, or hears anything again. */
export async function endPages() {
  await endAll()
  world.generation += 1
  channels.forEach((channel) => channel.close())
  timers.forEach((timer) => clearTimeout(timer))
  channels.clear()
  timers.clear()
  openWindow()
}

function openWindow() {
  globalThis.window = new EventTarget()
  globalThis.document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
}

export function visit(origin) {
  world.origin = origin
}

export function setClock(nowMs) {
  world.nowMs = nowMs
}

openWindow()
Date.now = () => world.nowMs
globalThis.location = { get origin() { return world.origin }, get href() { return `${world.origin}/` } }

/** As a browser asks its own origin: with its cookies and the Origin header. */
async function fetchAsPage(path, init = {}) {
  const jar = jarOf(indexedDB)
  const headers = new Headers(init.headers)
  headers.set('Origin', world.origin)
  headers.set('Sec-Fetch-Site', 'same-origin')
  if (jar.size > 0) headers.set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
  const answer = await realFetch(new URL(path, world.origin), { ...init, headers })
  for (const line of answer.headers.getSetCookie()) keepCookie(jar, line)
  return answer
}

function keepCookie(jar, line) {
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
  if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name)
  else jar.set(name, value)
}

/** A page that has ended hears no answer, even if its request was on the way: nobody waits for it. */
globalThis.fetch = async (...given) => {
  const { generation } = world
  if (isDead()) return never()
  const answer = await fetchAsPage(...given)
  return generation !== world.generation || isDead() ? never() : answer
}

globalThis.setTimeout = Object.assign((work, ms, ...given) => {
  const timer = realTimeout(() => {
    timers.delete(timer)
    work(...given)
  }, ms)
  timers.add(timer)
  return timer
}, realTimeout)

globalThis.BroadcastChannel = class extends RealChannel {
  constructor(name) {
    super(name)
    channels.add(this)
  }

  postMessage(message) {
    if (channels.has(this)) super.postMessage(message)
  }
}

// A lock that a dead page held is free.
Object.defineProperty(navigator, 'locks', {
  value: {
    request: (name, ...rest) => realLocks.request(`${world.generation} ${name}`, ...rest),
    query: () => realLocks.query(),
  },
})

/** Argon2id as the app's worker does it. */
globalThis.Worker = class extends EventTarget {
  #isEnded = false

  postMessage({ normalForm, salt, memoryKib, passes, lanes }) {
    const cost = { memorySize: memoryKib, iterations: passes, parallelism: lanes, hashLength: 32 }
    this.#say({ kind: 'estimate', ms: 500 })
    void argon2id({ password: normalForm, salt, ...cost, outputType: 'binary' }).then((stretched) => {
      this.#say({ kind: 'stretched', stretched: Uint8Array.from(stretched) })
    })
  }

  terminate() {
    this.#isEnded = true
  }

  #say(data) {
    if (!this.#isEnded) this.dispatchEvent(new MessageEvent('message', { data }))
  }
}

makeMortal()
