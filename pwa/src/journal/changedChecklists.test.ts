import 'fake-indexeddb/auto'

import { expect, test } from 'vitest'

import { switched, withItem } from '../checklists/changing.ts'
import { newest, type Checklist } from '../checklists/definition.ts'
import { shipped } from '../checklists/shipped.ts'
import { clockAt } from '../platform/clock.ts'
import { anEntry, Phone } from './cast.ts'
import { askAsIn, keepChanged, madeAt } from './changedChecklists.ts'
import { Checklists } from './checklists.ts'
import { followJournal, remove, restore, versionsOf, wordingOf, type OwnParts } from './ownChecklists.ts'
import { Draft } from './draft.ts'
import { resume } from './drafts.ts'

const NOON = Date.parse('2026-11-23T12:00:00Z')

test('a changed check is asked, also by a locked phone', async () => {
  const { alma, parts } = await aPhone()

  const kept = await keepChanged(reworded('How steady was I?'), parts)
  await parts.checklists.kept()
  alma.vault.lock()
  const locked = new Checklists(alma.storage)
  await locked.load()

  expect(newest(locked.current, 'daily')).toEqual(kept)
  expect(locked.current.map(({ id }) => id)).toEqual([...new Set(shipped.map(({ id }) => id))])
})

test('an old answer keeps the wording it was given to', async () => {
  const { parts } = await aPhone()

  const first = await keepChanged(reworded('How steady was I?'), parts)
  const second = await keepChanged(reworded('Was I steady?'), parts)

  expect(textIn(wordingOf('daily', 1, parts))).toBe(textIn(daily()))
  expect(textIn(wordingOf('daily', first.version, parts))).toBe('How steady was I?')
  expect(textIn(wordingOf('daily', second.version, parts))).toBe('Was I steady?')
})

test('versions are numbered by the time, and never twice', async () => {
  const { parts } = await aPhone()

  const first = await keepChanged(reworded('One'), parts)
  const second = await keepChanged(reworded('Two'), parts)
  const behind = { ...parts, clock: clockAt(NOON - 86_400_000, 'Europe/Lisbon') }
  const third = await keepChanged(reworded('Three'), behind)

  expect([first.version, second.version, third.version]).toEqual([NOON, NOON + 1, NOON + 2])
  expect([madeAt(first), madeAt(daily())]).toEqual([NOON, null])
})

test('as it came is one tap away, and back again', async () => {
  const { parts } = await aPhone()
  const kept = await keepChanged(reworded('Mine'), parts)

  await remove('daily', parts)
  const asItCame = newest(parts.checklists.current, 'daily')
  const wording = wordingOf('daily', kept.version, parts)
  await restore('daily', parts)

  expect(asItCame).toEqual(daily())
  expect(wording).toEqual(kept)
  expect(newest(parts.checklists.current, 'daily')).toEqual(kept)
})

test('any earlier version can be asked again', async () => {
  const { parts } = await aPhone()
  const first = await keepChanged(reworded('One'), parts)
  const second = await keepChanged(reworded('Two'), parts)

  await askAsIn(first, parts)
  const now = newest(parts.checklists.current, 'daily')
  await askAsIn(daily(), parts)

  expect(textIn(now)).toBe('One')
  expect(now?.version).toBeGreaterThan(second.version)
  expect(newest(parts.checklists.current, 'daily')).toEqual(daily())
  expect(versionsOf('daily', parts).map((one) => textIn(one))).toEqual(['One', 'Two', 'One', textIn(daily())])
})

test('what two phones changed at once both stay readable', async () => {
  const { alma, parts } = await aPhone()
  const elsewhere = { ...parts, clock: clockAt(NOON + 5000, 'Europe/Lisbon') }

  // Neither knew of the other: each made its first version.
  const here = await keepChanged(reworded('Here'), parts)
  const there = { ...reworded('There'), version: elsewhere.clock.now() }
  await alma.put([{ kind: 'checklist', id: 'daily', set: { [`version.${there.version}`]: valueOf(there) } }])
  await parts.journal.follow()

  expect(textIn(newest(parts.checklists.current, 'daily'))).toBe('There')
  expect(textIn(wordingOf('daily', here.version, parts))).toBe('Here')
})

test('a check begun before the change ends with its version', async () => {
  const { alma, parts } = await aPhone()
  const asked = { way: '', turn: 0, when: 'now', dayEndsAt: '04:00' } as const
  const drafting = { storage: alma.storage, clock: parts.clock }
  const first = await keepChanged(reworded('One'), parts)
  const begun = new Draft(first, asked, drafting)
  begun.answer('daily-steady', 'wobbly')
  await begun.keep()

  const second = await keepChanged(reworded('Two'), parts)
  const resumed = await resume(second, asked, drafting)
  await resumed.save()
  await parts.journal.follow()
  const fresh = await resume(second, asked, drafting)

  expect(resumed.checklist).toEqual(first)
  expect(parts.journal.objects('entry').get(begun.entry)?.[0]?.['set']).toMatchObject({
    version: first.version,
    'answer.daily-steady': 'wobbly',
  })
  expect(fresh.checklist).toEqual(second)
})

test('what is switched off is in no answer', async () => {
  const { alma, parts } = await aPhone()
  const off = switched(daily(), 'daily-steady', true)
  if (!off) throw new Error('it stays on')
  const kept = await keepChanged(off, parts)

  const draft = new Draft(
    kept,
    { way: '', turn: 0, when: 'now', dayEndsAt: '04:00' },
    { storage: alma.storage, clock: parts.clock },
  )
  draft.answer('daily-steady', 'wobbly')
  draft.answer('daily-energy', 'plenty')

  expect(draft.response().answers).toEqual({ 'daily-energy': 'plenty' })
})

async function aPhone() {
  const alma = await Phone.begin()
  await alma.put([anEntry('one')])
  const parts: OwnParts = {
    journal: await alma.tab(),
    checklists: new Checklists(alma.storage),
    put: (ops) => alma.put(ops),
    clock: clockAt(NOON, 'Europe/Lisbon'),
  }
  followJournal(parts)
  return { alma, parts }
}

function daily(): Checklist {
  const found = newest(shipped, 'daily')
  if (!found) throw new Error('no daily check')
  return found
}

function reworded(text: string): Checklist {
  const changed = withItem(daily(), 'daily-steady', (item) => ({ ...item, text }))
  if (!changed) throw new Error('it cannot be so')
  return changed
}

function textIn(list: Checklist | undefined): string | undefined {
  return list?.item.find(({ linkId }) => linkId === 'daily-steady')?.text
}

function valueOf(list: Checklist) {
  return JSON.parse(JSON.stringify(list)) as Record<string, never>
}
