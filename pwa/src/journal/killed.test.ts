/** A save that is killed, or fails, at every single step: the entry is there whole or the draft still is. */
import 'fake-indexeddb/auto'
import { afterEach, expect, test, vi } from 'vitest'

import type { Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { clockAt } from '../platform/clock.ts'
import { Storage } from '../platform/storage.ts'
import { entriesOf } from './looking.ts'
import type { DraftParts } from './draft.ts'

const ANSWERS = { 'daily-steady': 'wobbly', 'daily-energy': 'little', 'daily-fit': 'yes' }
const STEPS_MIN = 30
const TURNS = 20
const clock = clockAt(Date.parse('2026-11-23T12:00:00Z'), 'Europe/Lisbon')
const parts = (name: string): DraftParts => ({ storage: new Storage(name), clock })

function daily(): Checklist {
  const found = shipped.find(({ id }) => id === 'daily')
  if (!found) throw new Error('no daily check')
  return found
}

/** A page of its own: nothing in memory is shared with another one. */
async function aPage(name: string) {
  vi.resetModules()
  const { resume } = await import('./drafts.ts')
  return resume(daily(), { way: '', turn: 0, when: 'now', dayEndsAt: '04:00' }, parts(name))
}

async function anAnsweredPage(name: string) {
  const draft = await aPage(name)
  for (const [linkId, code] of Object.entries(ANSWERS)) draft.answer(linkId, code)
  await draft.keep()
  return draft
}

type Fault = (step: number, open: Set<IDBTransaction>) => { readonly instead?: unknown } | undefined

/** Puts `fault` before every step that leaves our own code: storage and cryptography. */
function between(fault: Fault): void {
  const open = new Set<IDBTransaction>()
  let step = 0
  const guard = (target: object, names: readonly string[]): void => {
    for (const name of names) {
      const real: unknown = Reflect.get(target, name)
      if (typeof real !== 'function') throw new Error(`no ${name}`)
      vi.spyOn(target as Record<string, () => unknown>, name).mockImplementation(function (
        this: unknown,
        ...args
      ) {
        const happened = fault((step += 1), open)
        if (happened) return unanswered(name)
        const result: unknown = Reflect.apply(real as () => unknown, this, args)
        if (result instanceof IDBTransaction) open.add(result)
        return result
      })
    }
  }
  guard(IDBDatabase.prototype, ['transaction'])
  guard(IDBObjectStore.prototype, ['get', 'put', 'add', 'delete'])
  guard(IDBIndex.prototype, ['openKeyCursor'])
  guard(crypto.subtle, ['importKey', 'exportKey', 'generateKey', 'deriveBits', 'sign', 'encrypt', 'digest'])
}

const DEAF = {
  addEventListener: { value: () => undefined },
  removeEventListener: { value: () => undefined },
}

/** What a dead page gets: a transaction, request or promise that says nothing ever again. */
function unanswered(name: string): unknown {
  if (name !== 'transaction')
    return name in crypto.subtle ? new Promise(() => undefined) : Object.create(IDBRequest.prototype, DEAF)
  const objectStore = { value: () => Object.create(IDBObjectStore.prototype) as unknown }
  return Object.create(IDBTransaction.prototype, { ...DEAF, objectStore })
}

async function whatIsThere(name: string) {
  const [entries, drafts] = [
    await entriesOf(name),
    await new Storage(name).transaction(['drafts'], 'readonly', (transaction) =>
      transaction.objectStore('drafts').count(),
    ),
  ]
  return { entries, drafts }
}

/** Never half, never twice; and what was not saved can be saved by the next page. */
async function mustBeWhole(name: string): Promise<'saved' | 'kept'> {
  const { entries, drafts } = await whatIsThere(name)
  expect([entries.length, drafts]).toEqual(entries.length === 1 ? [1, 0] : [0, 1])
  if (entries.length === 0) {
    const next = await aPage(name)
    expect(next.current.answers).toEqual(ANSWERS)
    await next.save()
  }
  const after = await whatIsThere(name)
  expect([after.entries.length, after.drafts]).toEqual([1, 0])
  const set = Object.entries(ANSWERS).map(([linkId, code]) => [`answer.${linkId}`, code])
  expect(after.entries[0]?.['set']).toMatchObject(Object.fromEntries(set))
  return entries.length === 1 ? 'saved' : 'kept'
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

test('a page killed at any step leaves entry or draft', async () => {
  vi.stubGlobal('navigator', {}) // a dead page holds no lock
  let steps = 0
  for (let killAt = 1, over = false; !over; killAt++) {
    const name = `killed-${killAt}`
    const draft = await anAnsweredPage(name)
    let kill: () => void = () => undefined
    const killed = new Promise<'killed'>((give) => (kill = () => give('killed')))
    between((step, open) => {
      if (step < killAt) return undefined
      // With the page goes every transaction that was not committed.
      if (step === killAt) queueMicrotask(() => open.forEach(abortIfOpen))
      kill()
      return {}
    })

    over = (await Promise.race([draft.save(), killed])) !== 'killed'

    // What the dead page would still do ends at its next step, before the world is whole again.
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate)
    vi.restoreAllMocks()
    expect(await mustBeWhole(name)).toBe(over ? 'saved' : 'kept')
    steps = killAt
  }
  expect(steps).toBeGreaterThan(STEPS_MIN)
}, 60_000)

test('a step that fails is tried again or leaves the draft', async () => {
  let steps = 0
  for (let failAt = 1, over = false; !over; failAt++) {
    const name = `failing-${failAt}`
    const draft = await anAnsweredPage(name)
    over = true
    between((step) => {
      if (step !== failAt) return undefined
      over = false
      throw new DOMException('connection lost', 'UnknownError')
    })

    const outcome = await draft.save().then(
      () => 'saved',
      () => 'kept',
    )

    vi.restoreAllMocks()
    expect(draft.current.answers).toEqual(ANSWERS)
    expect(await mustBeWhole(name)).toBe(outcome)
    steps = failAt
  }
  expect(steps).toBeGreaterThan(STEPS_MIN)
}, 60_000)

function abortIfOpen(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === 'InvalidStateError')) throw failure
  }
}
