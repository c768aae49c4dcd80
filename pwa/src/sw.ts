/// <reference lib="webworker" />
/**
 * The offline shell: one build's files, each checked by its hash, served from that build's cache alone.
 *
 * A new version waits until the person's tap in a page, and never takes over pages by itself. What pages ask of the
 * API is never touched here; what was saved without a network is sent when the browser wakes this. One bad file fails
 * the whole install, and the version before stays (platform 3.1, 3.2). Push messages become notifications, and what is
 * answered to them sealed changes (PROTOCOL 10.2).
 */
import { answer, attachedTo, isOpening, type Attached } from './nudges/answering.ts'
import { keepAsked, pathOf } from './nudges/leading.ts'
import { renew } from './nudges/renewing.ts'
import { show } from './nudges/showing.ts'
import { ROOMS } from './parts/rooms.ts'
import { clock } from './platform/clock.ts'
import { http } from './platform/http.ts'
import { askAgainBySync, SEND_TAG } from './platform/registration.ts'
import { storage } from './platform/storage.ts'
import { syncOnce } from './sync/once.ts'
import { putFor } from './sync/secondDoor.ts'

declare const self: ServiceWorkerGlobalScope
declare const __SHELL__: readonly ShellFile[]
declare const __BUILD_ID__: string

interface ShellFile {
  readonly url: string
  readonly integrity: string
}

const NUDGES = { storage, http, clock, nowMs: clock.now, address: `${self.location.origin}/` }
const CACHES = 'shell '
const CACHE = CACHES + __BUILD_ID__
const shell = new Map(__SHELL__.map((file) => [file.url, file]))
const PAGE = new RegExp(`^/(?:$|(?:${ROOMS.join('|')})(?:/|$))`)

self.addEventListener('install', (event) => event.waitUntil(fill()))

self.addEventListener('activate', (event) => event.waitUntil(dropOlder()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (PAGE.test(pathname)) event.respondWith(fromShell('/'))
  } else if (shell.has(pathname) && pathname !== '/') event.respondWith(fromShell(pathname))
  // All else, the API and another build's files included, goes its own way: a page pins its files by hash.
})

self.addEventListener('message', (event) => {
  const [port] = event.ports
  if (isKind(event.data, 'change-over')) event.waitUntil(self.skipWaiting())
  else if (isKind(event.data, 'put') && port) event.waitUntil(answerPut(event.data, port))
})

// Background Sync is not in TypeScript's own types. A sync that fails is asked for again by the browser.
self.addEventListener('sync', (event) => {
  if (event instanceof ExtendableEvent && 'tag' in event && event.tag === SEND_TAG)
    event.waitUntil(syncAndRenew())
})

// Every message shows something, and soon: browsers take their leave back from who shows nothing.
self.addEventListener('push', (event) => event.waitUntil(show(textOf(event.data), self.registration, NUDGES)))

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(follow(event.action, event.notification.data))
})

function textOf(message: PushMessageData | null): string | null {
  try {
    return message?.text() ?? null
  } catch (failure) {
    // Not UTF-8, or a browser that cannot tell: what comes is shown without it.
    console.warn(failure)
    return null
  }
}

/** The app comes first, where the tap asks for it: a browser lets nobody open a window later on. */
async function follow(action: string, stored: unknown): Promise<void> {
  const attached = attachedTo(stored)
  if (isOpening(action)) await openApp(attached)
  if (!(await answer(action, attached, NUDGES))) return
  await syncAndRenew().catch(() => askAgainBySync(self.registration))
}

/** Where the notification leads; to the start, if storage cannot tell. */
async function openApp(attached: Attached): Promise<void> {
  const path = await pathOf(attached, NUDGES).catch(() => '/')
  const keeping = keepAsked(path, NUDGES).catch(() => undefined)
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!page) {
    await Promise.all([keeping, self.clients.openWindow(path)])
    return
  }
  await keeping
  page.postMessage({ kind: 'open' })
  // Not every browser lets a page come to the front: it is there, and has gone where the notification leads.
  await page.focus().catch(() => undefined)
}

async function syncAndRenew(): Promise<void> {
  await syncOnce({ storage, http, clock })
  // What fails here is done with the next sync; what was sent stays sent.
  await renew(NUDGES).catch(() => undefined)
}

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE)
  try {
    await Promise.all(__SHELL__.map((file) => take(file, cache)))
  } catch (failure) {
    await caches.delete(CACHE)
    throw failure
  }
}

/** The file as this build has it, and no other: a wrong byte fails the fetch. */
async function take({ url, integrity }: ShellFile, cache: Cache): Promise<Response> {
  const response = await fetch(url, { integrity, cache: 'no-cache' })
  if (!response.ok || response.redirected) throw new Error(`${url} answered ${response.status}`)
  await cache.put(url, response.clone())
  return response
}

async function fromShell(url: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(url)
  if (kept) return kept
  // The browser has thrown the cache away: mend it if the server still has this build, else take what it has.
  const file = shell.get(url)
  return file ? take(file, cache).catch(() => fetch(url)) : fetch(url)
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith(CACHES) && name !== CACHE)
  await Promise.all(older.map((name) => caches.delete(name)))
}

async function answerPut(message: unknown, port: MessagePort): Promise<void> {
  port.postMessage(await putFor(message).catch((failure: unknown) => String(failure)))
}

function isKind(message: unknown, kind: string): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind
}
