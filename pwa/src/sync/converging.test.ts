import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { Journal } from '../journal/journal.ts'
import { canonical, emptyState, type State } from '../protocol/merge.ts'
import { readAlarm } from '../vault/alarm.ts'
import { readAccount } from './account.ts'
import { AServer } from './aServer.ts'
import { alonePhones, anOpenPhone, aSyncingPhone, joined, Killed, type OnWay, type Phone } from './cast.ts'
import { countWaiting } from './send.ts'

beforeEach(alonePhones)
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

type Step =
  | { readonly act: 'write' | 'edit' | 'remove'; readonly phone: number; readonly entry: number }
  | { readonly act: 'sync'; readonly phone: number; readonly way: 'whole' | 'no request' | 'no reply' }
  | {
      readonly act: 'kill'
      readonly phone: number
      readonly after: number
      readonly during: 'sync' | 'write'
    }
  | { readonly act: 'clock'; readonly phone: number; readonly hours: number }
  | { readonly act: 'lock'; readonly phone: number }
  | { readonly act: 'join'; readonly killedAfter: number }

const phone = fc.nat({ max: 3 })
const writing = fc.record({
  act: fc.constantFrom('write', 'edit', 'edit', 'remove'),
  phone,
  entry: fc.nat({ max: 5 }),
})
const syncing = fc.record({
  act: fc.constant('sync'),
  phone,
  way: fc.constantFrom('whole', 'whole', 'whole', 'no request', 'no reply'),
})
const kill = fc.record({
  act: fc.constant('kill'),
  phone,
  after: fc.nat({ max: 20 }),
  during: fc.constantFrom('sync', 'sync', 'write'),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: writing, weight: 8 },
  { arbitrary: syncing, weight: 8 },
  { arbitrary: kill, weight: 3 },
  {
    arbitrary: fc.record({ act: fc.constant('clock'), phone, hours: fc.integer({ min: -50, max: 50 }) }),
    weight: 1,
  },
  { arbitrary: fc.record({ act: fc.constant('lock'), phone }), weight: 1 },
  { arbitrary: fc.record({ act: fc.constant('join'), killedAfter: fc.nat({ max: 40 }) }), weight: 2 },
)

/** Phones in one account, the last of them at first with a journal of its own. */
class Fleet {
  readonly phones: Phone[]
  readonly #handle: string
  /** Marks whose saving was said to be done, each written once. */
  readonly saved = new Set<number>()
  #marks = 0

  private constructor(phones: Phone[], handle: string) {
    this.phones = phones
    this.#handle = handle
  }

  static async of(count: number): Promise<Fleet> {
    const server = new AServer()
    server.pageMax = 3
    const { phone: first, handle } = await aSyncingPhone(server)
    const more: Phone[] = []
    for (let at = 1; at < count; at++) more.push(await anOpenPhone(server))
    for (const one of more.slice(0, -1)) await joined(one, first, handle)
    return new Fleet([first, ...more], handle)
  }

  async take(step: Step): Promise<void> {
    if (step.act === 'join') return this.#join(step.killedAfter)
    const phone = this.phones[step.phone % this.phones.length]
    if (phone === undefined) return
    if (step.act === 'clock') phone.nowMs += 3_600_000 * step.hours
    else if (step.act === 'lock') phone.vault.lock()
    else if (step.act === 'sync') await this.#syncBy(phone, step.way)
    else if (step.act === 'kill') await this.#kill(phone, step.after, step.during)
    else await this.#save(phone, `entry-${step.entry}`, step.act)
  }

  /** Everyone is online for a while. */
  async settle(): Promise<void> {
    await this.#join(Infinity)
    for (let round = 0; round < 2; round++) for (const phone of this.phones) await phone.sync()
  }

  async states(): Promise<State[]> {
    return Promise.all(this.phones.map((phone) => stateOf(phone)))
  }

