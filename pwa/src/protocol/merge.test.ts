import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { at } from './cast.ts'
import type { Members, Op } from './change.ts'
import type { Opened } from './envelope.ts'
import { canonical, emptyState, fieldsOf, fold, resolve, type Resolved } from './merge.ts'

const ALMA = 'aa'.repeat(16)
const SECOND = 'bb'.repeat(16)
const THIRD = 'cc'.repeat(16)

interface Written {
  device?: string
  counter?: number
  minutes?: number
  seen?: Record<string, number>
}

/** An opened change with one op for the entry `monday`. */
function wrote(verb: Members, { device = ALMA, counter = 1, minutes = 0, seen = {} }: Written = {}): Opened {
  const header = { account: '11'.repeat(16), device, epoch: 1, counter, previous: '00'.repeat(32) }
  const ops: Op[] = [{ kind: 'entry', id: 'monday', ...verb }]
  return { header, id: `${device.slice(0, 4)}${counter}`.padEnd(64, '0'), at: at(minutes), seen, ops }
}

const set = (fields: Members, written?: Written): Opened => wrote({ set: fields }, written)
const text = (words: string): Members => ({ text: words })

function monday(...changes: Opened[]): Resolved {
  return resolve(fold(emptyState(), changes).objects.get('entry')?.get('monday') ?? [])
}

describe('what an object says', () => {
  test('is what one phone wrote last', () => {
    const { fields } = monday(set({ calm: 1 }), set({ calm: 2 }, { counter: 2, minutes: -5 }))

    expect(fields.get('calm')).toEqual({ value: 2, concurrent: false })
  })

  test('is the later of two that knew nothing of each other', () => {
    const { fields } = monday(set({ calm: 1 }, { minutes: 1 }), set({ calm: 2 }, { device: SECOND }))

    expect(fields.get('calm')).toEqual({ value: 1, concurrent: true })
  })

  test('is the higher phone where times are equal', () => {
    const { fields } = monday(set({ calm: 1 }, { device: SECOND }), set({ calm: 2 }))

    expect(fields.get('calm')?.value).toBe(1)
  })

  test('keeps both texts of two phones, earliest first', () => {
    const late = set({ note: text('late') }, { minutes: 9 })
    const early = set({ note: text('early') }, { device: SECOND })

    expect(monday(late, early).fields.get('note')).toEqual({ value: text('early\n\nlate'), concurrent: true })
  })

  test('says an equal text of two phones once', () => {
    const both = [set({ note: text('same') }), set({ note: text('same') }, { device: SECOND })]

    expect(monday(...both).fields.get('note')).toEqual({ value: text('same'), concurrent: true })
  })

  test('is one text again once somebody tidied up', () => {
    const tidied = set(
      { note: text('both') },
      { device: THIRD, minutes: -9, seen: { [ALMA]: 1, [SECOND]: 1 } },
    )
    const changes = [set({ note: text('one') }), set({ note: text('two') }, { device: SECOND }), tidied]

    expect(monday(...changes).fields.get('note')).toEqual({ value: text('both'), concurrent: false })
  })

  test('keeps fields that other phones did not touch', () => {
    const { fields } = monday(set({ calm: 1 }), set({ sleep: 2 }, { device: SECOND }))

    expect([...fields.keys()].sort()).toEqual(['calm', 'sleep'])
  })

  test('is unmoved by a verb of a later version', () => {
    const moved = wrote({ move: { to: 'tuesday' } }, { counter: 2 })

    expect(monday(set({ calm: 1 }), moved)).toEqual(monday(set({ calm: 1 })))
  })

  test('knows a field by any name at all', () => {
    const names: Members = Object.fromEntries([
      ['__proto__', 1],
      ['constructor', 2],
    ])

    expect([...monday(set(names)).fields].map(([name, { value }]) => [name, value])).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ])
  })
})

