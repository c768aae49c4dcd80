/**
 * The service worker as the page sees it: register, look for updates, change over when the person says so, and
 * ask it to store what the page cannot (platform 3.1, 3.4).
 *
 * A new version waits until the person's tap; the page then reloads once, when the new worker is in charge.
 */
import { onVisible } from './lifecycle.ts'

const URL_OF_WORKER = '/sw.js'
const LOOK_EVERY_MS = 15 * 60_000
const ANSWER_MS_MAX = 10_000
const TAKE_OVER_MS_MAX = 3_000

let waiting: ServiceWorker | null = null
let takenOver = false
let reloading = false
let reloaded = false
const watchers = new Set<() => void>()

/** Whether a newer version is ready and waits. Kept, not told once: a screen may ask later than it came. */
export const update = {
  get current(): boolean {
    return waiting !== null || takenOver
  },
  subscribe(changed: () => void): () => void {
    watchers.add(changed)
    return () => watchers.delete(changed)
  },
}

/** Registers the worker and keeps looking for a newer one. Quietly does nothing where there are no workers. */
export async function register(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register(workerUrl(), { updateViaCache: 'none' })
  const look = follow(registration)
  // Another tab let the newer version in: this page goes on with what it has loaded, and offers to reload.
  if (navigator.serviceWorker.controller) {
    navigator.serviceWorker.addEventListener('controllerchange', () =>
      reloading ? reload() : show('taken over'),
    )
  }
  let lookedAt = performance.now()
  onVisible(() => {
    look()
    if (performance.now() - lookedAt < LOOK_EVERY_MS) return
    lookedAt = performance.now()
    registration.update().catch(() => undefined) // no signal: the version at hand goes on
  })
}

/** Lets the waiting version take over; this page reloads once, when it has, or soon. Call it when every draft is kept. */
export function changeOver(): void {
  if (reloading) return
  reloading = true
  if (takenOver || !waiting || !navigator.serviceWorker.controller) reload()
  else {
    waiting.postMessage({ kind: 'change-over' })
    // Chromium lets it wait for minutes if this page fetches something just then: the reload ends what it waits for.
    setTimeout(reload, TAKE_OVER_MS_MAX)
  }
}

function reload(): void {
  if (reloaded) return
  reloaded = true
  location.reload()
}

/** The worker's answer, or undefined if there is none within ten seconds. */
export async function askWorker(message: unknown): Promise<unknown> {
  if (!('serviceWorker' in navigator)) return undefined
  const active = (await navigator.serviceWorker.getRegistration())?.active
  if (!active) return undefined
  const { port1, port2 } = new MessageChannel()
  return new Promise((give) => {
    setTimeout(() => give(undefined), ANSWER_MS_MAX)
    port1.onmessage = ({ data }: MessageEvent<unknown>) => give(data)
    active.postMessage(message, [port2])
  })
}

/** What the worker is woken with once there is a network, also with every page closed. */
export const SEND_TAG = 'plumbline-send'

/** Asks for that, where the browser has Background Sync; quietly does nothing elsewhere. */
export async function askBackgroundSync(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.getRegistration()
  if (registration !== undefined) await askAgainBySync(registration)
}

/** The same for a worker, of itself. */
export async function askAgainBySync(registration: ServiceWorkerRegistration): Promise<void> {
  if (!canSync(registration)) return
  // The person may have switched it off: sync then waits for the page.
  await registration.sync.register(SEND_TAG).catch(() => undefined)
}

/** A notification was tapped while the app was open: where it leads is kept. */
export function onAskedToOpen(act: () => void): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'open') act()
  })
}

interface WithSync {
  readonly sync: { readonly register: (tag: string) => Promise<void> }
}

function canSync(registration: object): registration is WithSync {
  return 'sync' in registration
}

/** Which build this page is, as written into it. */
export function buildId(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? ''
}

/** Shows the version that waits, now and as soon as one does. The result asks once more: browsers lose some events. */
function follow(registration: ServiceWorkerRegistration): () => void {
  const look = (): void => {
    // The first worker ever waits for nobody: only a second one is news.
    if (registration.waiting && registration.active && registration.waiting !== waiting)
      show(registration.waiting)
  }
  look()
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look)
  })
  return look
}

function show(next: ServiceWorker | 'taken over'): void {
  if (next === 'taken over') takenOver = true
  else waiting = next
  watchers.forEach((changed) => changed())
}

interface UrlPolicy {
  readonly createScriptURL: (url: string) => string
}
interface WithPolicies {
  readonly trustedTypes: { readonly createPolicy: (name: string, rules: UrlPolicy) => UrlPolicy }
}

// Trusted Types are not in TypeScript's own types. The policy lets exactly one address through.
function workerUrl(scope: object = globalThis): string {
  const rules: UrlPolicy = {
    createScriptURL(url) {
      if (url !== URL_OF_WORKER) throw new TypeError('not our service worker')
      return url
    },
  }
  const policy = hasPolicies(scope) ? scope.trustedTypes.createPolicy('sw-url', rules) : rules
  return policy.createScriptURL(URL_OF_WORKER)
}

function hasPolicies(scope: object): scope is WithPolicies {
  return 'trustedTypes' in scope
}
