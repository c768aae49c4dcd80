/** For tests: subscriptions and slots of the server in the same process (PROTOCOL 10.5). */
import { bytesToB64, sha256, textToBytes } from '../protocol/bytes.ts'
import { json, list, read, Refusal, text, type Json } from './aServerWords.ts'

/** What the server has of one phone; every schedule that it was ever given stays in `schedules`. */
export class ANudged {
  subscription: { endpoint: string; key: string } | null = null
  mustRenew = false
  slots: { due_at: string; payload: string }[] = []
  readonly schedules: { window_minutes: number; slots: { due_at: string; payload: string }[] }[] = []
}

export class Nudged {
  readonly byDevice = new Map<string, ANudged>()
  /** Application server keys, newest first: any 65 bytes do here. */
  keys = [bytesToB64(new Uint8Array(65).fill(4))]
  /** Hosts of push services that this server does not send to. */
  refused: readonly string[] = []
  isLate = false

  of(device: string): ANudged {
    const known = this.byDevice.get(device) ?? new ANudged()
    this.byDevice.set(device, known)
    return known
  }

  async answer(name: string, device: string, init: RequestInit): Promise<Response> {
    const own = this.of(device)
    const body = read(init)
    if (name === 'PUT nudges subscription') this.#subscribe(own, body)
    else if (name === 'PUT nudges slots') replace(own, body)
    else if (name === 'DELETE nudges subscription') {
      this.byDevice.delete(device)
      return new Response(null, { status: 204 })
    } else if (name !== 'GET nudges') throw new Refusal(404, 'not-found')
    return this.#show(own)
  }

  #subscribe(own: ANudged, body: Json): void {
    const [endpoint, key] = [text(body, 'endpoint'), text(body, 'key')]
    if (this.refused.includes(new URL(endpoint).host)) throw new Refusal(422, 'push-service-refused')
    if (!this.keys.includes(key)) throw new Refusal(409, 'unknown-push-key')
    if (own.subscription?.endpoint !== endpoint) own.mustRenew = false
    own.subscription = { endpoint, key }
  }

  async #show({ subscription, mustRenew, slots }: ANudged): Promise<Response> {
    const held = subscription && {
      endpoint_hash: bytesToB64(await sha256(textToBytes(subscription.endpoint))),
      key: subscription.key,
      confirmed_at: '2026-11-23T12:00:00.000Z',
      state: mustRenew ? 'renew' : 'good',
    }
    const due = slots.map(({ due_at }) => due_at).sort()
    const waiting = { waiting: due.length, next_at: due[0] ?? null, last_at: due.at(-1) ?? null }
    const worker = { beat_at: '2026-11-23T12:00:00.000Z', is_late: this.isLate }
    return json(200, { keys: this.keys, subscription: held, slots: waiting, worker })
  }
}

function replace(own: ANudged, body: Json): void {
  if (own.subscription === null) throw new Refusal(409, 'not-subscribed')
  const slots = list(body, 'slots').map((one) => ({
    due_at: text(one, 'due_at'),
    payload: text(one, 'payload'),
  }))
  own.slots = slots
  own.schedules.push({ window_minutes: Number(body['window_minutes']), slots })
}