describe('a deleted object', () => {
  const gone = wrote({ delete: true }, { counter: 2 })

  test('is gone once the delete has seen all', () => {
    expect(monday(set({ calm: 1 }), gone).gone).toBe(true)
  })

  test('survives an edit made at the same time', () => {
    expect(
      monday(set({ calm: 1 }), gone, set({ calm: 2 }, { device: SECOND, seen: { [ALMA]: 1 } })).gone,
    ).toBe(false)
  })

  test('comes back when its fields are written again', () => {
    expect(monday(set({ calm: 1 }), gone, set({ calm: 1 }, { counter: 3 })).gone).toBe(false)
  })

  test('is gone when two deletes have seen one half each', () => {
    const halves = [
      wrote({ delete: true }, { counter: 2 }),
      wrote({ delete: true }, { device: SECOND, counter: 2 }),
    ]

    expect(monday(set({ calm: 1 }), set({ calm: 2 }, { device: SECOND }), ...halves).gone).toBe(true)
  })
})

/** Changes of three phones that have seen some of each other, as they might be on the wire. */
const history = fc
  .array(
    fc.record({
      device: fc.constantFrom(ALMA, SECOND, THIRD),
      verb: fc.oneof(
        fc.record({
          set: fc.record(
            { calm: fc.integer(), note: fc.record({ text: fc.string({ maxLength: 5 }) }) },
            { requiredKeys: [] },
          ),
        }),
        fc.constant({ delete: true }),
        fc.constant({ move: { to: 'b' } }),
      ),
      minutes: fc.integer({ min: -3, max: 3 }),
      sees: fc.boolean(),
    }),
    { maxLength: 20 },
  )
  .map((drafts) => {
    const counters: Record<string, number> = {}
    return drafts.map(({ device, verb, minutes, sees }) => {
      const seen = sees
        ? Object.fromEntries(Object.entries(counters).filter(([other]) => other !== device))
        : {}
      counters[device] = (counters[device] ?? 0) + 1
      return wrote(verb, { device, counter: counters[device], minutes, seen })
    })
  })

describe('the state', () => {
  test('is the same bytes in any order, with repeats', () => {
    const shuffled = history.chain((changes) =>
      fc.tuple(
        fc.constant(changes),
        fc.shuffledSubarray([...changes, ...changes], { minLength: 2 * changes.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([changes, mixed]) => {
        expect(canonical(fold(emptyState(), mixed))).toBe(canonical(fold(emptyState(), changes)))
      }),
    )
  })

  test('is the same folded at once or by and by', () => {
    fc.assert(
      fc.property(history, fc.nat(20), (changes, cut) => {
        const first = fold(emptyState(), changes.slice(0, cut))
        expect(canonical(fold(first, changes.slice(cut)))).toBe(canonical(fold(emptyState(), changes)))
      }),
    )
  })

  test('is resolved as PROTOCOL says it, word by word', () => {
    fc.assert(
      fc.property(history, (changes) => {
        const writes = fold(emptyState(), changes).objects.get('entry')?.get('monday') ?? []
        type One = (typeof writes)[number]
        const sees = (w: One, v: One): boolean =>
          (v.device === w.device && v.counter < w.counter) || (w.seen[v.device] ?? 0) >= v.counter
        const sets = writes.filter((write) => 'set' in write)
        const deletes = writes.filter((write) => 'delete' in write)
        const versions = sets.filter((write) => JSON.stringify(write['set']).includes('"calm"'))
        const current = versions.filter((v) => !versions.some((w) => w !== v && sees(w, v)))
        const latest = current.toSorted((a, b) => (a.at + a.device < b.at + b.device ? -1 : 1)).at(-1)

        const { gone, fields } = resolve(writes)

        expect(gone).toBe(deletes.length > 0 && sets.every((s) => deletes.some((d) => sees(d, s))))
        expect(fields.get('calm')?.concurrent ?? false).toBe(current.length > 1)
        expect(fields.get('calm')?.value).toBe(latest === undefined ? undefined : fieldsOf(latest)['calm'])
      }),
    )
  })

  test('grows by ten years of one setting quickly', () => {
    const changes = Array.from({ length: 5000 }, (_, place) => set({ size: place }, { counter: place + 1 }))

    expect(monday(...changes).fields.get('size')).toEqual({ value: 4999, concurrent: false })
  })
})
