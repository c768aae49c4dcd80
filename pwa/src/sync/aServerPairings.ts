/** For tests: the pairings of the server in the same process (PROTOCOL 9.3). */
import { json, Refusal } from './aServerWords.ts'

interface APairing {
  state: 'waiting' | 'sealed' | 'opened' | 'confirmed'
  account?: string
  epoch?: number
  box?: string
  opening?: string
}

export class Pairings {
  readonly #byId = new Map<string, APairing>()
  /** What each new phone will be: told to nobody. */
  readonly #devices = new Map<string, string>()

  begin(id: string): Response {
    this.#byId.set(id, { state: 'waiting' })
    return json(201, { expires_at: '2030-01-01T00:00:00Z' })
  }

  show(id: string): Response {
    return json(200, { ...this.#found(id) })
  }

  seal(id: string, of: { account: string; epoch: number; box: string }): Response {
    const pairing = this.#found(id)
    if (pairing.box !== undefined) throw new Refusal(409, 'pairing-taken')
    return now(Object.assign(pairing, of), 'sealed')
  }

  open(id: string, opening: string, device: string): Response {
    const pairing = this.#found(id)
    if (pairing.state === 'waiting') throw new Refusal(404, 'no-such-pairing')
    if ((this.#devices.get(id) ?? device) !== device) throw new Refusal(409, 'pairing-taken')
    this.#devices.set(id, device)
    return now(Object.assign(pairing, { opening }), 'opened')
  }

  confirm(id: string): Response {
    const pairing = this.#found(id)
    if (pairing.state !== 'opened') throw new Refusal(404, 'no-such-pairing')
    return now(pairing, 'confirmed')
  }

  drop(id: string): Response {
    this.#byId.delete(id)
    return new Response(null, { status: 204 })
  }

  /** Whose account a phone is let in to. */
  accountOf(id: string, device: string): string {
    const { state, account } = this.#found(id)
    if (state !== 'confirmed' || account === undefined || this.#devices.get(id) !== device)
      throw new Refusal(404, 'no-such-pairing')
    return account
  }

  #found(id: string): APairing {
    const pairing = this.#byId.get(id)
    if (pairing === undefined) throw new Refusal(404, 'no-such-pairing')
    return pairing
  }
}

function now(pairing: APairing, state: APairing['state']): Response {
  pairing.state = state
  return json(200, { state })
}
