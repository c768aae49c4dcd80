/**
 * This phone's place at a push service: made in a tap, looked at with every launch, taken back when nudges are turned
 * off (PROTOCOL 10.4).
 */
import { PlatformProblem, ServerProblem } from '../platform/problems.ts'
import type { Push, Subscribed } from '../platform/push.ts'
import { bytes } from '../platform/random.ts'
import { isEqual, sha256, textToBytes } from '../protocol/bytes.ts'
import type { NudgesTold } from '../sync/answers.ts'
import { asThisDevice } from '../sync/session.ts'
import { dropAgenda } from './agenda.ts'
import { MINUTES_DRAWN } from './hours.ts'
import { keepNudges, readNudges } from './kept.ts'
import { renew, type NudgeParts } from './renewing.ts'

export interface ReachParts extends NudgeParts {
  readonly push: Push
}

/** Why nudges cannot reach this phone, though they are on. */
export type Unreached =
  | 'denied' // the person said no to the browser, or took it back
  | 'gone' // the browser has no subscription any more, or no leave, and gives one only after a tap
  | 'refused' // its push service is none that the server sends to
  | 'silent' // the browser's push service does not answer, or it has none
  | 'later' // no network just now, or the server does not answer

/** What may pass by itself: it is tried again at the next launch. */
const WAITING: readonly Unreached[] = ['silent', 'later']

export type Reached = { readonly told: NudgesTold } | { readonly why: Unreached }

/** Nudges on, for this phone. The browser was asked for permission before, and gave it. */
export async function turnOn(parts: ReachParts): Promise<Reached> {
  const before = await readNudges(parts.storage)
  const drawn = before.isOn ? before.pattern.minutes : (bytes(1)[0] ?? 0) % MINUTES_DRAWN
  await keepNudges(parts.storage, ({ pattern }) => ({ isOn: true, pattern: { ...pattern, minutes: drawn } }))
  const reached = await reconcile(parts)
  if ('told' in reached || WAITING.includes(reached.why) || before.isOn) return reached
  await keepNudges(parts.storage, () => ({ isOn: false }))
  await parts.push.unsubscribe()
  return reached
}

/** Nothing is sent to this phone any more. What the server could not be told ends with the browser's subscription. */
export async function turnOff({ storage, http, push }: ReachParts): Promise<void> {
  await keepNudges(storage, () => ({ isOn: false, reminders: [] }))
  await dropAgenda(storage)
  await push.unsubscribe()
  await asThisDevice(http, storage).dropSubscription().catch(passing)
}

/** At every launch: what the browser has is what the server knows, made for its first key; then a new schedule. */
export async function reconcile(parts: ReachParts): Promise<Reached> {
  const { push, http, storage } = parts
  const permission = push.permission()
  // A browser that has forgotten its leave gives it again after a tap.
  if (permission !== 'granted') return { why: permission === 'default' ? 'gone' : 'denied' }
  try {
    const server = asThisDevice(http, storage)
    await server.putSubscription(await subscribed(await server.nudges(), push))
    const told = await renew(parts)
    return told === null ? { why: 'later' } : { told }
  } catch (failure) {
    return { why: whyOf(failure) }
  }
}

async function subscribed({ keys, subscription }: NudgesTold, push: Push): Promise<Subscribed> {
  const [first] = keys
  if (first === undefined) throw new DOMException('no application server key', 'NotSupportedError')
  const own = await push.current()
  if (own !== null && isEqual(own.key, first)) {
    const isKnown = subscription !== null && isEqual(subscription.endpointHash, await hashOf(own))
    // The push service would have none of it: an endpoint that the server does not know yet may still be good.
    if (!isKnown || !subscription.mustRenew) return own
  }
  if (own !== null) await push.unsubscribe()
  return push.subscribe(first)
}

async function hashOf({ endpoint }: Subscribed): Promise<Uint8Array> {
  return sha256(textToBytes(endpoint))
}

function whyOf(failure: unknown): Unreached {
  if (failure instanceof DOMException) return failure.name === 'NotAllowedError' ? 'gone' : 'silent'
  if (failure instanceof ServerProblem && failure.type === 'push-service-refused') return 'refused'
  if (failure instanceof ServerProblem || failure instanceof PlatformProblem) return 'later'
  throw failure
}

function passing(failure: unknown): void {
  if (!(failure instanceof ServerProblem) && !(failure instanceof PlatformProblem)) throw failure
}
