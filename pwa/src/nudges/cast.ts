/** The cast of this room's tests: a syncing phone with its place at a push service, and a shelf for what it shows. */
import type { Push, Subscribed } from '../platform/push.ts'
import { AServer } from '../sync/aServer.ts'
import type { ANudged } from '../sync/aServerNudges.ts'
import { aSyncingPhone, type Phone } from '../sync/cast.ts'
import { thisDevice } from '../vault/device.ts'
import { keepNudges } from './kept.ts'
import type { ReachParts } from './subscription.ts'

export const ADDRESS = 'https://plumbline.example/'

/** The browser's side of push: what it has, and how often it was asked for more. */
export class APush implements Push {
  state: ReturnType<Push['permission']> = 'granted'
  subscription: Subscribed | null = null
  made = 0
  isWilling = true
  host = 'updates.push.services.mozilla.com'

  permission = (): ReturnType<Push['permission']> => this.state
  ask = (): Promise<ReturnType<Push['permission']>> => Promise.resolve(this.state)
  current = (): Promise<Subscribed | null> => Promise.resolve(this.subscription)
  subscribe = (key: Uint8Array<ArrayBuffer>): Promise<Subscribed> => {
    if (!this.isWilling) return Promise.reject(new DOMException('a tap is needed', 'NotAllowedError'))
    this.made += 1
    const endpoint = `https://${this.host}/wpush/${this.made}`
    this.subscription = { endpoint, key, p256dh: new Uint8Array(65), auth: new Uint8Array(16) }
    return Promise.resolve(this.subscription)
  }
  unsubscribe = (): Promise<void> => {
    this.subscription = null
    return Promise.resolve()
  }
  address = (): string => ADDRESS
}

export interface Reminded {
  readonly phone: Phone
  readonly server: AServer
  readonly push: APush
  readonly parts: ReachParts
  /** What the server has of it. */
  readonly held: () => ANudged
}

/** A phone whose account syncs, and which may show notifications; nudges are off. */
export async function aReachablePhone(): Promise<Reminded> {
  const server = new AServer()
  const { phone } = await aSyncingPhone(server)
  const push = new APush()
  const { device } = await thisDevice(phone.storage)
  const parts = { ...phone.parts, push, address: ADDRESS }
  return { phone, server, push, parts, held: () => server.nudged.of(device) }
}

export async function explicitly({ phone }: Reminded): Promise<void> {
  await keepNudges(phone.storage, () => ({ texts: 'explicit' }))
}

/** Where notifications stand, by tag; `shows`: how often one was put there. */
export class AShelf {
  readonly shown: { title: string; body: string; tag: string; attached: unknown }[] = []
  shows = 0
  refusesActions = false

  showNotification = (title: string, options: NotificationOptions): Promise<void> => {
    if (this.refusesActions && 'actions' in options) return Promise.reject(new TypeError('no actions here'))
    const { body = '', tag = '' } = options
    const attached: unknown = options.data
    const at = this.shown.findIndex((one) => one.tag === tag)
    const one = { title, body, tag, attached }
    if (at >= 0) this.shown[at] = one
    else this.shown.push(one)
    this.shows += 1
    return Promise.resolve()
  }
}
