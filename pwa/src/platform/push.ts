/**
 * The browser's doors to push and to notifications: what may be asked, what was given, what is shown (Push API).
 *
 * Permission is asked for first thing in a tap: iOS forgets the tap once anything else was waited for.
 */

/** unsupported: no push here; a tab of iOS has none before the app is on the home screen. */
export type Permission = 'unsupported' | 'default' | 'granted' | 'denied'

/** What the browser's subscription gives; `key` is the application server key that it was made for. */
export interface Subscribed {
  readonly endpoint: string
  readonly p256dh: Uint8Array<ArrayBuffer>
  readonly auth: Uint8Array<ArrayBuffer>
  readonly key: Uint8Array<ArrayBuffer>
}

export interface Push {
  readonly permission: () => Permission
  /** Call it first in the handler of a tap. */
  readonly ask: () => Promise<Permission>
  readonly current: () => Promise<Subscribed | null>
  /** Throws the browser's own DOMException where its push service does not answer or has no leave. */
  readonly subscribe: (key: Uint8Array<ArrayBuffer>) => Promise<Subscribed>
  readonly unsubscribe: () => Promise<void>
  /** The app's address, which a message that the browser shows by itself opens. */
  readonly address: () => string
}

export const push: Push = {
  permission: () => (isSupported() ? Notification.permission : 'unsupported'),
  ask: async () => (isSupported() ? Notification.requestPermission() : 'unsupported'),
  current: async () => {
    const subscription = await (await managerHere())?.getSubscription()
    return subscription ? read(subscription) : null
  },
  subscribe: async (key) => {
    const manager = await managerHere()
    if (!manager) throw new DOMException('no push here', 'NotSupportedError')
    return read(await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key }))
  },
  unsubscribe: async () => {
    const subscription = await (await managerHere())?.getSubscription()
    await subscription?.unsubscribe()
  },
  address: () => `${globalThis.location.origin}/`,
}

function isSupported(): boolean {
  return 'Notification' in globalThis && 'PushManager' in globalThis && 'serviceWorker' in navigator
}

async function managerHere(): Promise<PushManager | undefined> {
  if (!('PushManager' in globalThis) || !('serviceWorker' in navigator)) return undefined
  const registration = await navigator.serviceWorker.getRegistration()
  return registration && 'pushManager' in registration ? registration.pushManager : undefined
}

function read(subscription: PushSubscription): Subscribed {
  const { applicationServerKey } = subscription.options
  const [p256dh, auth] = [subscription.getKey('p256dh'), subscription.getKey('auth')]
  if (!p256dh || !auth || !applicationServerKey)
    throw new DOMException('not a whole subscription', 'DataError')
  return {
    endpoint: subscription.endpoint,
    p256dh: new Uint8Array(p256dh),
    auth: new Uint8Array(auth),
    key: new Uint8Array(applicationServerKey),
  }
}