  async #save(phone: Phone, id: string, act: 'write' | 'edit' | 'remove'): Promise<void> {
    const mark = (this.#marks += 1)
    const set = { [`mark.${mark}`]: mark, ...(act === 'edit' ? { note: { text: `note ${mark}` } } : {}) }
    // A removal leaves no mark of its own, so it goes with a marked entry.
    const marked = { kind: 'entry', id: act === 'remove' ? `beside-${mark}` : id, set }
    await phone.put(marked, ...(act === 'remove' ? [{ kind: 'entry', id, delete: true }] : []))
    this.saved.add(mark)
  }

  async #syncBy(phone: Phone, way: 'whole' | 'no request' | 'no reply'): Promise<void> {
    const lost: OnWay = async (ask) => {
      if (way === 'no reply') await ask()
      throw new TypeError('the network is gone')
    }
    phone.onWay = way === 'whole' ? (ask) => ask() : lost
    await phone.sync().catch((failure: unknown) => {
      if (way === 'whole') throw failure
    })
    phone.onWay = (ask) => ask()
  }

  async #kill(phone: Phone, after: number, during: 'sync' | 'write'): Promise<void> {
    await phone.killedAfter(after, () =>
      during === 'sync' ? phone.sync() : this.#save(phone, 'entry-0', 'edit'),
    )
    await this.#open(phone)
  }

  async #join(killedAfter: number): Promise<void> {
    const [first, last] = [this.phones[0], this.phones.at(-1)]
    if (first === undefined || last === undefined || (await readAccount(last.parts)) !== null) return
    await this.#open(last)
    await last.killedAfter(killedAfter, async () => {
      await joined(last, first, this.#handle)
    })
    await this.#open(last)
  }

  async #open(phone: Phone): Promise<void> {
    if (phone.vault.keys() !== undefined) return
    const isOwn = (await phone.vault.locks()).includes('device')
    await phone.unlock(isOwn ? { kind: 'device' } : (this.phones[0]?.recovery ?? phone.recovery))
  }
}

async function stateOf(phone: Phone): Promise<State> {
  if (phone.vault.keys() === undefined) await phone.unlock()
  const journal = new Journal({ storage: phone.storage, vault: phone.vault })
  await journal.settled()
  return journal.state ?? emptyState()
}

/** How often each mark stands in a state. */
function marksIn({ objects }: State): Map<number, number> {
  const marks = new Map<number, number>()
  for (const write of [...(objects.get('entry')?.values() ?? [])].flat()) {
    const set = write['set']
    const names = typeof set === 'object' && set !== null ? Object.keys(set) : []
    for (const name of names.filter((one) => one.startsWith('mark.'))) {
      const mark = Number(name.slice(5))
      marks.set(mark, (marks.get(mark) ?? 0) + 1)
    }
  }
  return marks
}

describe('phones that write, fail and are killed', () => {
  test('come to one state, none lost, none doubled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }),
        fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }),
        async (count, steps) => {
          const fleet = await Fleet.of(count)

          for (const step of steps) await fleet.take(step)
          await fleet.settle()

          const states = await fleet.states()
          expect(new Set(states.map(canonical)).size).toBe(1)
          const marks = marksIn(states[0] ?? emptyState())
          expect([...fleet.saved].filter((mark) => !marks.has(mark))).toEqual([])
          expect([...marks.values()].filter((times) => times > 1)).toEqual([])
          for (const { storage } of fleet.phones) {
            expect(await readAlarm(storage)).toBeNull()
            expect(await countWaiting(storage)).toBe(0)
          }
        },
      ),
      { numRuns: 12, endOnFailure: true },
    )
  }, 120_000)

  test('are put together by a kill that is a kill', async () => {
    const { phone } = await aSyncingPhone(new AServer())

    await expect(phone.killedAfter(0, () => phone.sync())).resolves.toBeInstanceOf(Killed)
  })
})
