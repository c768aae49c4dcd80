/**
 * A page that is killed at one of its steps: every time it is about to change something in storage, to ask the network,
 * or to hear of it.
 *
 * What it had asked for and not got is aborted, as a browser does; nothing of it ever goes on.
 */
import { forgetPages } from './pages.ts'

const TURNS = 20
const READS = ['get', 'getKey', 'getAll', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor']
const DEAF = { addEventListener: { value: () => undefined }, removeEventListener: { value: () => undefined } }

let steps = 0
let killAt = Infinity
let killed = () => undefined
const open = new Set()
const outside = new Set()

/** How far the pages of this browser have come. */
export const stepsTaken = () => steps

/** What `work` gives, or `died` once its page has ended at this step. */
export async function dyingAt(step, work) {
  steps = 0
  killAt = step
  const death = new Promise((give) => { killed = () => give('died') })
  const outcome = await Promise.race([work(), death])
  if (outcome === 'died') await settled()
  killAt = Infinity
  return outcome
}

/** Every page ends at its next step, whichever that is. */
export async function endAll() {
  steps = 0
  killAt = 0
  forgetPages()
  open.forEach(abortIfOpen)
  await settled()
  killAt = Infinity
}

/** Until what the dead page had under way outside of it has come back to nobody. */
async function settled() {
  await Promise.allSettled(outside)
  for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate)
}

/** One step: whether the page is dead now. */
export function isDead() {
  steps += 1
  if (steps === killAt) {
    forgetPages()
    queueMicrotask(() => open.forEach(abortIfOpen))
    killed()
  }
  return steps >= killAt
}

export const never = () => new Promise(() => undefined)

const hasEnded = () => steps >= killAt

/** `real`, until the page is dead: before it is called, or when it comes back. */
function mortal(real) {
  return async function (...given) {
    if (hasEnded()) return never()
    const doing = Reflect.apply(real, this, given)
    outside.add(doing)
    const gave = await doing.finally(() => outside.delete(doing))
    return hasEnded() ? never() : gave
  }
}

function guard(target, names, unanswered, isOver = isDead) {
  for (const name of names) {
    const real = target[name]
    target[name] = function (...given) {
      if (isOver(...given)) return unanswered()
      const gave = Reflect.apply(real, this, given)
      if (gave instanceof IDBTransaction) {
        open.add(gave)
        for (const end of ['complete', 'abort']) gave.addEventListener(end, () => open.delete(gave))
      }
      return gave
    }
  }
}

const deafRequest = () => Object.create(IDBRequest.prototype, DEAF)
const deafTransaction = () => Object.create(IDBTransaction.prototype, {
  ...DEAF,
  objectStore: { value: () => Object.create(IDBObjectStore.prototype) },
})

function abortIfOpen(transaction) {
  try {
    transaction.abort()
  } catch (failure) {
    if (failure.name !== 'InvalidStateError') throw failure
  }
}

/** From now on every page is mortal. */
export function makeMortal() {
  const isOverForWriting = (_stores, mode) => (mode === 'readwrite' ? isDead() : hasEnded())
  guard(IDBDatabase.prototype, ['transaction'], deafTransaction, isOverForWriting)
  guard(IDBObjectStore.prototype, ['put', 'add', 'delete', 'clear'], deafRequest)
  // Reading and reckoning change nothing: a page that ends there is as one that ended a step before.
  for (const target of [IDBObjectStore.prototype, IDBIndex.prototype]) guard(target, READS, deafRequest, hasEnded)
  for (const name of ['importKey', 'exportKey', 'generateKey', 'deriveBits', 'sign', 'verify', 'encrypt', 'decrypt', 'digest']) {
    crypto.subtle[name] = mortal(crypto.subtle[name])
  }
}
